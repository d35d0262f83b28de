"""The conditions of the case desk's grids: each a sentence, and what it means for a row."""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.cases.kinds import JournalKind
from gateway.cases.lifecycle import CASE_ACTIVE, CASE_FINAL, TASK_FINAL, CaseState, CaseTaskState
from gateway.policy.grid import SEEN

ACTIVE = [state for state in CaseState if state in CASE_ACTIVE]
LIVE = [state for state in CaseState if state not in CASE_FINAL]
PENDING = [state for state in CaseTaskState if state not in TASK_FINAL]


def once(actor: Actor) -> Q:
    """it is only now being created"""
    return Q(id__isnull=True)


# -- cases ----------------------------------------------------------------------------------------


def outsourced(actor: Actor) -> Q:
    """the case is with your provider, or assigned to you"""
    return Q(provider_id=actor.provider_id) | Q(assigned_to_id=actor.user_id)


def managed(actor: Actor) -> Q:
    """the case is with a provider that you manage"""
    return Q(provider_id__in=actor.managed_provider_ids)


def ours(actor: Actor) -> Q:
    """the case is your own"""
    return Q(contact_id=actor.contact_id)


def own(actor: Actor) -> Q:
    """the case is your own"""
    return Q(consumer_id=actor.consumer_id)


def of_account(actor: Actor) -> Q:
    """the case is for your account, for one below it, or for a related one"""
    return Q(account_id__in=actor.account_ids)


def home(actor: Actor) -> Q:
    """the case is for the very account that you act for"""
    return Q(account__contacts__id=actor.contact_id)


def home_live(actor: Actor) -> Q:
    """the case is for the very account that you act for, and neither closed nor cancelled"""
    return Q(state__in=LIVE) & Q(account__contacts__id=actor.contact_id)


def live(actor: Actor) -> Q:
    """the case is neither closed nor cancelled"""
    return Q(state__in=LIVE)


def over(actor: Actor) -> Q:
    """the case is closed or cancelled"""
    return Q(state__in=list(CASE_FINAL))


def held(actor: Actor) -> Q:
    """the case is not finished, and is with your provider, assigned to you, or with no group yet"""
    yours = Q(provider_id=actor.provider_id) | Q(assigned_to_id=actor.user_id)
    return Q(state__in=LIVE) & (yours | Q(assignment_group_id__isnull=True))


def handled(actor: Actor) -> Q:
    """the case is assigned to you, or to a group that you manage"""
    return Q(assigned_to_id=actor.user_id) | Q(assignment_group_id__in=actor.managed_group_ids)


def free(actor: Actor) -> Q:
    """the case is assigned to nobody"""
    return Q(assigned_to_id__isnull=True)


def busy(actor: Actor) -> Q:
    """the case is assigned to somebody"""
    return Q(assigned_to_id__isnull=False)


def held_free(actor: Actor) -> Q:
    """the case is assigned to nobody, not finished, and with your provider or with no group yet"""
    yours = Q(provider_id=actor.provider_id) | Q(assignment_group_id__isnull=True)
    return Q(state__in=LIVE) & Q(assigned_to_id__isnull=True) & yours


def held_busy(actor: Actor) -> Q:
    """the case is assigned to somebody, not finished, and with your provider or assigned to you"""
    yours = Q(provider_id=actor.provider_id) | Q(assigned_to_id=actor.user_id)
    return Q(state__in=LIVE) & Q(assigned_to_id__isnull=False) & yours


def shared(actor: Actor) -> Q:
    """the case shares its resolution notes with its requester"""
    return Q(share_resolution_notes=True)


def unread(actor: Actor) -> Q:
    """something happened to the case that you have not seen"""
    return Q(read_marks__user_id=actor.user_id, read_marks__unread=True)


def news(actor: Actor) -> Q:
    """you have not opened the case since something happened to it"""
    return ~Q(read_marks__user_id=actor.user_id, read_marks__unread=False)


def caught_up(actor: Actor) -> Q:
    """you have seen all that happened to the case"""
    return ~Q(read_marks__user_id=actor.user_id, read_marks__unread=True)


# -- what hangs on a case -------------------------------------------------------------------------


def seen(actor: Actor) -> Q:
    """you may see the case"""
    return Q(case=SEEN)


def told(actor: Actor) -> Q:
    """you may see the case, and the entry is not kept inside the enterprise"""
    return Q(enterprise_only=False) & Q(case=SEEN)


def spoken(actor: Actor) -> Q:
    """you may see the case and, if it is about one, the task; and the entry is a comment"""
    about = Q(task_id__isnull=True) | Q(task=SEEN)
    return Q(kind=JournalKind.COMMENT) & Q(case=SEEN) & about


def heard(actor: Actor) -> Q:
    """you may see the entry"""
    return Q(entry=SEEN)


def comment(actor: Actor) -> Q:
    """the entry is a comment"""
    return Q(kind=JournalKind.COMMENT)


def shown(actor: Actor) -> Q:
    """you may see the case, and the task is shown to the customer"""
    return Q(visible_to_customer=True) & Q(case=SEEN)


def pending(actor: Actor) -> Q:
    """the task is neither closed nor cancelled"""
    return Q(state__in=PENDING)


def shared_work(actor: Actor) -> Q:
    """the task is not finished, and it or its case is with your provider or assigned to you"""
    of_case = Q(case__provider_id=actor.provider_id) | Q(case__assigned_to_id=actor.user_id)
    return Q(state__in=PENDING) & (Q(assigned_to_id=actor.user_id) | of_case)


def of_live_case(actor: Actor) -> Q:
    """its case is neither closed nor cancelled"""
    return Q(case__state__in=LIVE)


def of_held_case(actor: Actor) -> Q:
    """its case is not finished, and is with your provider or assigned to you"""
    yours = Q(case__provider_id=actor.provider_id) | Q(case__assigned_to_id=actor.user_id)
    return Q(case__state__in=LIVE) & yours


def filed(actor: Actor) -> Q:
    """the case is assigned to you or a group that you manage, and the file not kept inside"""
    group = Q(case__assignment_group_id__in=actor.managed_group_ids)
    return Q(enterprise_only=False) & (Q(case__assigned_to_id=actor.user_id) | group)


def open_file(actor: Actor) -> Q:
    """you may see the case, and the file is not internal"""
    return Q(internal=False) & Q(case=SEEN)


def drawn(actor: Actor) -> Q:
    """you may see the case and the entitlement"""
    return Q(case=SEEN) & Q(entitlement=SEEN)


def spent(actor: Actor) -> Q:
    """you may see the case, and it was with your provider at that time"""
    return Q(provider_id=actor.provider_id) & Q(case=SEEN)


def yourself(actor: Actor) -> Q:
    """you may see the case, and the user is you"""
    return Q(user_id=actor.user_id) & Q(case=SEEN)


# -- named lists ----------------------------------------------------------------------------------


def every(actor: Actor) -> Q:
    """always"""
    return Q()


def mine(actor: Actor) -> Q:
    """the case is assigned to you"""
    return Q(assigned_to_id=actor.user_id)


def team(actor: Actor) -> Q:
    """the case is assigned to a group of yours"""
    return Q(assignment_group_id__in=actor.group_ids)


def unassigned(actor: Actor) -> Q:
    """the case waits for work and is assigned to nobody"""
    return Q(assigned_to_id__isnull=True) & Q(state__in=ACTIVE)


def active(actor: Actor) -> Q:
    """the case is new, open or waiting for an answer"""
    return Q(state__in=ACTIVE)

"""What is said about a case, and to whom: comments, work notes, files, people kept informed."""

from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model

from gateway.cases.kinds import JournalKind, JournalSource
from gateway.customers.models import Consumer, Contact
from gateway.database.fields import Instant, Recorded, belonging, now, referring
from gateway.files.models import ScanState
from gateway.people.models import ApiClient, User

if TYPE_CHECKING:
    from gateway.cases.models import Case
    from gateway.cases.tasks import CaseTask


class JournalEntry(Model):
    """A comment or work note on a case; written once, never changed. No author: Caseway itself."""

    id = fields.BigIntField(primary_key=True)
    case: "fields.ForeignKeyRelation[Case]" = belonging("Case", "journal")
    kind = fields.CharEnumField(JournalKind, max_length=16)
    text = fields.TextField()
    at = Instant(default=now)
    author_user: fields.ForeignKeyNullableRelation[User] = referring("User", "journal")
    author_contact: fields.ForeignKeyNullableRelation[Contact] = referring("Contact", "journal")
    author_consumer: fields.ForeignKeyNullableRelation[Consumer] = referring("Consumer", "journal")
    author_client: fields.ForeignKeyNullableRelation[ApiClient] = referring("ApiClient", "journal")
    enterprise_only = fields.BooleanField(default=False)  # providers do not read it
    source = fields.CharEnumField(JournalSource, max_length=8, default=JournalSource.PORTAL)
    task: "fields.ForeignKeyNullableRelation[CaseTask]" = referring(
        "CaseTask", "journal"
    )  # of the case's tasks, the one that it is about

    case_id: int
    author_user_id: int | None
    author_contact_id: int | None
    author_consumer_id: int | None
    author_client_id: int | None
    task_id: int | None

    class Meta:
        table = "journal_entries"
        indexes = (
            ("case_id", "kind", "at", "id"),
            ("case_id", "at", "id", "enterprise_only", "author_user_id"),
            # By what tells whether somebody wrote what a provider may read.
            ("author_user_id", "enterprise_only", "case_id"),
            # Few entries are about a task: without `kind`, a database may think it says little.
            ("task_id", "kind", "at", "id"),
        )


class JournalMention(Model):
    """A person whom an entry calls upon; only who may read the entry can be."""

    id = fields.BigIntField(primary_key=True)
    entry: fields.ForeignKeyRelation[JournalEntry] = belonging("JournalEntry", "mentions")
    user: fields.ForeignKeyRelation[User] = belonging("User")

    entry_id: int
    user_id: int

    class Meta:
        table = "journal_mentions"
        unique_together = (("entry", "user"),)
        indexes = (("user_id", "entry_id"),)


class Attachment(Recorded):
    """A file that belongs to a case; its bytes lie in the file store under `storage_key`."""

    id = fields.BigIntField(primary_key=True)
    case: "fields.ForeignKeyRelation[Case]" = belonging("Case", "attachments")
    entry: fields.ForeignKeyNullableRelation[JournalEntry] = referring(
        "JournalEntry", "attachments"
    )  # with which words it came
    handle = fields.CharField(max_length=22, unique=True)  # names it in addresses
    url = fields.CharField(max_length=700)
    thumbnail_url = fields.CharField(max_length=50, null=True)
    file_name = fields.CharField(max_length=255)
    media_type = fields.CharField(max_length=127)
    size = fields.BigIntField()  # bytes
    sha256 = fields.CharField(max_length=64)
    storage_key = fields.CharField(max_length=80)
    internal = fields.BooleanField(default=False)  # customers do not see it
    enterprise_only = fields.BooleanField(default=False)  # providers do not see it
    scan_state = fields.CharEnumField(ScanState, max_length=8, default=ScanState.PENDING)
    scan_failures = fields.IntField(default=0)  # how often the scanner said neither yes nor no
    scan_after = Instant(null=True)  # when it is asked again; null: it has not failed

    case_id: int
    entry_id: int | None

    class Meta:
        table = "attachments"
        indexes = (
            ("case_id", "created_at", "id"),
            ("entry_id", "created_at", "id"),
            ("storage_key",),
            ("scan_state", "scan_failures", "id"),
        )


class InformedUser(Recorded):
    """A user who is told of comments, of the solution and of the closure."""

    id = fields.BigIntField(primary_key=True)
    case: "fields.ForeignKeyRelation[Case]" = belonging("Case", "informed_links")
    user: fields.ForeignKeyRelation[User] = belonging("User", "informed_links")

    case_id: int
    user_id: int

    class Meta:
        table = "informed_users"
        unique_together = (("case", "user"),)
        indexes = (("user_id", "case_id"),)


class WorkNotesWatcher(Recorded):
    """A user who is told of every work note."""

    id = fields.BigIntField(primary_key=True)
    case: "fields.ForeignKeyRelation[Case]" = belonging("Case", "watcher_links")
    user: fields.ForeignKeyRelation[User] = belonging("User", "watcher_links")

    case_id: int
    user_id: int

    class Meta:
        table = "work_notes_watchers"
        unique_together = (("case", "user"),)
        indexes = (("user_id", "case_id"),)

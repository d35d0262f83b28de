"""Derived types are named after what they are derived from, whatever its plural is."""

from gateway.schema import graph


def test_a_filter_on_related_records_is_named_after_one_of_them() -> None:
    fields = graph().core.type_map["CaseFilter"].to_kwargs()["fields"]

    assert str(fields["tasks"].type) == "CaseTaskListFilter"
    assert str(fields["comments"].type) == "JournalEntryListFilter"


def test_the_filter_of_an_enum_is_described_with_its_name() -> None:
    described = graph().core.type_map["UrgencyFilter"].description

    assert described == "Compares values of Urgency; several conditions must all hold."

"""Deliberate mistakes in templates are found before anyone opens a page, with file and line."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, print_ast
from jinja2 import DictLoader, Environment, StrictUndefined

from gateway.schema import graph
from portal.app import BUNDLES, STATIC
from portal.assets import Assets
from portal.checking import Check, check
from portal.environment import environment
from portal.lens import GraphQLBlock, Lens, LensError, variables_of

SCHEMA = build_schema("""
    type Query { cases(view: String): [Case!]!  case(number: String!): Case }
    type Case { number: String  state: String  account: Account  comments(first: Int): [Comment!]! }
    type Account { name: String  tier: String }
    type Comment { text: String  author: Author }
    union Author = User | Contact
    type User { name: String }
    type Contact { name: String  email: String }
""")

ROW = """{% graphql %}
fragment CaseRow on Case { number account { name } }
{% endgraphql %}
{% macro row(case) %}{{ case.number }} {{ case.account.name }}{% endmacro %}
"""
TIMELINE = """{% graphql %}
fragment CaseTimeline on Case { comments(first: $many) { text } }
{% endgraphql %}
{% macro timeline(case) %}{% for c in case.comments %}{{ c.text }}{% endfor %}{% endmacro %}
"""
DETAIL = """{% graphql %}
fragment CaseDetail on Case { state ...CaseTimeline }
{% endgraphql %}
{% from "desk/_timeline.html" import timeline %}
{% macro case_detail(case) %}{{ case.state }}{{ timeline(case) }}{% endmacro %}
"""
PAGE = """{% graphql %}
query Desk($view: String, $number: String!, $many: Int) {
  list: cases(view: $view) { ...CaseRow }
  detail: case(number: $number) { ...CaseDetail }
}
{% endgraphql %}
{% block list %}{% from "desk/_row.html" import row %}
{% for case in list %}{{ row(case) }}{% endfor %}{% endblock %}
{% block detail %}{% from "desk/_detail.html" import case_detail %}
{{ case_detail(detail) }}{% endblock %}
"""
GOOD = {
    "desk/index.html": PAGE,
    "desk/_row.html": ROW,
    "desk/_detail.html": DETAIL,
    "desk/_timeline.html": TIMELINE,
}


def _lens(templates: Mapping[str, str], schema: GraphQLSchema = SCHEMA) -> Lens:
    made = Environment(
        loader=DictLoader(templates),
        extensions=[GraphQLBlock],
        undefined=StrictUndefined,
        autoescape=True,
    )
    made.filters["rule"] = made.filters["tally"] = str
    return Lens(schema, made)


def _faults(**changed: tuple[str, str]) -> list[str]:
    """What is found when one file of the good templates has one piece of text replaced."""
    templates = dict(GOOD)
    for name, (before, after) in changed.items():
        path = "desk/index.html" if name == "page" else f"desk/_{name}.html"
        assert before in templates[path]
        templates[path] = templates[path].replace(before, after)
    return Check(_lens(templates)).run()


def test_templates_that_fit_have_no_faults() -> None:
    assert _faults() == []


def test_the_portals_own_templates_fit_the_gateways_schema() -> None:
    made = environment(graph().core, Assets(STATIC, BUNDLES), lambda: datetime.now(UTC))
    check(Lens(graph().core, made))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (
            {"row": ("{{ case.number }}", "{{ case.number }}{{ case.stat }}")},
            "desk/_row.html:4: reads .stat, which is not asked for here "
            "(asked for: account, number)",
        ),
        (
            {"row": ("account { name }", "account { nam }")},
            "desk/_row.html:2: Cannot query field 'nam' on type 'Account'. Did you mean 'name'?",
        ),
        (
            {"row": ("number account", "number state account")},
            "desk/_row.html:2: asks for state, which it never reads",
        ),
        (
            {"row": ("{{ case.account.name }}", "{{ case['account']['tier'] }}")},
            "desk/_row.html:4: reads .tier, which is not asked for here (asked for: name)",
        ),
        (
            {"page": ("{ ...CaseRow }", "{ number }")},
            "desk/index.html:8: calls row() without asking ...CaseRow",
        ),
        (
            {"page": ("{ ...CaseRow }", "{ number }")},
            "desk/_row.html: no page uses fragment CaseRow",
        ),
        (
            {"page": ("in list %}", "in liste %}{{ list.number }}")},
            "desk/index.html:8: reads .number, which is not asked for here (asked for: nothing)",
        ),
        (
            {"timeline": ("case.comments %}", "case.comments[:3] %}{{ c.txt }}")},
            "desk/_timeline.html:4: reads .txt, which is not asked for here (asked for: text)",
        ),
        (
            {"timeline": ("{{ c.text }}", "{% set d = c %}{{ d.text }}{{ (d or c).words }}")},
            "desk/_timeline.html:4: reads .words, which is not asked for here (asked for: text)",
        ),
        (
            {"detail": ("import timeline", "import timelin")},
            "desk/_detail.html:4: imports timelin, which is not there",
        ),
        (
            {"page": ("$many: Int", "$many: String")},
            "desk/index.html:2: Variable '$many' of type 'String' used in position expecting "
            "type 'Int'.",
        ),
    ],
)
def test_a_mistake_is_told_with_file_and_line(
    changed: dict[str, tuple[str, str]], fault: str
) -> None:
    assert fault in _faults(**changed)


def test_macros_are_followed_with_the_shapes_they_are_given() -> None:
    row = (
        "{{ case.account.name }}",
        "{{ named(case.account) }}{% macro named(thing) %}{{ thing.name }}{{ thing.size }}"
        "{% endmacro %}",
    )
    assert _faults(row=row) == [
        "desk/_row.html:4: reads .size, which is not asked for here (asked for: name)"
    ]


def test_members_of_a_union_lend_their_fields() -> None:
    asked = (
        "{ text }",
        "{ text author { ... on User { name } ... on Contact { email } } }",
    )
    reading = dict(GOOD)
    reading["desk/_timeline.html"] = TIMELINE.replace(*asked).replace(
        "{{ c.text }}", "{{ c.text }}{{ c.author.name }}{{ c.author.email }}"
    )
    assert Check(_lens(reading)).run() == []


def test_what_goes_to_other_code_counts_as_read() -> None:
    assert _faults(row=("{{ case.account.name }}", "{{ case.account|string }}")) == []
    assert _faults(row=("{{ case.account.name }}", "{{ case.account|rule }}")) == [
        "desk/_row.html:2: asks for account.name, which it never reads"
    ]


def test_all_faults_are_told_at_once() -> None:
    templates = GOOD | {"desk/_row.html": ROW.replace("case.number", "case.size")}
    with pytest.raises(LensError) as caught:
        check(_lens(templates))
    assert len(str(caught.value).splitlines()) == 2


def test_two_fragments_of_one_name_are_refused() -> None:
    with pytest.raises(LensError, match=r"desk/_row\.html.*both define the fragment CaseRow"):
        _lens(GOOD | {"desk/_other.html": ROW})


# -- asking for a part --------------------------------------------------------------------------


def _text(lens: Lens, name: str) -> str:
    part = lens.part("desk/index.html", name)
    assert part is not None
    return " ".join(" ".join(print_ast(d) for d in part.document.definitions).split())


def test_a_block_asks_only_for_its_root_field() -> None:
    assert _text(_lens(GOOD), "list") == (
        "query Desk($view: String) { list: cases(view: $view) { ...CaseRow } } "
        "fragment CaseRow on Case { number account { name } }"
    )


def test_a_region_asks_only_for_its_own_fragment() -> None:
    lens = _lens(GOOD)
    assert _text(lens, "timeline") == (
        "query Desk($number: String!, $many: Int) "
        "{ detail: case(number: $number) { ...CaseTimeline } } "
        "fragment CaseTimeline on Case { comments(first: $many) { text } }"
    )
    part = lens.part("desk/index.html", "timeline")
    assert part is not None
    assert (part.root, part.macro, part.subject) == (
        "detail",
        ("desk/_timeline.html", "timeline"),
        "case",
    )


def test_what_is_no_part_leads_to_the_whole_page() -> None:
    lens = _lens(GOOD)
    assert lens.part("desk/index.html", "elsewhere") is None
    assert lens.part("desk/index.html", "") is None


def test_documents_stay_the_same_objects_so_that_plans_are_kept() -> None:
    lens = _lens(GOOD)
    assert lens.document("desk/index.html") is lens.document("desk/index.html")
    one, other = (lens.part("desk/index.html", "list") for _ in range(2))
    assert one is other


def test_only_declared_variables_are_sent() -> None:
    lens = _lens(GOOD)
    part = lens.part("desk/index.html", "list")
    assert part is not None
    assert isinstance(part.document.definitions[0], OperationDefinitionNode)
    assert variables_of(part.document, {"view": "ALL", "number": "CS1"}) == {"view": "ALL"}

"""The URL carries the whole view, and what is wrong in it is named."""

from datetime import date
from urllib.parse import parse_qsl

import pytest

from dashboards.components.drill import Category
from dashboards.components.drill.state import State as DrillState
from dashboards.components.drill.state import parameters_of, sorts_of
from dashboards.components.receivables.buckets import buckets_of
from dashboards.components.receivables.customers import CUSTOMER_SORTS
from dashboards.components.urls import Problem
from dashboards.components.words import Words
from dashboards.views.receivables import DRILL

TODAY = date(2026, 11, 22)
BUCKETS = buckets_of([30, 60], "due", Words())


CATEGORIES = [Category(bucket.number, bucket.code, bucket.label, bucket.colour) for bucket in BUCKETS]
PARAMETERS = parameters_of(
    DRILL,
    today=TODAY,
    companies=["a", "b"],
    systems=["erp"],
    options={
        "basis": ["due", "document"],
        "detail": ["document", "instalment"],
        "bucket": [category.code for category in CATEGORIES],
    },
    sorts=[word for level in DRILL.levels for table in level.tables for word in sorts_of(table, CATEGORIES)],
)


def parse(given: dict[str, str]) -> tuple[DrillState, list[Problem]]:
    return DrillState.of(PARAMETERS, DRILL.depths, given)


def State(**values: object) -> DrillState:  # noqa: N802
    """A view of the receivables page."""
    defaults = {parameter.name: parameter.default for parameter in PARAMETERS}
    return DrillState(PARAMETERS, DRILL.depths, {**defaults, **values})


def test_nothing_given_is_today_and_everything() -> None:
    state, problems = parse({})
    assert (state.as_of, state.company, state["basis"], state["bucket"], problems) == (TODAY, None, "due", None, [])
    assert state.to() == "?as_of=2026-11-22"


def test_a_link_gives_back_the_view() -> None:
    state = State(
        as_of=date(2026, 6, 30),
        company="a",
        system="erp",
        basis="document",
        bucket="31-60",
        customer="erp|Müller & Söhne",
        item="erp|INV 1/2#3",
        effect="erp|x:y",
        detail="instalment",
        find="50%",
        sort="-open",
        lang="zh",
    )
    given = dict(parse_qsl(state.to().removeprefix("?")))
    assert parse(given) == (state, [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("as_of", "2026-02-30"),
        ("as_of", "yesterday"),
        ("as_of", "1066-10-14"),
        ("as_of", "9999-12-31"),
        ("company", "nope"),
        ("company", "'; drop table x"),
        ("system", "other"),
        ("basis", "tax"),
        ("bucket", "31-61"),
        ("detail", "line"),
        ("sort", "--open"),
        ("lang", "de"),
        ("customer", "a\x00b"),
    ],
)
def test_a_wrong_value_is_named_and_left_out(name: str, value: str) -> None:
    state, problems = parse({name: value})
    assert state == State(as_of=TODAY)
    assert [(problem.parameter, problem.value) for problem in problems] == [(name, value)]


def test_a_long_value_is_cut_in_its_sentence() -> None:
    _, problems = parse({"customer": "x" * 5000})
    assert problems[0].value == "x" * 40 + "…"


def test_going_up_forgets_what_lies_below() -> None:
    state = State(as_of=TODAY, bucket="1-30", customer="c", item="i", effect="e", sort="number")
    assert state.up() == "?as_of=2026-11-22&bucket=1-30"


def test_a_second_click_on_a_head_turns_the_order() -> None:
    state = State(as_of=TODAY)
    order = state.sorting(CUSTOMER_SORTS, "-overdue")
    assert order == ("overdue", True)
    assert state.sorted_by("overdue", order, text=False).endswith("sort=overdue")
    assert state.sorted_by("open", order, text=False).endswith("sort=-open")
    assert state.sorted_by("name", order, text=True).endswith("sort=name")
    # a word of another table
    assert State(as_of=TODAY, sort="-days").sorting(CUSTOMER_SORTS, "-overdue") == ("overdue", True)


def test_buckets_cover_every_day_once() -> None:
    assert [(bucket.number, bucket.code, bucket.label) for bucket in BUCKETS] == [
        (0, "not_due", "Not due"),
        (1, "1-30", "1–30 days"),
        (2, "31-60", "31–60 days"),
        (3, "over_60", "Over 60 days"),
        (1000, "no_due_date", "No due date"),
        (-1, "credits", "Unapplied credits"),
    ]
    assert len({bucket.colour for bucket in buckets_of([30, 60, 90, 180, 365], "due", Words())}) == 9

"""Parts of the cockpit: what stands in the URL, sparklines, axes, and words for everything that rules may find."""

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qsl

import polars as pl
import pytest

from dashboards.components.cockpit.findings import sentence
from dashboards.components.cockpit.indicators import Figure
from dashboards.components.cockpit.payables import period_labels
from dashboards.components.cockpit.sparkline import sparkline_svg
from dashboards.components.cockpit.state import State
from dashboards.components.cockpit.trend import aging_chart, nice_ticks
from dashboards.components.numbers import Formats
from dashboards.components.receivables.buckets import buckets_of
from dashboards.components.words import LANGUAGES, Words, load_words

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
SCORECARD = SEEDS.parent / "models" / "scorecard"
NEWEST = date(2026, 6, 30)
EN = Formats("en", "UTC")


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_link_gives_back_the_view_and_the_newest_day_moves_on() -> None:
    state = State(date(2026, 5, 31), "a", "all", "no party|erp|x:1&2", "zh")
    given = dict(parse_qsl(state.to().removeprefix("?")))
    assert State.of(given, newest=NEWEST, companies=["a"]) == (state, [])
    # a bookmark of the newest day shows the newest day tomorrow
    assert State.of({"as_of": "2026-06-30"}, newest=NEWEST, companies=[])[0].to() == "?"


def test_a_sparkline_is_broken_where_nothing_is_known() -> None:
    values = [Decimal(1), Decimal(3), None, Decimal(2), None, Decimal(2), Decimal(2)]
    svg = sparkline_svg(values, label="a<b", title="all")
    assert svg.count("<polyline") == 2 and svg.count("<path") == 2  # two runs; one point alone, and the last
    assert 'points="3.0,27.0 22.0,3.0"' in svg and "a&lt;b" in svg and 'role="img"' in svg
    assert "qd-last" not in sparkline_svg([Decimal(1), Decimal(2), None], label="", title="")
    assert sparkline_svg([None, Decimal(1)], label="", title="") == ""
    assert "nan" not in sparkline_svg([Decimal(5), Decimal(5)], label="", title="")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_and_rule_of_the_seeds_has_its_words(language: str) -> None:
    known = load_words(language)
    for row in seed("scorecard_indicators"):
        for table in ("name", "help", "made_of"):
            assert f"indicator.{table}.{row['indicator']}" in known
        assert f"cockpit.definition.{row['indicator']}" in known and f"indicator.area.{row['area']}" in known
    for row in [*seed("scorecard_indicators"), *seed("alert_rules")]:
        assert f"owner.{row['owner'].lower().replace(' ', '_')}" in known
    for row in seed("alert_rules"):
        assert any(key.startswith(f"finding.rule.{row['rule']}.") for key in known)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_for_no_value_has_its_words(language: str) -> None:
    models = [path.read_text(encoding="utf-8") for path in SCORECARD.glob("*_indicators.sql")]
    reasons = {reason for model in models for reason in re.findall(r"(?:then|else) '([a-z_]+)'", model)}
    assert {"missing_rate", "nothing_paid", "no_ebitda"} <= reasons
    assert {f"indicator.reason.{reason}" for reason in reasons} <= set(load_words(language))


def test_an_amount_says_what_it_is_made_of_and_a_target_alone_is_said_once() -> None:
    row = {
        "indicator": "undecided_duplicates",
        "unit": "money",
        "currency": "CNY",
        "better": "down",
        "indicator_value": Decimal("56613.49"),
        "numerator": Decimal("56613.49"),
        "denominator": Decimal(8),
        "null_reason": None,
        "target": Decimal(0),
        "tolerated": Decimal(0),
    }
    figure = Figure(row, Words(), EN)
    assert figure.exact() == "CNY 56,613.49 · 8 to decide on" and figure.target() == "Target ≤ 0"
    assert Figure(row | {"denominator": None}, Words(), EN).exact() == "CNY 56,613.49"
    assert Figure(row | {"tolerated": Decimal(5)}, Words(), EN).target() == "Target ≤ 0, tolerated ≤ 5"


def test_a_findings_arguments_are_written_as_the_reader_writes_them() -> None:
    row = {
        "rule": "receivable_overdue",
        "subject_type": "customer",
        "subject_name": "X",
        "system": "erp",
        "currency": "CNY",
        "message_arguments": '{"customer": "X {0} <b>", "oldest_days": 1234, "document_count": 2}',
    }
    assert sentence(row, Words(), EN) == "X {0} <b>: 2 documents up to 1,234 days overdue"
    spent = {"rule": "overspent", "subject_type": "budget", "message_arguments": '{"actual_amount": "18573.500", '
             '"revised_amount": "14700.000"}'}  # fmt: skip
    assert sentence(row | spent, Words(), EN) == "X: 18,573.50 spent of a budget of 14,700.00"
    one = row | {"message_arguments": '{"customer": "X", "oldest_days": 91, "document_count": 1}'}
    assert sentence(one, Words("zh"), EN) == "X：1 张单据，逾期 91 天"


def cells(*amounts: str | None) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "reporting_date": [date(2026, 5, 31), date(2026, 6, 15)] * (len(amounts) // 2),
            "bucket_number": sorted([-1, 0, 1][: len(amounts) // 2] * 2),
            "shown_amount": [None if amount is None else Decimal(amount) for amount in amounts],
            "total_amount": [Decimal(1), None] * (len(amounts) // 2),
        }
    )


def test_columns_are_stacked_with_credits_below_zero_and_gaps_where_a_rate_is_missing() -> None:
    frame = cells("-5", "-6", "70", None)
    buckets = [bucket for bucket in buckets_of([30], "due", Words()) if bucket.number in (-1, 0)]
    figure = aging_chart(frame, buckets, "CNY", EN)
    assert figure.layout.barmode == "relative"
    assert [list(bar.y) for bar in figure.data] == [[Decimal(70), None], [Decimal(-5), Decimal(-6)]]
    assert list(figure.layout.xaxis.ticktext) == ["", "<b>Jun<br>15</b>"]
    assert figure.data[0].customdata[1] == ["15 Jun 2026", "–", "–"]


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [("45000000", (0, 10_000_000, 40_000_000)), ("99", (0, 20, 80)), ("1", (0, Decimal("0.2"), 1)), ("0", (0,))],
)
def test_ticks_are_round(highest: str, ticks: tuple[Decimal, ...]) -> None:
    found = [tick for tick in nice_ticks(cells("0", highest)) if tick >= 0]
    assert found[0] == ticks[0] and found[-1] == ticks[-1] or highest == "0"
    assert len(found) <= 6 and (len(ticks) < 2 or found[1] == ticks[1])


def test_periods_have_names_without_gaps() -> None:
    assert list(period_labels(Words()).values()) == [
        "Overdue",
        "Today and the next 7 days",
        "In 8–30 days",
        "In 31–60 days",
        "In 61–90 days",
        "After 90 days",
        "No due date",
        "Credits of ours",
    ]

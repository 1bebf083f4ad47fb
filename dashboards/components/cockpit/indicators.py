"""The scorecard: a card an area, the worst indicator first; each a line that opens to its year, target and owner."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

import polars as pl

from dashboards.components.cockpit.page import Page
from dashboards.components.cockpit.sparkline import sparkline_svg
from dashboards.components.drill import Drill
from dashboards.components.numbers import NOTHING, Formats
from dashboards.components.tiles import mood
from dashboards.components.words import Words

Row = Mapping[str, Any]
_BESIDE = {"collection_index": "collection_effectiveness", "dso_countback": "dso"}
"""Indicators that are a line of another."""
_STATUS_MOODS = {"met": "good", "tolerated": "warning", "missed": "bad"}


def indicators_html(page: Page, drills: Sequence[Drill]) -> str:
    """The cards; a sentence where the scorecard has nothing for the day.

    Args:
        page: the cockpit.
        drills: the pages; a card leads to that of its area.
    """
    frame = page.read("cockpit/indicators")
    if frame.is_empty():
        return page.notes([page.words("cockpit.no_indicators", scope=page.scope_name, day=page.formats.day(page.day))])
    trend = page.read("cockpit/indicator_trend")
    paths = {drill.area for drill in drills}
    shown = frame.filter(~pl.col("indicator").is_in(list(_BESIDE)))
    beside = {_BESIDE[row["indicator"]]: row for row in frame.iter_rows(named=True) if row["indicator"] in _BESIDE}
    cards = "".join(
        _card(page, rows, trend, beside, leads=str(area) in paths)
        for (area,), rows in shown.group_by("area", maintain_order=True)
    )
    title = f'<h2 class="qd-h2" id="indicators">{escape(page.words("indicator.title"))}</h2>'
    return f'{title}<p class="qd-sub">{_counted(page, shown)}</p><div class="qd-indicators">{cards}</div>'


def _counted(page: Page, rows: pl.DataFrame) -> str:
    """How many are on target, and how to see more."""
    numbers = dict(rows.group_by("target_status").len().iter_rows())
    parts = [
        f'<span class="qd-status qd-{name}">'
        f"{escape(page.words(f'indicator.count.{status}', count=page.formats.count(numbers[status])))}</span>"
        for status, name in reversed(_STATUS_MOODS.items())
        if numbers.get(status)
    ]
    return " ".join((*parts, escape(page.words("indicator.open_hint"))))


def _card(page: Page, rows: pl.DataFrame, trend: pl.DataFrame, beside: Mapping[str, Row], *, leads: bool) -> str:
    area = rows["area"][0]
    title = escape(page.words(f"indicator.area.{area}"))
    if leads:
        title = f'<a href="{escape(page.leads(area))}">{title}</a>'
    lines = "".join(
        _line(
            page,
            Figure(row, page.words, page.formats),
            trend.filter(pl.col("indicator") == row["indicator"]),
            beside.get(row["indicator"]),
        )
        for row in rows.iter_rows(named=True)
    )
    return f'<section class="qd-card"><h3>{title}</h3>{lines}</section>'


@dataclass(frozen=True)
class Figure:
    """How a row of the named query cockpit/indicators is written.

    Attributes:
        row: the indicator.
        words: of the reader's language.
        formats: of the reader.
    """

    row: Row
    words: Words
    formats: Formats

    def value(self, value: Decimal | None) -> str:
        """A value with its unit, short: 12.3 M, 60.9 days, 35.3%."""
        if value is None:
            return NOTHING
        match self.row["unit"]:
            case "money":
                return self.formats.compact(value)
            case "days":
                return self.words("indicator.days", days=self.formats.days(value))
            case _:
                return self.formats.percent(value)

    def exact(self) -> str:
        """The value in full, or what it is made of, or the reason why there is none."""
        row, formats = self.row, self.formats
        if row["null_reason"] is not None:
            days = formats.count(row["more_than_days"])
            return self.words(f"indicator.reason.{row['null_reason']}", days=days)
        made_of = self.words(
            f"indicator.made_of.{row['indicator']}",
            numerator=formats.compact(row["numerator"]),
            denominator=formats.compact(row["denominator"]),
        )
        if row["unit"] != "money":
            return made_of
        amount = f"{row['currency']} {formats.money(row['indicator_value'], row['currency'])}"
        return amount if row["denominator"] is None else f"{amount} · {made_of}"

    def change(self, name: str) -> tuple[str, str]:
        """The comparison with a `month` or a `year` ago, and its mood."""
        row, change = self.row, self.row[f"{name}_change"]
        if change is None:
            day = self.formats.day(row[f"{name}_ago_date"])
            return f"{NOTHING} {self.words('drill.not_comparable', day=day)}", "plain"
        match row["unit"]:
            case "money":
                shown = self.formats.compact(change, sign=True)
            case "days":
                shown = self.words("indicator.days", days=self.formats.days(change, sign=True))
            case _:
                shown = self.words("drill.points", points=self.formats.points(change))
        key = f"indicator.in_{name}" if change else f"indicator.same_{name}"
        is_judged = row["better"] in ("down", "up")
        return self.words(key, change=shown), (
            mood(change, falling_is_good=row["better"] == "down") if is_judged else "plain"
        )

    def target(self) -> str:
        """What is aimed at, and what is tolerated."""
        row = self.row
        if row["target"] is None:
            return self.words("indicator.no_target")
        only = "_only" if row["better"] != "within" and row["tolerated"] == row["target"] else ""
        return self.words(
            f"indicator.target_{row['better']}{only}",
            target=_round(self.value(row["target"])),
            tolerated=_round(self.value(row["tolerated"])),
        )

    def name(self) -> str:
        """What the indicator is called."""
        return self.words(f"indicator.name.{self.row['indicator']}")


def _line(page: Page, figure: Figure, trend: pl.DataFrame, beside: Row | None) -> str:
    row, words = figure.row, page.words
    status = _STATUS_MOODS.get(row["target_status"])
    chip = ""
    if status:
        said = escape(words(f"indicator.status.{row['target_status']}"))
        chip = f'<span class="qd-status qd-{status}">{said}</span>'
    (month, month_mood), (year, year_mood) = figure.change("month"), figure.change("year")
    notes = [figure.target()]
    if beside is not None:
        other = Figure(beside, words, page.formats)
        value = other.value(beside["indicator_value"])
        reason = words("cockpit.said", name=other.name(), said=other.exact())
        notes.append(f"{other.name()} {value}" if beside["null_reason"] is None else reason)
    if said := _intercompany(page, row):
        notes.append(said)
    notes.append(words(f"indicator.help.{row['indicator']}"))
    notes.append(words("indicator.owner", owner=words.known("owner", row["owner"])))
    return (
        f'<details class="qd-indicator qd-{status or "plain"}"><summary>'
        f'<span class="qd-what"><span class="qd-name">{escape(figure.name())}</span>'
        f'<span class="qd-exact">{escape(figure.exact())}</span></span>'
        f'<span class="qd-trend">{_spark(figure, trend)}</span>'
        f'<span class="qd-value">{chip}<span class="qd-figure">{escape(figure.value(row["indicator_value"]))}</span>'
        f'<span class="qd-change qd-{month_mood}">{escape(month)}</span></span></summary>'
        f'<div class="qd-more"><div class="qd-change qd-{year_mood}">{escape(year)}</div>'
        + "".join(f'<div class="qd-aside">{escape(note)}</div>' for note in notes)
        + "</div></details>"
    )


def _round(text: str) -> str:
    """What people have set has no decimals that say nothing: 60 days, 15%."""
    return re.sub(r"\.0(?!\d)", "", text)


def _spark(figure: Figure, trend: pl.DataFrame) -> str:
    if trend.is_empty():
        return ""
    formats = figure.formats
    days, values = trend["reporting_date"].to_list(), trend["indicator_value"].to_list()
    label = figure.words(
        "indicator.trend", indicator=figure.name(), first=formats.day(days[0]), last=formats.day(days[-1])
    )
    points = "\n".join(f"{formats.day(day)}: {figure.value(value)}" for day, value in zip(days, values, strict=True))
    return sparkline_svg(values, label=label, title=points)


def _intercompany(page: Page, row: Row) -> str:
    """What the figure of receivables has to do with what companies of ours owe."""
    if row["indicator"] != "receivables":
        return ""
    amount = row["intercompany_amount"]
    if page.is_group and amount is None:
        return page.words("indicator.third_parties_only")
    if not amount:
        return page.words("indicator.only_third_parties") if page.is_group else ""
    key = "indicator.left_out" if page.is_group else "indicator.counted_in"
    return page.words(key, amount=page.formats.compact(amount))

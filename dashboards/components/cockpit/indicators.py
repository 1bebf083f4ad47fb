"""The row of indicators: value, trend, comparison, target; where there is no value, the reason."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

import polars as pl

from dashboards.components.cockpit.page import Page
from dashboards.components.cockpit.sparkline import sparkline_svg
from dashboards.components.numbers import NOTHING, Formats
from dashboards.components.tiles import mood
from dashboards.components.words import Words

Row = Mapping[str, Any]
_BESIDE = {"collection_index": "collection_effectiveness"}
"""Indicators that are a line on the tile of another."""
_LINKED = ("receivables", "overdue_share")
"""Indicators whose amounts the receivables page shows."""
_STATUS_MOODS = {"met": "good", "tolerated": "warning", "missed": "bad"}


def indicators_html(page: Page) -> str:
    """The tiles; a sentence where the scorecard has nothing for the day."""
    rows = {row["indicator"]: row for row in page.read("cockpit/indicators").iter_rows(named=True)}
    trend = page.read("cockpit/indicator_trend")
    beside = {_BESIDE[name]: row for name, row in rows.items() if name in _BESIDE}
    tiles = "".join(
        _tile(page, Figure(row, page.words, page.formats), trend.filter(pl.col("indicator") == name), beside.get(name))
        for name, row in rows.items()
        if name not in _BESIDE
    )
    if not tiles:
        return page.notes([page.words("cockpit.no_indicators", scope=page.scope_name, day=page.formats.day(page.day))])
    return f'<div class="qd-tiles qd-indicators">{tiles}</div>'


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
        if row["unit"] == "money":
            return f"{row['currency']} {formats.money(row['indicator_value'], row['currency'])}"
        return self.words(
            f"indicator.made_of.{row['indicator']}",
            numerator=formats.compact(row["numerator"]),
            denominator=formats.compact(row["denominator"]),
        )

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
        is_judged = row["better"] != "neither"
        return self.words(key, change=shown), (
            mood(change, falling_is_good=row["better"] == "down") if is_judged else "plain"
        )

    def target(self) -> str:
        """What is aimed at, and what is tolerated."""
        row = self.row
        if row["target"] is None:
            return self.words("indicator.no_target")
        return self.words(
            f"indicator.target_{row['better']}",
            target=_round(self.value(row["target"])),
            tolerated=_round(self.value(row["tolerated"])),
        )

    def name(self) -> str:
        """What the indicator is called."""
        return self.words(f"indicator.name.{self.row['indicator']}")


def _tile(page: Page, figure: Figure, trend: pl.DataFrame, beside: Row | None) -> str:
    row, words = figure.row, page.words
    name, status = row["indicator"], row["target_status"]
    label = escape(figure.name())
    if name in _LINKED:
        label = f'<a href="{escape(page.receivables())}">{label}</a>'
    chip = ""
    if status in _STATUS_MOODS:
        said = escape(words(f"indicator.status.{status}"))
        chip = f'<span class="qd-status qd-{_STATUS_MOODS[status]}">{said}</span>'
    changes = "".join(
        f'<div class="qd-change qd-{change_mood}">{escape(said)}</div>'
        for said, change_mood in (figure.change("month"), figure.change("year"))
    )
    notes = [figure.target()]
    if beside is not None:
        other = Figure(beside, words, page.formats)
        value = other.value(beside["indicator_value"])
        reason = words("cockpit.said", name=other.name(), said=other.exact())
        notes.append(f"{other.name()} {value}" if beside["null_reason"] is None else reason)
    if said := _intercompany(page, row):
        notes.append(said)
    owner = words("indicator.owner", owner=words.known("owner", row["owner"]))
    help_ = "\n".join((figure.exact(), words(f"indicator.help.{name}"), owner))
    return (
        f'<div class="qd-tile" title="{escape(help_)}"><div class="qd-name">{label}</div>'
        f'<div class="qd-figure">{escape(figure.value(row["indicator_value"]))}{chip}</div>'
        f'<div class="qd-exact">{escape(figure.exact())}</div>'
        f'<div class="qd-trend">{_spark(figure, trend)}</div>{changes}'
        + "".join(f'<div class="qd-aside">{escape(note)}</div>' for note in notes)
        + "</div>"
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

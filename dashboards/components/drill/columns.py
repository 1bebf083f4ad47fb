"""From declared fields to a table's columns, or to a list of facts, with the words of the reader's language."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import polars as pl

from dashboards.components.drill.declaration import Facts, Field, Row, Rows, Table
from dashboards.components.drill.page import Page
from dashboards.components.drill.parts import Bars
from dashboards.components.drill.state import word_of
from dashboards.components.tables import Column, Kind
from dashboards.components.urls import link
from dashboards.components.words import DEFAULT_LANGUAGE, Words

_TEXTS: frozenset[Kind] = frozenset({"text", "label"})


def shown_of(page: Page, table: Table, frame: pl.DataFrame) -> Rows:
    """The frame in the reader's words, and its columns."""
    if callable(table.fields):
        return table.fields(page, frame)
    rows, columns = fields_shown(page, table.fields, frame)
    # the word for what is missing in a row is none for the total
    is_row = pl.col(table.key).is_not_null()
    rows = rows.with_columns(pl.when(is_row).then(pl.col(field.name)) for field in table.fields if field.none)
    # totals would dwarf the rest, and have no bar
    listed = rows.filter(pl.col(table.key).is_not_null())
    barred = {field.name for field in table.fields if field.is_barred}
    return rows, [
        replace(column, full=listed[column.name].abs().max()) if column.name in barred else column for column in columns
    ]


def fields_shown(page: Page, fields: Sequence[Field], frame: pl.DataFrame) -> Rows:
    """The frame with a source's words translated, and a column a field that is shown."""
    shown = [field for field in fields if field.when is None or field.when(page, frame)]
    tables = {field.name: field for field in shown if field.table is not None}
    translated = [
        known(frame, name, str(field.table), page.words, is_list=field.is_list) for name, field in tables.items()
    ]
    named = [pl.col(field.name).fill_null(page.word(field.none)) for field in shown if field.none]
    return frame.with_columns(*translated, *named), [column_of(page, field, frame) for field in shown]


def column_of(page: Page, field: Field, frame: pl.DataFrame) -> Column:
    """The column of one field."""
    currency = field.currency
    if field.kind == "money" and currency is None and field.currency_column is None:
        currency = page.currency
    said = currency
    if field.currency_column is not None:
        currencies = frame[field.currency_column].drop_nulls().unique()
        said = currencies[0] if len(currencies) == 1 else None
    return Column(
        field.name,
        page.column_word(field.word or field.name, currency=said or ""),
        field.kind,
        currency,
        currency_column=field.currency_column,
        labels=_labels(page, field, frame) if field.kind == "label" else {},
        sort=word_of(field) if field.sort else None,
        help=page.word(f"help.{field.word or field.name}") if field.has_help else "",
        is_link=field.is_link,
        badge=field.badge,
        badge_text=badge_text(page, field.badge),
        href=_leads(page, field),
    )


def facts_html(page: Page, facts: Facts, frame: pl.DataFrame) -> str:
    """Names and values of the one row; what has no value is left out."""
    rows, columns = fields_shown(page, facts.fields, frame)
    row, items = rows.row(0, named=True), []
    for column in columns:
        if row[column.name] is None:
            continue
        shown = escape(column.text(row, page.formats))
        if column.kind == "money":
            currency = row[column.currency_column] if column.currency_column else column.currency
            shown = f"{escape(str(currency))} {shown}"
        href = column.href(row) if column.href else None
        if href:
            shown = f'<a href="{escape(href)}">{shown}</a>'
        if column.badge and row[column.badge]:
            shown += f' <span class="qd-badge">{escape(column.badge_text)}</span>'
        items.append(f"<div><dt>{escape(column.label)}</dt><dd>{shown}</dd></div>")
    return f'<dl class="qd-facts">{"".join(items)}</dl>'


def known(frame: pl.DataFrame, name: str, table: str, words: Words, *, is_list: bool = False) -> pl.Series:
    """A column of the source's words in the reader's language, where we know them; of a list each."""

    def said(word: str | None) -> str | None:
        if word is None:
            return None
        return " · ".join(words.known(table, one) for one in (word.split(", ") if is_list else [word]))

    return pl.Series(name, [said(word) for word in frame[name]], dtype=pl.String)


def badge_text(page: Page, badge: str | None) -> str:
    """What stands behind a value: the area's word, or that of all pages."""
    if badge is None:
        return ""
    return page.word(f"badge.{badge}") if page.knows(f"badge.{badge}") else page.words(f"badge.{badge}")


def is_text(column: Column) -> bool:
    """Whether it is sorted from A, and not the largest first."""
    return column.kind in _TEXTS


def _labels(page: Page, field: Field, frame: pl.DataFrame) -> dict[Any, str]:
    chart = page.drill.chart
    if isinstance(chart, Bars) and chart.category == field.name and page.categories:
        return {category.value: category.label for category in page.categories}
    values = frame[field.name].drop_nulls().unique().to_list()
    return {value: page.word(f"{field.name}.{value}") for value in values if page.knows(f"{field.name}.{value}")}


def _leads(page: Page, field: Field) -> Callable[[Row], str | None] | None:
    if field.leads is None:
        return None
    path, parameters = field.leads
    state, language = page.state, page.words.language
    general = {
        "as_of": state.as_of.isoformat(),
        "company": state.company,
        "lang": None if language == DEFAULT_LANGUAGE else language,
    }

    def href(row: Row) -> str | None:
        own = {parameter: row[column] for parameter, column in parameters.items()}
        return None if None in own.values() else path + link({**general, **own})

    return href

"""The lower half of the receivables page: customers → documents → effects → the source's row."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboards.components.downloads import download_buttons, file_stem
from dashboards.components.links import linked
from dashboards.components.receivables.buckets import CREDIT
from dashboards.components.receivables.filters import find_field
from dashboards.components.receivables.page import Page
from dashboards.components.receivables.source import source_level
from dashboards.components.receivables.state import CUSTOMER_SORTS, DOCUMENT_SORTS
from dashboards.components.receivables.tables import customer_table, document_table, effect_table
from dashboards.components.shell import empty
from dashboards.components.tables import Column, Sorting, shown_frame, table_html

ROWS = 1000
"""So many rows are shown at most; more would be too much for a browser, and for a reader."""
_TEXTS = ("name", "number", "type", "company")


def drill(page: Page) -> None:
    """The deepest level that the URL names and the data have."""
    words, state = page.words, page.state
    if state.item is not None:
        effects = page.reader.read("receivables/effects", as_of=state.as_of, item=state.item)
        if not effects.is_empty():
            _effects(page, effects)
            return
        _problem(page, words("url.item", day=page.formats.day(state.as_of)))
    if state.customer is not None:
        word, descending = state.sorting(DOCUMENT_SORTS, "-days")
        documents = page.read(
            "documents",
            buckets=page.bounds,
            customer=state.customer,
            bucket=page.bucket.number if page.bucket else None,
            by_instalment=state.detail == "instalment",
            sort=word,
            descending=descending,
            rows=ROWS,
        )
        if not documents.is_empty() or state.bucket is not None:
            _documents(page, documents, (word, descending))
            return
        _problem(page, words("url.customer", day=page.formats.day(state.as_of)))
    _customers(page)


def _customers(page: Page) -> None:
    words, state = page.words, page.state
    codes = {bucket.code: str(bucket.number) for bucket in page.buckets}
    default = "-overdue"
    if page.bucket is not None:
        default = "credit" if page.bucket.number == CREDIT else f"-{page.bucket.code}"
    word, descending = state.sorting((*CUSTOMER_SORTS, *codes), default)
    frame = page.read(
        "customers",
        buckets=page.bounds,
        bucket=page.bucket.number if page.bucket else None,
        find=state.find,
        sort=codes.get(word, word),
        descending=descending,
        rows=ROWS,
    )
    if frame.is_empty() and state.find is None and page.bucket is None:
        return
    rows, total, columns = customer_table(frame, page.buckets, page.currency, words)
    _heading(page, [(words("receivables.all_customers"), None)])
    marked = None
    if page.bucket is not None:
        marked = "credit_amount" if page.bucket.number == CREDIT else f"bucket {page.bucket.number}"
    label = ""
    if total.height:
        label = words("receivables.total_customers", count=page.formats.count(total["customer_count"][0]))
    _table(
        page,
        rows,
        total,
        columns,
        name="customers",
        total_label=label,
        count=total["customer_count"][0] if total.height else 0,
        row_link=lambda row: state.to(customer=row["customer_key"], item=None, effect=None, sort=None),
        sorting=_sorting(page, word, descending),
        marked_column=marked,
        beside=lambda: find_field(page),
    )


def _documents(page: Page, frame: pl.DataFrame, order: tuple[str, bool]) -> None:
    words, state = page.words, page.state
    rows, total, columns = document_table(
        frame, page.buckets, words, is_group=state.company is None, by_instalment=state.detail == "instalment"
    )
    name = str(rows["customer_name"][0]) if rows.height else str(state.customer)
    _heading(page, [(words("receivables.all_customers"), state.up()), (name, None)])
    _table(
        page,
        rows,
        total,
        columns,
        name="documents",
        total_label=words("receivables.total"),
        count=total["row_count"][0] if total.height else 0,
        row_link=lambda row: state.to(item=row["item_key"], effect=None),
        sorting=_sorting(page, *order),
        beside=lambda: _details(page),
    )


def _effects(page: Page, effects: pl.DataFrame) -> None:
    words, state = page.words, page.state
    first = effects.row(0, named=True)
    number = words("receivables.document", number=first["document_number"])
    crumbs = [
        (words("receivables.all_customers"), state.up()),
        (first["customer_name"], state.to(customer=first["customer_key"], item=None, effect=None)),
    ]
    chosen = effects.filter(pl.col("receivable_effect_key") == (state.effect or ""))
    if state.effect is not None and chosen.is_empty():
        _problem(page, words("url.effect"))
    if chosen.is_empty():
        _heading(page, [*crumbs, (number, None)], with_bucket=False)
    else:
        crumbs.append((number, state.to(effect=None)))
        _heading(page, [*crumbs, (words("receivables.source"), None)], with_bucket=False)
    rows, columns = effect_table(effects, words)
    _table(
        page,
        rows,
        None,
        columns,
        name="document",
        count=rows.height,
        row_link=lambda row: state.to(customer=first["customer_key"], effect=row["receivable_effect_key"]),
        marked=lambda row: row["receivable_effect_key"] == state.effect,
    )
    if first["later_count"]:
        count, day = page.formats.count(first["later_count"]), page.formats.day(state.as_of)
        st.caption(words("receivables.later_effects", count=count, day=day))
    if not chosen.is_empty():
        source_level(page, chosen.row(0, named=True))


def _heading(page: Page, crumbs: list[tuple[str, str | None]], *, with_bucket: bool = True) -> None:
    """Where the reader is; each crumb before the last leads back."""
    words, parts = page.words, []
    for label, link in crumbs:
        shown = escape(label)
        parts.append(f'<a href="{escape(link)}">{shown}</a>' if link else f'<span class="qd-here">{shown}</span>')
    html = '<span class="qd-sep">›</span>'.join(parts)
    if page.bucket is not None and with_bucket:
        only = escape(words("receivables.only", bucket=page.bucket.label))
        every = escape(words("receivables.show_all_ages"))
        html += f'<span class="qd-chip">{only} · <a href="{escape(page.state.to(bucket=None))}">{every} ✕</a></span>'
    linked(f'<nav class="qd-crumbs">{html}</nav>', key="crumbs", language=words.language)


def _details(page: Page) -> None:
    """By document or by instalment."""
    links = []
    for detail in ("document", "instalment"):
        label = escape(page.words(f"receivables.by_{detail}"))
        href = escape(page.state.to(detail=detail))
        links.append(f"<b>{label}</b>" if detail == page.state.detail else f'<a href="{href}">{label}</a>')
    linked(f'<div class="qd-switch">{"".join(links)}</div>', key="detail", language=page.words.language)


def _sorting(page: Page, word: str, descending: bool) -> Sorting:
    return Sorting(
        word, descending, lambda other: page.state.sorted_by(other, (word, descending), text=other in _TEXTS)
    )


def _table(
    page: Page,
    rows: pl.DataFrame,
    total: pl.DataFrame | None,
    columns: Sequence[Column],
    *,
    name: str,
    count: int,
    beside: Callable[[], None] | None = None,
    **more: Any,
) -> None:
    """A table, above it what belongs to it and the downloads of exactly its rows."""
    words, formats, state = page.words, page.formats, page.state
    if rows.is_empty():
        if beside:
            beside()
        day = formats.day(state.as_of)
        st.html(empty(words("receivables.nothing_title"), words("receivables.nothing_text", day=day)))
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"above {name}"):
        if beside:
            beside()
        st.space("stretch")
        version = page.reader.publication.version
        download_buttons(
            shown_frame(rows, columns, formats),
            name=file_stem("receivables", name, state.company or "", state.as_of.isoformat(), version),
            title=words("receivables.nav"),
            notes=_notes(page),
            words=words,
            key=f"download-{name}",
        )
    table = table_html(rows, columns, formats, caption=words("receivables.title"), totals=total, **more)
    capped = ""
    if count > rows.height:
        sentence = words("receivables.capped", shown=formats.count(rows.height), all=formats.count(count))
        capped = f'<p class="qd-note qd-warning">{escape(sentence)}</p>'
    linked(capped + table, key=f"table {name}", language=words.language)


def _notes(page: Page) -> dict[str, str]:
    """What the Excel file says about itself."""
    words, state = page.words, page.state
    return {
        words("download.about_report"): words("receivables.title"),
        words("download.about_as_of"): state.as_of.isoformat(),
        words("download.about_company"): page.company_name,
        words("download.about_basis"): words(f"filter.basis_{state.basis}"),
        words("download.about_bucket"): page.bucket.label if page.bucket else words("download.all"),
        words("download.about_currency"): page.currency,
        words("download.about_version"): page.reader.publication.version,
    }


def _problem(page: Page, sentence: str) -> None:
    st.html(page.notes([sentence]))

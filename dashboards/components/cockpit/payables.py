"""What we owe suppliers, by when it falls due."""

from html import escape

import polars as pl
import streamlit as st

from dashboards.components.cockpit.page import PERIODS, Page
from dashboards.components.cockpit.tables import table
from dashboards.components.shell import empty
from dashboards.components.tables import Column
from dashboards.components.words import Words

CREDITS, OVERDUE, NO_DUE_DATE = -1, 0, 1000


def payables(page: Page) -> None:
    """The table with its bars; a sentence where nothing is owed."""
    words, formats = page.words, page.formats
    frame = page.read("cockpit/payables_due", periods=PERIODS)
    is_total = pl.col("period_number").is_null()
    total = frame.filter(is_total)
    title = words("cockpit.payables_title")
    heading = f'<h2 class="qd-h2" id="payables">{escape(title)}</h2>'
    if not total["document_count"][0]:
        text = words("cockpit.payables_nothing", day=formats.day(page.day))
        st.html(f"{heading}{empty(words('receivables.nothing_title'), text)}")
        return
    notes = [words("cockpit.payables_hint", day=formats.day(page.day))]
    if page.is_group:
        notes.append(words("indicator.third_parties"))
    missing = total["missing_rate_currencies"][0]
    warning = page.notes([words("drill.no_rate", currencies=missing)]) if missing else ""
    st.html(f'{heading}<p class="qd-sub">{escape(" · ".join(notes))}</p>{warning}')
    labels = period_labels(words)
    # What has no due date and credits come last, and only where there are any.
    order = [number for number in labels if number not in (CREDITS, NO_DUE_DATE)] + [NO_DUE_DATE, CREDITS]
    rows = (
        frame.filter(~is_total)
        .filter(~pl.col("period_number").is_in([CREDITS, NO_DUE_DATE]) | (pl.col("document_count") > 0))
        .sort(pl.col("period_number").replace_strict(order, range(len(order))))
    )
    columns = [
        Column("period_number", words("cockpit.column.period"), "label", labels=labels),
        Column(
            "shown_amount",
            words("receivables.column.shown", currency=page.currency),
            "money",
            page.currency,
            full=rows["shown_amount"].max(),
        ),
        Column("document_count", words("column.document_count"), "count"),
        Column("supplier_count", words("cockpit.column.suppliers"), "count"),
    ]
    table(page, rows, columns, name="payables", title=title, totals=total, total_label=words("drill.total"))


def period_labels(words: Words) -> dict[int, str]:
    """What each period of the named query cockpit/payables_due is called."""
    labels = {OVERDUE: words("cockpit.period.overdue"), 1: words("cockpit.period.next", upper=PERIODS[0])}
    for number, (lower, upper) in enumerate(zip(PERIODS, PERIODS[1:], strict=False), start=2):
        labels[number] = words("cockpit.period.between", lower=lower + 1, upper=upper)
    labels[len(PERIODS) + 1] = words("cockpit.period.later", upper=PERIODS[-1])
    labels[NO_DUE_DATE] = words("bucket.no_due_date")
    labels[CREDITS] = words("cockpit.period.credits")
    return labels

"""The customers that owe most; several records that are one party are one of them."""

from html import escape

import polars as pl
import streamlit as st

from dashboards.components.cockpit.page import Page
from dashboards.components.cockpit.tables import table
from dashboards.components.shell import empty
from dashboards.components.tables import Column


def exposures(page: Page) -> None:
    """The table, and how much of all the largest ones are."""
    words, formats = page.words, page.formats
    frame = page.read("cockpit/largest_exposures")
    title = words("cockpit.exposures_title")
    heading = f'<h2 class="qd-h2">{escape(title)}</h2>'
    if frame.is_empty():
        text = words("receivables.nothing_text", day=formats.day(page.day))
        st.html(f"{heading}{empty(words('receivables.nothing_title'), text)}")
        return
    first = frame.row(0, named=True)
    notes = [words("cockpit.exposures_count", count=formats.count(first["debtor_count"]))]
    if first["leading_share"] is not None:
        notes.append(words("cockpit.exposures_leading", share=formats.percent(first["leading_share"])))
    if page.is_group:
        notes.append(words("indicator.third_parties"))
    if frame["record_count"].max() != 1:
        notes.append(words("cockpit.exposures_parties"))
    missing = first["missing_rate_currencies"]
    warning = page.notes([words("drill.no_rate", currencies=missing)]) if missing else ""
    st.html(f'{heading}<p class="qd-sub">{escape(" · ".join(notes))}</p>{warning}')
    table(
        page,
        frame,
        _columns(page, frame),
        name="exposures",
        title=title,
        totals=_totals(frame),
        total_label=words("cockpit.all_customers", count=formats.count(first["customer_count"])),
        # the page of receivables knows records; that of credit says which ones are one party
        row_link=lambda row: page.leads(
            "receivables" if row["record_count"] == 1 else "credit", customer=row["customer_key"]
        ),
    )


def _columns(page: Page, frame: pl.DataFrame) -> list[Column]:
    words, currency = page.words, page.currency

    def column(name: str, key: str, **more: object) -> Column:
        return Column(name, words(f"receivables.column.{key}"), **more)  # type: ignore[arg-type]

    return [
        column(
            "customer_name",
            "customer",
            is_link=True,
            badge="is_intercompany",
            badge_text=words("badge.is_intercompany"),
        ),
        Column(
            "open_amount",
            words("receivables.column.shown", currency=currency),
            "money",
            currency,
            help=words("cockpit.help.exposure"),
        ),
        Column(
            "exposure_share",
            words("column.share"),
            "percent",
            help=words("cockpit.help.share"),
            full=frame["exposure_share"].max(),
        ),
        column("overdue_amount", "overdue", kind="money", currency=currency, help=words("receivables.help.overdue")),
        Column("oldest_days", words("cockpit.column.oldest"), "count", help=words("receivables.column.oldest_days")),
        # The same name in two systems is two customers, unless it is certain or somebody has said that they are one.
        *(
            [Column("company_names", words("column.company_name"))]
            if page.is_group and page.companies.height > 1
            else []
        ),
    ]


def _totals(frame: pl.DataFrame) -> pl.DataFrame:
    """The foot: what all customers owe, as the query says beside every row."""
    shown = {"open_amount": pl.col("all_open_amount"), "overdue_amount": pl.col("all_overdue_amount")}
    kept = [name for name in frame.columns if name not in shown]
    return frame.head(1).select(
        *(expression.alias(name) for name, expression in shown.items()),
        *(pl.lit(None, frame.schema[name]).alias(name) for name in kept),
    )

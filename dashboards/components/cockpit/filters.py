"""The filters of the cockpit. Each writes its choice into the URL; keys follow the URL, so that Back works."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboards.components.cockpit.page import Page
from dashboards.components.links import go


def filter_row(page: Page) -> None:
    """The group or a company, and the day."""
    state, words = page.state, page.words
    scopes = _scopes(page)
    days: list[date] = page.days["reporting_date"].to_list()
    labels = _days(page)
    with st.container(horizontal=True, vertical_alignment="top", gap="medium", key="filters"):
        key = f"scope {state.company} {words.language}"
        st.selectbox(
            words("filter.scope"),
            list(scopes),
            index=list(scopes).index(state.company),
            format_func=lambda code: scopes[code],
            key=key,
            width=340,
            on_change=_choose,
            args=(key, lambda code: state.to(company=code, findings=None, exception=None)),
        )
        key = f"day {page.day} {state.company} {words.language}"
        st.selectbox(
            words("filter.as_of"),
            days,
            index=days.index(page.day),
            format_func=lambda day: labels[day],
            key=key,
            width=200,
            on_change=_choose,
            args=(key, lambda day: state.to(as_of=None if day == page.newest else day)),
        )


def _scopes(page: Page) -> dict[str | None, str]:
    """The group where the viewer sees it, then each company, indented by its place in the tree."""
    labels: dict[str | None, str] = {}
    if page.has_group:
        labels[None] = page.words("filter.group", currency=page.reader.settings.presentation_currency)
    for row in page.companies.iter_rows(named=True):
        indent = "\u2003" * row["company_level"] + ("└ " if row["company_level"] else "")
        labels[row["company_key"]] = f"{indent}{row['company_name']}"
    return labels


def _days(page: Page) -> dict[date, str]:
    newest = set(page.days.filter(pl.col("is_newest"))["reporting_date"])
    return {
        day: page.words("filter.newest", day=page.formats.day(day)) if day in newest else page.formats.day(day)
        for day in page.days["reporting_date"]
    }


def _choose(key: str, link: Callable[[Any], str]) -> None:
    go(link(st.session_state[key]))

"""The filters of the receivables page. Each writes its choice into the URL; keys follow the URL, so that Back works."""

from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from dashboards.components.links import go, linked
from dashboards.components.receivables.page import Page
from dashboards.components.urls import FIRST_DAY, LAST_DAY


def filter_row(page: Page) -> None:
    """As-of day, company, system where there are several, and basis."""
    words, state = page.words, page.state
    with st.container(horizontal=True, vertical_alignment="top", gap="medium", key="filters"):
        key = f"as_of {state.as_of}"
        st.date_input(
            words("filter.as_of"),
            value=state.as_of,
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="YYYY-MM-DD",
            key=key,
            width=150,
            on_change=_choose,
            args=(key, lambda day: state.to(as_of=day) if day else state.to()),
        )
        _select(page, "company", _company_labels(page), 340)
        if len(page.systems) > 1:
            systems: dict[str | None, str] = {
                None: words("filter.all_systems"),
                **{name: name for name in page.systems},
            }
            _select(page, "system", systems, 180)
        key = f"basis {state.basis} {words.language}"
        st.segmented_control(
            words("filter.basis"),
            ["due", "document"],
            default=state.basis,
            required=True,
            format_func=lambda basis: words(f"filter.basis_{basis}"),
            key=key,
            on_change=_choose,
            args=(key, lambda basis: state.to(basis=basis or "due")),
        )
    if state.as_of != page.today:
        future = escape(words("filter.future")) + " " if state.as_of > page.today else ""
        link = f'<a href="{escape(state.to(as_of=page.today))}">{escape(words("filter.today"))}</a>'
        html = f'<p class="qd-sub">{future}{link}</p>'
        linked(html, key="today", language=words.language)


def find_field(page: Page) -> None:
    """Looks for customers by a part of their name or number."""
    words, state = page.words, page.state
    key = f"find {state.find} {words.language}"
    st.text_input(
        words("filter.find"),
        value=state.find or "",
        placeholder=words("filter.find_hint"),
        label_visibility="collapsed",
        icon=":material/search:",
        max_chars=100,
        key=key,
        width=190,
        on_change=_choose,
        args=(key, lambda text: state.to(find=text.strip() or None)),
    )


def _select(page: Page, name: str, labels: dict[str | None, str], width: int) -> None:
    state, options = page.state, list(labels)
    key = f"{name} {getattr(state, name)} {page.words.language}"
    st.selectbox(
        page.words(f"filter.{name}"),
        options,
        index=options.index(getattr(state, name)),
        format_func=lambda option: labels[option],
        key=key,
        width=width,
        on_change=_choose,
        # The document of another company is not a choice any more; its customer may be.
        args=(key, lambda option: state.to(**{name: option, "item": None, "effect": None})),
    )


def _company_labels(page: Page) -> dict[str | None, str]:
    """All, then each company, indented by its place in the tree."""
    currency = page.reader.settings.presentation_currency
    labels: dict[str | None, str] = {None: page.words("filter.all_companies", currency=currency)}
    for row in page.companies.iter_rows(named=True):
        indent = "\u2003" * row["company_level"] + ("└ " if row["company_level"] else "")
        labels[row["company_key"]] = f"{indent}{row['company_name']}"
    return labels


def _choose(key: str, link: Callable[[Any], str]) -> None:
    go(link(st.session_state[key]))

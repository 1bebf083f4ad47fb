"""The filters of a drill page. Each writes its choice into the URL; keys follow the URL, so that Back works."""

from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from dashboards.components.drill.page import Page
from dashboards.components.drill.parts import Filter
from dashboards.components.links import go, linked
from dashboards.components.urls import FIRST_DAY, LAST_DAY


def filter_row(page: Page, *, with_own: bool = True) -> None:
    """As-of day, company, system where there are several, and the page's own.

    Args:
        page: the page.
        with_own: also those that the page declares, which say nothing of a single thing.
    """
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
        # What belongs to another company is not a choice any more.
        owned = {level.name for level in page.drill.levels[1:] if level.is_shared}
        leaving = {name: None for name in page.drill.depths if name not in owned}
        _select(page, "company", words("filter.company"), _company_labels(page), 340, leaving)
        if len(page.systems) > 1:
            systems: dict[str | None, str] = {
                None: words("filter.all_systems"),
                **{name: name for name in page.systems},
            }
            _select(page, "system", words("filter.system"), systems, 180, leaving)
        for choice in page.drill.filters:
            if with_own and choice.stands_above is None:
                _own(page, choice)
    if state.as_of != page.today:
        future = escape(words("filter.future")) + " " if state.as_of > page.today else ""
        link = f'<a href="{escape(state.to(as_of=page.today))}">{escape(words("filter.today"))}</a>'
        html = f'<p class="qd-sub">{future}{link}</p>'
        linked(html, key="today", language=words.language)


def find_field(page: Page, name: str) -> None:
    """Looks for rows of a table by a part of a name or number."""
    words, state = page.words, page.state
    key = f"find {name} {state.find} {words.language}"
    st.text_input(
        page.word("find") if page.knows("find") else words("drill.find"),
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


def switch(page: Page, choice: Filter) -> None:
    """A choice that stands above a table, as links."""
    links = []
    for code, label in page.options[choice.name].items():
        shown, href = escape(label), escape(page.state.to(**{choice.name: code}))
        links.append(f"<b>{shown}</b>" if code == page.state[choice.name] else f'<a href="{href}">{shown}</a>')
    linked(f'<div class="qd-switch">{"".join(links)}</div>', key=choice.name, language=page.words.language)


def _own(page: Page, choice: Filter) -> None:
    state, label = page.state, page.word(f"filter.{choice.name}")
    labels = page.options[choice.name]
    leaving = {} if choice.keeps_levels else dict.fromkeys(page.drill.depths)
    if choice.form == "list" or choice.default is None:
        offered: dict[str | None, str] = {}
        if choice.default is None:
            offered[None] = page.word(f"filter.all_{choice.name}")
        offered.update(labels)
        _select(page, choice.name, label, offered, choice.width, leaving)
        return
    key = f"{choice.name} {state[choice.name]} {page.words.language}"
    st.segmented_control(
        label,
        list(labels),
        default=state[choice.name],
        required=True,
        format_func=lambda code: labels[code],
        key=key,
        on_change=_choose,
        args=(key, lambda code: state.to(**{**leaving, choice.name: code or choice.default})),
    )


def _select(
    page: Page, name: str, label: str, labels: dict[str | None, str], width: int, leaving: dict[str, None]
) -> None:
    state, options = page.state, list(labels)
    key = f"{name} {state[name]} {page.words.language}"
    st.selectbox(
        label,
        options,
        index=options.index(state[name]),
        format_func=lambda option: labels[option],
        key=key,
        width=width,
        on_change=_choose,
        args=(key, lambda option: state.to(**{**leaving, name: option})),
    )


def _company_labels(page: Page) -> dict[str | None, str]:
    """All, then each company, indented by its place in the tree."""
    everything = page.words("drill.all_companies")
    if page.drill.converts:
        currency = page.reader.settings.presentation_currency
        everything = page.words("filter.all_companies", currency=currency)
    labels: dict[str | None, str] = {None: everything}
    for row in page.companies.iter_rows(named=True):
        indent = "\u2003" * row["company_level"] + ("└ " if row["company_level"] else "")
        labels[row["company_key"]] = f"{indent}{row['company_name']}"
    return labels


def _choose(key: str, link: Callable[[Any], str]) -> None:
    go(link(st.session_state[key]))

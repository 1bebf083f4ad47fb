"""What surrounds every page: style, navigation, language, and the pages that say why there is nothing to see."""

import logging
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from dashboards.components.links import linked
from dashboards.components.numbers import Formats
from dashboards.components.reading import Reader, reader
from dashboards.components.urls import Parameters, Problem, link
from dashboards.components.words import DEFAULT_LANGUAGE, LANGUAGES, Words
from quarterdeck.access import Viewer, operating_user, rights_of
from quarterdeck.errors import QuarterdeckError, SettingsError
from quarterdeck.settings import load_settings

_log = logging.getLogger(__name__)
_STYLE = Path(__file__).parent / "style.css"
_KEPT = ("as_of", "company", "lang")
View = Callable[[Reader, Words, Formats], None]


def language() -> str:
    """The language that the URL asks for."""
    return Parameters(st.query_params.to_dict()).choice("lang", LANGUAGES, DEFAULT_LANGUAGE)


def sidebar(groups: Mapping[str, Mapping[str, Any]], words: Words) -> None:
    """Brand, pages and languages. Links keep the day, the company and the language of the page that is shown.

    Args:
        groups: heading → label → page, in order; no heading where it is empty.
        words: of the reader's language.
    """
    given = st.query_params.to_dict()
    kept = {name: given[name] for name in _KEPT if given.get(name)}
    with st.sidebar:
        st.html(f'<div class="qd-brand">Quarterdeck<small>{escape(words("app.tagline"))}</small></div>')
        for heading, pages in groups.items():
            if heading:
                st.html(f'<div class="qd-group">{escape(heading)}</div>')
            for label, page in pages.items():
                st.page_link(page, label=label, query_params=kept)
        choices = "".join(_language(code, name, words.language) for code, name in LANGUAGES.items())
        linked(
            f'<nav class="qd-switch" aria-label="{escape(words("app.language"))}">{choices}</nav>',
            key="languages",
            language=words.language,
        )


def show(view: View) -> None:
    """Run a view, or say why it cannot be shown."""
    st.html(_STYLE)
    words = Words(language())
    try:
        settings = load_settings(secrets_needed=False)
        if not settings.layout.pointer.exists():
            _say(words("empty.title"), words("empty.text"), "quarterdeck refresh")
            return
        # Nobody signs in: the dashboard listens on this machine alone, and its reader is the user who serves it.
        person = operating_user()
        viewer = Viewer.everything(person, rights_of(person, settings.deciders))
        with reader(settings, viewer) as opened:
            view(opened, words, Formats(words.language, settings.time_zone))
    except SettingsError as error:
        _say(words("empty.settings_title"), str(error))
    except QuarterdeckError as error:
        _say(words("empty.failed_title"), f"{error} {words('empty.retry')}")
    except Exception:
        # The reader gets a sentence; who runs the server finds the traceback in its log.
        _log.exception("A page could not be shown.")
        _say(words("empty.failed_title"), words("empty.unexpected"))


def empty(title: str, text: str, command: str = "") -> str:
    """A panel where there is nothing to see, with the reason and what helps."""
    code = f"<p><code>{escape(command)}</code></p>" if command else ""
    return f'<div class="qd-empty"><b>{escape(title)}</b>{escape(text)}{code}</div>'


def notes_html(sentences: list[str]) -> str:
    """Sentences about what is not as the reader asked for."""
    return "".join(f'<p class="qd-note qd-warning">{escape(sentence)}</p>' for sentence in sentences)


def problem_sentences(problems: list[Problem], words: Words) -> list[str]:
    """What of the address was not accepted, a sentence each."""
    return [
        words("url.problem", parameter=words(f"parameter.{problem.parameter}"), value=problem.value)
        for problem in problems
    ]


def _say(title: str, text: str, command: str = "") -> None:
    st.html(empty(title, text, command))


def _language(code: str, name: str, current: str) -> str:
    if code == current:
        return f"<b>{escape(name)}</b>"
    given = {**st.query_params.to_dict(), "lang": None if code == DEFAULT_LANGUAGE else code}
    return f'<a href="{escape(link(given))}" lang="{code}">{escape(name)}</a>'

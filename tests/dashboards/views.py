"""Runs a view without a browser, and says what it shows."""

import json
import re
from collections.abc import Callable
from html import escape
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.group import COMPANY_NAMES

OUR_NAMES = "|".join(re.escape(escape(name)) for name in COMPANY_NAMES)
"""A pattern of our companies' names in HTML, which no language translates."""


def shown(view: Callable[..., None], *args: str, **parameters: str) -> str:
    """All HTML and text of a view.

    Args:
        view: a function that imports what it runs: only its source is taken.
        *args: of the function.
        **parameters: of the URL.
    """
    test = AppTest.from_function(view, default_timeout=120, args=args)
    for name, value in parameters.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return "\n".join(_text_of(element) for element in test.main)


def drill_page(area: str) -> None:
    """A view: the drill page of an area."""
    from dashboards.components.drill import page_of
    from dashboards.views.drills import DRILLS

    page_of(next(drill for drill in DRILLS if drill.area == area))()


def cockpit_page() -> None:
    """A view: the cockpit."""
    from dashboards.views import cockpit

    cockpit.page()


def rows(html: str) -> list[str]:
    """Links of the rows of all tables."""
    return [match.replace("&amp;", "&") for match in re.findall(r'<tr[^>]* data-href="([^"]+)"', html)]


def _text_of(element: Any) -> str:
    if element.type == "bidi_component":
        return str(json.loads(element.proto.json)["html"])
    if element.type == "html":
        return str(element.proto.body)
    if element.type in ("title", "markdown", "caption"):
        return str(element.value)
    return str(getattr(element, "label", ""))

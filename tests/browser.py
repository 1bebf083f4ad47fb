"""Headless Chromium for tests, kept on this machine: requests to anywhere else are refused and remembered."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route, WebSocketRoute, sync_playwright

from tests.programs import CHROMIUM

HERE = ("127.0.0.1", "localhost")
_OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium of the machine's own.

    Raises:
        FileNotFoundError: there is none; the message names the command that helps.
    """
    found = CHROMIUM.find()
    if found is None:
        raise FileNotFoundError(CHROMIUM.missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found["browser"], args=list(_OPTIONS))
        try:
            yield browser
        finally:
            browser.close()


class Pages:
    """Opens pages of a given size, and closes them all.

    Attributes:
        outside: URLs beyond this machine that pages asked for, in order; each was refused.
        errors: uncaught errors of the pages' scripts.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._open: list[Page] = []
        self.outside: list[str] = []
        self.errors: list[str] = []

    def __call__(self, width: int = 1440, height: int = 900, **options: Any) -> Page:
        """A page in a context of its own.

        Args:
            width: of the viewport, in CSS pixels.
            height: of the viewport, in CSS pixels.
            **options: of playwright's `Browser.new_context`, such as `locale` or `is_mobile`.
        """
        context = self._browser.new_context(viewport={"width": width, "height": height}, **options)
        context.route(_is_outside, self._refuse)
        context.route_web_socket(_is_outside, self._refuse_socket)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        self._open.append(page)
        return page

    def close(self) -> None:
        """Close every page that was opened."""
        while self._open:
            self._open.pop().context.close()

    def _refuse(self, route: Route) -> None:
        self.outside.append(route.request.url)
        route.abort("blockedbyclient")

    def _refuse_socket(self, socket: WebSocketRoute) -> None:
        self.outside.append(socket.url)
        socket.close()


def _is_outside(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in HERE

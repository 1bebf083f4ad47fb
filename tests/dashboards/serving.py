"""Serves the dashboard for tests in a browser."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from quarterdeck.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 60_000


@contextmanager
def served(settings: Settings, *, port: int) -> Iterator[str]:
    """The address at which `quarterdeck serve` shows a group; from this port on, the first that is free."""
    command = [sys.executable, "-m", "flows.cli", "--config", str(settings.config_file), "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield next(line for line in server.stdout if line.startswith("ready: ")).split()[1]
        finally:
            server.terminate()


def settle(page: Page) -> None:
    """Until the page has been drawn anew."""
    page.wait_for_timeout(300)
    page.wait_for_selector('[data-testid=stApp][data-test-script-state="notRunning"]')
    page.wait_for_timeout(300)

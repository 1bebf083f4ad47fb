"""What all tests stand on: real database servers, the shared operational data, a real browser.

A test that asks for something which this machine lacks is left out with the reason, and the end of the run
says what helps; under CI it fails instead.
"""

import itertools
import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import Pages, chromium
from tests.programs import CHROMIUM, MARIADB, POSTGRES, Program, in_ci
from tests.servers import MariaDB, Postgres, Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROJECT = Path(__file__).resolve().parent.parent
SHARED_DATA_VARIABLE = "QUARTERDECK_SHARED_DATA"

# The product turns these off itself; libraries that a test imports by themselves must not call home either.
os.environ.update(
    DO_NOT_TRACK="1",
    RUNTIME__DLTHUB_TELEMETRY="false",
    DBT_SEND_ANONYMOUS_USAGE_STATS="false",
    PREFECT_SERVER_ANALYTICS_ENABLED="false",
    STREAMLIT_BROWSER_GATHER_USAGE_STATS="false",
)

_LEFT_OUT = pytest.StashKey[list[str]]()


@dataclass(frozen=True)
class Database:
    """One database of a running server."""

    server: Server
    name: str

    def url(self, placeholder: str | None = None) -> str:
        """The reader's URL; with a placeholder, `${placeholder}` stands where the password belongs."""
        return self.server.url(self.name, placeholder)

    @property
    def password(self) -> str:
        """The reader's password."""
        return self.server.password

    def execute(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Run one statement as administrator, committed at once; its rows."""
        return self.server.execute(self.name, sql, *parameters)


@pytest.fixture(scope="session")
def mariadb(request: pytest.FixtureRequest) -> Iterator[MariaDB]:
    """A MariaDB server."""
    _need(request, MARIADB)
    with MariaDB() as server:
        yield server


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[Postgres]:
    """A PostgreSQL server."""
    _need(request, POSTGRES)
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
def shared_data(request: pytest.FixtureRequest) -> Path:
    """The folder of the shared operational data (QUARTERDECK_SHARED_DATA, else beside the project)."""
    folder = Path(os.environ.get(SHARED_DATA_VARIABLE) or PROJECT.parent / "shared" / "data")
    if not (folder / "erpnext_acme").is_dir():
        _leave_out(
            request,
            f"The shared operational data was not found in {folder}. "
            f"Name its folder: export {SHARED_DATA_VARIABLE}=/path/to/shared/data",
        )
    return folder


@pytest.fixture(scope="session")
def erpnext_acme(mariadb: MariaDB, shared_data: Path) -> Database:
    """ERPNext's database of Acme Works, for reading only: every test shares it."""
    mariadb.create_database("erpnext_acme", shared_data / "erpnext_acme" / "erpnext.sql.gz")
    return Database(mariadb, "erpnext_acme")


_copies = itertools.count(1)


@pytest.fixture
def erpnext_copy(mariadb: MariaDB, shared_data: Path) -> Iterator[Database]:
    """A copy of ERPNext's database that one test may change (about a second to make)."""
    name = f"erpnext_copy_{next(_copies)}"
    mariadb.create_database(name, shared_data / "erpnext_acme" / "erpnext.sql.gz")
    yield Database(mariadb, name)
    mariadb.start_if_stopped()
    mariadb.drop_database(name)


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> "Iterator[Browser]":
    """Chromium.

    For one module, not for the session: while playwright runs, its event loop counts as running in this
    thread, and whatever calls `asyncio.run` in later tests (a Prefect flow, for one) would be refused.
    """
    _need(request, CHROMIUM)
    with chromium() as running:
        yield running


@pytest.fixture
def pages(browser: "Browser") -> Iterator[Pages]:
    """Opens pages: `pages(width=390, height=844)`; `pages.outside` is what they asked of other machines."""
    opened = Pages(browser)
    yield opened
    opened.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the machinery that they use, so that `-m "not browser"` works without a mark on each."""
    for item in items:
        for name in ("mariadb", "postgres", "browser"):
            if name in getattr(item, "fixturenames", ()):
                item.add_marker(name)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> Generator[None, None, None]:
    """Name what was left out, behind everything else, where it is seen."""
    yield
    reasons = config.stash.get(_LEFT_OUT, [])
    if reasons:
        terminalreporter.section("left out")
        for reason in dict.fromkeys(reasons):
            terminalreporter.line(reason)


def _need(request: pytest.FixtureRequest, program: Program) -> None:
    if program.find() is None:
        _leave_out(request, program.missing)


def _leave_out(request: pytest.FixtureRequest, reason: str) -> None:
    if in_ci():
        pytest.fail(f"{reason} (CI is set: nothing may be left out)", pytrace=False)
    request.config.stash.setdefault(_LEFT_OUT, []).append(reason)
    pytest.skip(reason)

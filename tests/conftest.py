"""What all tests stand on: real database servers, the shared operational data, a real browser.

A test that asks for something which this machine lacks is left out with the reason, and the end of the run
says what helps; under CI it fails instead.
"""

import itertools
import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from tests.browser import Pages, chromium
from tests.parallel import Scheduling, in_order
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


class LeftOut(pytest.skip.Exception):
    """Skipped for want of something that the machine could have."""


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
def mariadb() -> Iterator[MariaDB]:
    """A MariaDB server."""
    _need(MARIADB)
    with MariaDB() as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server."""
    _need(POSTGRES)
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of the shared operational data (QUARTERDECK_SHARED_DATA, else beside the project)."""
    folder = Path(os.environ.get(SHARED_DATA_VARIABLE) or PROJECT.parent / "shared" / "data")
    if not (folder / "erpnext_acme").is_dir():
        _leave_out(
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
def browser() -> "Iterator[Browser]":
    """Chromium.

    For one module, not for the session: while playwright runs, its event loop counts as running in this
    thread, and whatever calls `asyncio.run` in later tests (a Prefect flow, for one) would be refused.
    """
    _need(CHROMIUM)
    with chromium() as running:
        yield running


@pytest.fixture
def pages(browser: "Browser") -> Iterator[Pages]:
    """Opens pages: `pages(width=390, height=844)`; `pages.outside` is what they asked of other machines."""
    opened = Pages(browser)
    yield opened
    opened.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by the machinery that they use, so that `-m "not browser"` works without a mark on each.

    One process of several also takes them in the order that `tests.parallel` says.
    """
    for item in items:
        for name in ("mariadb", "postgres", "browser"):
            if name in getattr(item, "fixturenames", ()):
                item.add_marker(name)
    if hasattr(config, "workerinput"):
        items[:] = in_order(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """Share the tests out as `tests.parallel` says."""
    return Scheduling(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note the reason in the report, which is all that comes back from a process that shares the tests."""
    report = yield
    if call.excinfo is not None and isinstance(call.excinfo.value, LeftOut):
        report.left_out = str(call.excinfo.value.msg)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Generator[None, None, None]:
    """Name what was left out, behind everything else, where it is seen."""
    yield
    reports = terminalreporter.stats.get("skipped", [])
    reasons = [report.left_out for report in reports if hasattr(report, "left_out")]
    if reasons:
        terminalreporter.section("left out")
        for reason in dict.fromkeys(reasons):
            terminalreporter.line(reason)


def _need(program: Program) -> None:
    if program.find() is None:
        _leave_out(program.missing)


def _leave_out(reason: str) -> NoReturn:
    if in_ci():
        pytest.fail(f"{reason} (CI is set: nothing may be left out)", pytrace=False)
    raise LeftOut(reason)

"""One published installation for every test of the flows that only reads it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.server import stop_server
from quarterdeck.settings import Settings
from tests.flows.installation import install, make_erp, refresh_plainly


@pytest.fixture(scope="session")
def published_demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The demonstration, landed, built and published once, undisturbed. To read, or to copy; not to change."""
    settings = install(tmp_path_factory.mktemp("published") / "demo")
    make_erp(settings)
    refresh_plainly(settings)
    return settings


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Home of the Prefect server of every test that refreshes by the real command; the first of them starts it."""
    home = tmp_path_factory.mktemp("prefect_home")
    settings = install(tmp_path_factory.mktemp("prefect") / "any", home)
    yield home
    stop_server(settings.layout)

"""One published installation for every test of the flows that only reads it."""

import pytest

from quarterdeck.settings import Settings
from tests.flows.installation import install, make_erp, refresh_plainly


@pytest.fixture(scope="session")
def published_demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The demonstration, landed, built and published once, undisturbed. To read, or to copy; not to change."""
    settings = install(tmp_path_factory.mktemp("published") / "demo")
    make_erp(settings)
    refresh_plainly(settings)
    return settings

"""A small demonstration group, published once for all tests of the pages."""

from datetime import date
from pathlib import Path

import pytest

from flows.steps import audit, build, extract, publish_build, snapshot
from ingestion.demo.erp import make_demo
from quarterdeck.settings import Settings, load_settings

AS_OF = date(2026, 6, 30)
CONFIG = f"""
as_of = {AS_OF}
presentation_currency = "CNY"
time_zone = "Asia/Shanghai"
data_dir = "var"

[systems.demo]
kind = "demo_erp"
url = "sqlite:///demo.sqlite"
time_zone = "UTC"

[[companies]]
code = "yuanzhou"
name = "远洲装备"
currency = "CNY"
sources = {{ demo = "1" }}

[[companies]]
code = "overseas"
name = "Yuanzhou Overseas"
currency = "USD"
parent = "yuanzhou"
sources = {{ demo = "2" }}
"""


@pytest.fixture(scope="session")
def published_demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a published demonstration whose books end on AS_OF."""
    folder = tmp_path_factory.mktemp("published_demo")
    make_demo(folder / "demo.sqlite", AS_OF, invoices=400)
    config = folder / "quarterdeck.toml"
    config.write_text(CONFIG, encoding="utf-8")
    settings = load_settings(config)
    for system in settings.systems.values():
        extract(settings, system, full=False, say=_silent)
    seen = snapshot(settings, _silent)
    build(settings, _silent)
    audit(settings, _silent)
    publish_build(settings, seen, _silent)
    return settings


@pytest.fixture
def empty_config(tmp_path: Path) -> Path:
    """A settings file of an installation where nothing is published."""
    config = tmp_path / "quarterdeck.toml"
    config.write_text(CONFIG, encoding="utf-8")
    return config


def _silent(_: str) -> None:
    """Progress is of no interest here."""

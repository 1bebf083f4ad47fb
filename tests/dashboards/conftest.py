"""A small demonstration group, published once for all tests of the pages."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flows.steps import audit, build, extract, publish_build, snapshot
from quarterdeck.settings import Settings, load_settings
from tests.group import AS_OF, copy_group, group_settings, quiet

CONFIG = group_settings(f'as_of = {AS_OF}\ntime_zone = "Asia/Shanghai"\ndata_dir = "var"')
SCALE, SEED = 0.1, 7
"""Those of `make run`: every company is owed something, and some of it by a sister."""
# What the group does not have and the pages must show: invoices of which nobody knows when they are due.
UNDATED = """
    update sales_invoice set due_date = null where id in (
        select id from sales_invoice where status = 'posted' and document_kind = 'invoice' and company_id in (2, 6)
        order by posting_date desc limit 5
    );
    delete from sales_invoice_instalment where invoice_id in (select id from sales_invoice where due_date is null);
"""


@pytest.fixture(scope="session")
def published_demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a published demonstration whose books end on AS_OF."""
    folder = tmp_path_factory.mktemp("published_demo")
    copy_group(folder, scale=SCALE, seed=SEED)
    with closing(sqlite3.connect(folder / "erp.sqlite")) as erp:
        erp.executescript(UNDATED)
    config = folder / "quarterdeck.toml"
    config.write_text(CONFIG, encoding="utf-8")
    settings = load_settings(config)
    for system in settings.systems.values():
        extract(settings, system, full=False, say=quiet)
    seen = snapshot(settings, quiet)
    build(settings, quiet)
    audit(settings, quiet)
    publish_build(settings, seen, quiet)
    return settings


@pytest.fixture
def empty_config(tmp_path: Path) -> Path:
    """A settings file of an installation where nothing is published."""
    config = tmp_path / "quarterdeck.toml"
    config.write_text(CONFIG, encoding="utf-8")
    return config

"""All models and their unit tests, built by dbt on an empty landing zone: typed views, no rows, no crash."""

import subprocess
from pathlib import Path

import duckdb
import pytest

from flows.build import dbt_command, dbt_environment, make_snapshot
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.settings import Settings, load_settings

SETTINGS = """
presentation_currency = "EUR"
fiscal_year_start_month = 4
[systems.shop]
kind = "erpnext"
url = "mysql://reader@127.0.0.1/none"
[[companies]]
code = "works"
name = "Works"
currency = "EUR"
sources = { shop = "Works" }
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An empty warehouse, built with every test, unit tests among them."""
    config = tmp_path_factory.mktemp("empty") / "quarterdeck.toml"
    config.write_text(SETTINGS)
    settings = load_settings(config)
    make_snapshot(settings)
    done = subprocess.run(
        [*dbt_command(), "build", "--no-use-colors"],
        cwd=PROJECT_ROOT,
        env=dbt_environment(settings.layout),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    return settings


def test_every_unit_test_passes(built: Settings) -> None:
    log = (built.layout.data_dir / "dbt" / "logs" / "dbt.log").read_text()
    stated = sum(file.read_text().count("\n    model: ") for file in Path(PROJECT_ROOT / "models").rglob("*.yml"))
    assert stated > 10
    assert f"{stated} unit tests" in log


def test_an_empty_landing_zone_gives_empty_marts_and_a_calendar(built: Settings) -> None:
    with duckdb.connect(str(built.layout.serving_file), read_only=True) as connection:
        counts = dict(
            connection.execute(
                "select table_name, estimated_size from duckdb_tables() where schema_name in ('marts', 'audits')"
            ).fetchall()
        )
    assert counts["fct_receivable_balances"] == 0
    assert counts["audit_receivable_control"] == 0
    assert counts["dim_company"] == 1
    assert counts["dim_date"] > 365

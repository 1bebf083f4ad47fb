"""The group in PostgreSQL: what is landed of it, and what is said when the database will not have it."""

from pathlib import Path

import duckdb
import pytest

from ingestion.demo.group.make import first_clock, make_group
from ingestion.demo.group.store import PostgresStore
from ingestion.landing import land
from ingestion.manifest import manifest_of
from ingestion.snapshot import write_snapshot
from quarterdeck.errors import SettingsError, SourceError
from quarterdeck.settings import load_settings
from tests.group import AS_OF, SCALE, SEED, copy_group, quiet
from tests.servers import READER, Postgres

SETTINGS = """
presentation_currency = "CNY"
[systems.files]
kind = "demo_{name}"
url = "sqlite:///{name}.sqlite"
[systems.server]
kind = "demo_{name}"
url = "{url}?options=-csearch_path%3D{name}"
"""


@pytest.fixture(scope="module")
def filled(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that holds the group of `tests.group`."""
    postgres.create_database("landed_group")
    postgres.execute("landed_group", f"grant create on database landed_group to {READER}")
    folder = tmp_path_factory.mktemp("clock")
    make_group(folder, first_clock(AS_OF, SEED, SCALE), quiet, postgres.url("landed_group"))
    return "landed_group"


@pytest.mark.parametrize("name", ["crm", "pm"])
def test_files_and_server_are_landed_alike(
    name: str, filled: str, postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", postgres.password)
    copy_group(tmp_path, [name])
    config = tmp_path / "quarterdeck.toml"
    config.write_text(SETTINGS.format(name=name, url=postgres.url(filled, "DEMO_PASSWORD")), encoding="utf-8")
    settings = load_settings(config)
    for system in settings.systems.values():
        outcome = land(system, settings.layout)
        assert not outcome.errors and outcome.load_id
    write_snapshot(settings, tmp_path / "build.duckdb")
    rows = 0
    with duckdb.connect(str(tmp_path / "build.duckdb"), read_only=True) as connection:
        for table in manifest_of(f"demo_{name}").tables:
            files, server = (
                f"select * exclude (system, _load_id) from landing.demo_{name}__{table.name} where system = '{system}'"
                for system in settings.systems
            )
            rows += len(connection.execute(server).fetchall())
            for one, other in ((files, server), (server, files)):
                assert connection.execute(f"{one} except all {other}").fetchall() == [], table.name
    assert rows > 300


def test_a_server_that_refuses_is_a_sentence(postgres: Postgres) -> None:
    postgres.create_database("closed_group")
    url = postgres.url("closed_group")
    place = f"postgresql://127.0.0.1:{postgres.port}/closed_group"
    for wrong, said in (
        (url, f"{place}: the user may not make or write the schema 'erp'; grant it CREATE"),
        (url.replace("@", "x@"), f"{place}: the user or its password was refused; check .* PGPASSWORD"),
        (url + "_of_nobody", f"{place}_of_nobody: there is no such database or user"),
        (url.replace(f":{postgres.port}/", ":9/"), "127.0.0.1:9/closed_group: the server does not answer; check host"),
    ):
        with pytest.raises(SourceError, match=said) as refused, PostgresStore.opened(wrong, "erp"):
            pass
        assert postgres.password not in str(refused.value)
    for strange in ("mysql://a:secret@b/c", "postgresql://a:secret@b", "secret"):
        with pytest.raises(SettingsError, match=r"--url is not understood; accepted: postgresql://") as misread:
            PostgresStore.opened(strange, "erp").__enter__()
        assert "secret" not in str(misread.value)

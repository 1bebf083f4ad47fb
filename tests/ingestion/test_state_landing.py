"""What people create is landed like any other system: empty and typed before, once and not again after."""

from pathlib import Path

import duckdb
import pytest

from flows import steps
from ingestion.landing import land
from ingestion.snapshot import fingerprint, write_snapshot
from quarterdeck.settings import OWN_SYSTEM, Settings, load_settings
from quarterdeck.state import StateStore
from quarterdeck.state.decisions import decide
from tests.servers import READER, Postgres

ERP = 'presentation_currency = "EUR"\n[systems.erp]\nkind = "demo_erp"\nurl = "sqlite:///erp.sqlite"\n'


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    where = ""
    if request.param == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        if not postgres.execute("postgres", "select 1 from pg_database where datname = 'landed_state'"):
            postgres.create_database("landed_state")
            postgres.execute("landed_state", f"grant create on schema public to {READER}")
        monkeypatch.setenv("STATE_PASSWORD", postgres.password)
        where = f'[state]\nurl = "{postgres.url("landed_state", "STATE_PASSWORD")}"\n'
    file = tmp_path / "quarterdeck.toml"
    file.write_text(ERP + where, encoding="utf-8")
    return load_settings(file)


def seen(settings: Settings, file: Path) -> list[tuple]:
    write_snapshot(settings, file)
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(
            "select system, decision_id, subject_key, decision, note, decided_at, _is_deleted "
            "from landing.state__decisions"
        ).fetchall()


def test_decisions_are_landed_once(settings: Settings, tmp_path: Path) -> None:
    store = StateStore.of(settings)
    assert (OWN_SYSTEM in steps.systems_to_read(settings)) == (settings.state.url is not None)
    assert seen(settings, tmp_path / "before.duckdb") == []
    before = fingerprint(settings)

    def read() -> int:
        return sum(
            t.landed_rows for t in steps.extract(settings, settings.system(OWN_SYSTEM), full=False, say=print).tables
        )

    if settings.state.url is not None:
        assert read() == 0 and fingerprint(settings) == before, "a store without rows is nothing new"
    given = {"subject_type": "duplicate", "subject_key": "a|'b'", "decided_by": "li"}
    first = decide(store, **given, decision="confirmed", note='同一张发票, "twice"')
    assert OWN_SYSTEM in steps.systems_to_read(settings)
    assert read() == 1
    after = fingerprint(settings)
    assert after != before
    assert read() == 0 and fingerprint(settings) == after, "nothing new without a decision"
    second = decide(store, **given, decision="withdrawn", note="n")
    assert read() == 1
    rows = seen(settings, tmp_path / "after.duckdb")
    assert sorted(rows) == [
        (OWN_SYSTEM, one.decision_id, "a|'b'", one.decision, one.note, one.decided_at, False) for one in (first, second)
    ]
    assert land(settings.own_system(), settings.layout, full=True).load_id is None

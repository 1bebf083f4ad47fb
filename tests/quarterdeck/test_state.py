"""The state store: what people create is kept for ever, by several at once, in SQLite and in PostgreSQL."""

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import Column, Text, select

from quarterdeck.errors import SettingsError, StateError
from quarterdeck.settings import Settings, load_settings
from quarterdeck.state import StateStore, schema, store
from quarterdeck.state.decisions import Decision, decide, decisions
from tests.servers import READER, Postgres

_names = itertools.count(1)


@dataclass(frozen=True)
class Place:
    """Where a store is, and how to speak to it behind its back."""

    url: str
    execute: Callable[[str], object]


@pytest.fixture
def sqlite_place(tmp_path: Path) -> Place:
    file = tmp_path / "a folder with %" / "state.sqlite"

    def execute(sql: str) -> object:
        with closing(sqlite3.connect(file)) as connection, connection:
            return connection.execute(sql).fetchall()

    return Place(f"sqlite:///{quote(str(file))}", execute)


@pytest.fixture
def postgres_place(postgres: Postgres) -> Iterator[Place]:
    name = f"state_{next(_names)}"
    postgres.create_database(name)
    postgres.execute(name, f"grant create on schema public to {READER}")
    yield Place(postgres.url(name), lambda sql: postgres.execute(name, sql))
    postgres.drop_database(name)


@pytest.fixture(params=["sqlite_place", pytest.param("postgres_place", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest) -> Place:
    return request.getfixturevalue(request.param)


def decided(url: str, key: str, decision: str = "rejected", note: str = "two deliveries") -> Decision:
    return decide(
        StateStore(url), subject_type="duplicate", subject_key=key, decision=decision, note=note, decided_by="li"
    )


def test_what_is_decided_stays_in_order(place: Place) -> None:
    nobody = StateStore(place.url)
    assert not nobody.exists() and decisions(nobody) == []
    assert not nobody.exists(), "reading makes no store"
    first = decided(place.url, "a|b")
    second = decided(place.url, "a|b", "withdrawn", "  looked\n again: 二次核对 ")
    assert StateStore(place.url).exists()
    assert decisions(StateStore(place.url)) == [first, second]
    assert second.note == "looked again: 二次核对" and second.recorded_by == "li" and second.decision_id == 2
    assert decisions(StateStore(place.url), after=1) == [second]
    assert decisions(StateStore(place.url), "another") == []


def test_the_database_itself_changes_and_removes_nothing(place: Place) -> None:
    decided(place.url, "a")
    for statement in ("update decisions set note = ''", "delete from decisions", "delete from state_steps"):
        with pytest.raises((sqlite3.Error, psycopg.Error), match="are never changed or removed"):
            place.execute(statement)
    assert len(decisions(StateStore(place.url))) == 1


def test_several_write_at_once_from_the_first_on(place: Place) -> None:
    with ThreadPoolExecutor(8) as people:
        kept = list(people.map(lambda n: decided(place.url, f"k{n}"), range(40)))
    found = decisions(StateStore(place.url))
    assert [one.decision_id for one in found] == sorted(one.decision_id for one in kept)
    assert {one.subject_key for one in found} == {f"k{n}" for n in range(40)} and len(found) == 40


def test_an_older_store_gets_what_it_lacks(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(place.url, "a")
    other = schema._table("later_things", "thing_id", Column("thing", Text))
    try:
        steps = (*schema.STEPS, lambda connection: schema._create(connection, other))
        monkeypatch.setattr(store, "STEPS", steps)
        newer = StateStore(place.url)
        assert newer.rows(select(other)) == []
        assert newer.add(other, thing="x") == 1 and len(decisions(newer)) == 1
    finally:
        schema.METADATA.remove(other)
    monkeypatch.undo()
    with pytest.raises(
        StateError, match=rf"has version {len(steps)}, and this Quarterdeck knows up to {len(steps) - 1}: a"
    ):
        decided(place.url, "b")


def test_what_is_not_kept_says_why(place: Place) -> None:
    known = {"subject_type": "duplicate", "subject_key": "a", "decision": "rejected", "note": "n", "decided_by": "li"}
    for changed, said in (
        ({"subject_type": "weather"}, "the subject's type is 'weather'; there are duplicate"),
        ({"decision": "perhaps"}, "it can be confirmed, rejected, withdrawn"),
        ({"subject_key": " "}, "the subject has no key"),
        ({"note": "\n "}, "there is no reason"),
        ({"note": "n" * 2001}, "longer than 2,000 characters"),
        ({"decided_by": ""}, "nobody is named who decided"),
        ({"note": "n\x00"}, "a character that no database keeps"),
    ):
        with pytest.raises(StateError, match=said):
            decide(StateStore(place.url), **{**known, **changed})
    assert not StateStore(place.url).exists()


def test_the_file_is_its_owners_alone(sqlite_place: Place, tmp_path: Path) -> None:
    decided(sqlite_place.url, "a")
    [file] = tmp_path.rglob("state.sqlite")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes()[18:20] == b"\x02\x02", "readers do not wait for who writes (write-ahead log)"
    assert list(file.parent.iterdir()) == [file], "nothing is left of how it was made"
    file.write_text("no database, but long enough to be looked at as one" * 40)
    with pytest.raises(StateError, match=r"state.sqlite could not be used: file is not a database\. To mend it, check"):
        decided(sqlite_place.url, "b")


@pytest.mark.postgres
def test_a_server_that_refuses_is_a_sentence_without_the_password(postgres: Postgres) -> None:
    postgres.create_database("state_closed")
    with pytest.raises(StateError, match=r"permission denied for schema public\. To mend it, check the setting") as no:
        decided(postgres.url("state_closed"), "a")
    assert postgres.password not in str(no.value)
    with pytest.raises(StateError, match="could not be used") as wrong:
        decided(postgres.url("state_closed").replace(f":{postgres.port}/", ":9/"), "a")
    assert postgres.password not in str(wrong.value)
    postgres.drop_database("state_closed")


def settings_of(folder: Path, state: str) -> Settings:
    folder.mkdir(exist_ok=True)
    file = folder / "quarterdeck.toml"
    erp = '[systems.erp]\nkind = "demo_erp"\nurl = "sqlite:///erp.sqlite"\n'
    file.write_text(f'presentation_currency = "EUR"\n{erp}{state}', encoding="utf-8")
    return load_settings(file)


def test_where_the_store_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STATE_PASSWORD", raising=False)
    plain = settings_of(tmp_path / "100 %", "")
    assert StateStore.of(plain).place == str(plain.layout.state / "state.sqlite")
    other = settings_of(tmp_path, '[state]\nurl = "sqlite:///kept/here.sqlite"\n')
    assert StateStore.of(other).place == str(tmp_path / "kept" / "here.sqlite")
    server = settings_of(tmp_path, '[state]\nurl = "postgresql://me:${STATE_PASSWORD}@db:5432/kept"\n')
    with pytest.raises(SettingsError, match=r"state\.url needs the secret STATE_PASSWORD, which is not set"):
        StateStore.of(server)
    monkeypatch.setenv("STATE_PASSWORD", "p@ss:/%")
    assert StateStore.of(server).place == "postgresql+psycopg://me:***@db:5432/kept"
    assert StateStore.of(server)._url.password == "p@ss:/%"
    for wrong, said in (
        ('[state]\nurl = "postgresql://me:hunter2@db/kept"', r"state\.url holds a password in clear"),
        ('[state]\nurl = "mysql://db/kept"', r"state\.url begins with mysql://, but kind 'state' takes sqlite://"),
        ('[state]\nuri = "x"', r"unknown key state\.uri; accepted here: url"),
        ('[systems.quarterdeck]\nkind = "demo_erp"\nurl = "sqlite:///a.sqlite"', "give this system another one"),
    ):
        with pytest.raises(SettingsError, match=said) as refused:
            settings_of(tmp_path, wrong)
        assert "hunter2" not in str(refused.value)

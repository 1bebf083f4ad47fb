"""The whole group in its databases: equal from equal arguments, in order on every day, and moved by time alone."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from ingestion.demo.group import make
from ingestion.demo.group.clock import Clock
from ingestion.demo.group.make import System, advance_group, first_clock, make_group, make_systems
from quarterdeck.errors import SettingsError
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.settings import Settings
from tests.group import group_settings, quiet
from tests.servers import READER, Postgres

AS_OF, SCALE = date(2026, 11, 21), 0.03
SYSTEMS = ("erp", "oa", "crm", "pm")
Contents = dict[str, list[tuple[Any, ...]]]


def contents(folder: Path) -> Contents:
    """Rows of every table of every file, by key."""
    found: Contents = {}
    for system in SYSTEMS:
        with closing(sqlite3.connect(folder / f"{system}.sqlite")) as connection:
            connection.execute("pragma foreign_keys = on")
            assert connection.execute("pragma foreign_key_check").fetchall() == []
            tables = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
            for (table,) in tables:
                found[f"{system}.{table}"] = connection.execute(f"select * from {table} order by 1").fetchall()
    return found


@pytest.fixture(scope="module", autouse=True)
def made_once() -> Iterator[None]:
    """One future is made once for all tests that only move in it; `make_systems` itself makes it anew."""
    kept: dict[tuple[object, ...], list[System]] = {}

    def kept_systems(clock: Clock, say: Callable[[str], None], faults: Any = None) -> list[System]:
        key = (clock.anchor, clock.seed, clock.scale, repr(clock.faults))
        if key not in kept:
            kept[key] = list(make_systems(clock, say, faults))
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make, "make_systems", kept_systems)
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("group") / "made"
    make_group(folder, first_clock(AS_OF, 7, SCALE), quiet)
    return folder


def test_equal_arguments_give_equal_tables(made: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make, "make_systems", make_systems)
        make_group(tmp_path, first_clock(AS_OF, 7, SCALE), quiet)
    assert contents(tmp_path) == contents(made)
    assert Clock.read(tmp_path) == Clock.read(made) == Clock(AS_OF, 7, SCALE, AS_OF)


def test_another_seed_is_another_group(made: Path, tmp_path: Path) -> None:
    make_group(tmp_path, first_clock(AS_OF, 8, SCALE), quiet)
    one, other = contents(made), contents(tmp_path)
    assert one.keys() == other.keys()
    assert one["erp.sales_invoice"] != other["erp.sales_invoice"]
    assert one["erp.company"] == other["erp.company"]


def test_days_that_pass_lead_to_one_future(made: Path, tmp_path: Path) -> None:
    """Three days and then twenty are twenty-three; and what a group of that day would hold, late commits and all."""
    planted: dict[str, Any] = {}  # with faults as they are shipped: they move in time like everything else
    ways = {"steps": (3, 20), "leap": (23,)}
    for way, steps in ways.items():
        folder = tmp_path / way
        make_group(folder, first_clock(AS_OF, 7, SCALE, planted), quiet)
        for days in steps:
            advance_group(folder, days, quiet)
    make_group(tmp_path / "there", Clock(AS_OF, 7, SCALE, date(2026, 12, 14), faults=planted), quiet)
    there = contents(tmp_path / "there")
    assert contents(tmp_path / "steps") == contents(tmp_path / "leap") == there
    before = contents(made)
    for table in ("erp.sales_invoice", "erp.journal_line", "oa.request", "crm.activity"):
        assert len(there[table]) > len(before[table]), table


def test_time_changes_deletes_and_brings_what_was_stamped_before() -> None:
    seen = {"changed": 0, "deleted": 0, "late": 0, "back-dated": 0}
    for system in make.make_systems(first_clock(AS_OF, 7, SCALE), quiet):
        for rows in system.versions.values():
            key = rows.columns[0]
            ordered = rows.sort(key, "_from").group_by(key, maintain_order=True)
            seen["changed"] += rows.height - rows[key].n_unique()
            seen["deleted"] += ordered.last().filter(pl.col("_until").is_not_null()).height
            if "created_at" in rows.columns:
                entered = ordered.first().with_columns(_entered=pl.col("created_at").dt.date())
                seen["late"] += entered.filter(pl.col("_from") > pl.col("_entered")).height
                if "posting_date" in rows.columns:
                    seen["back-dated"] += entered.filter(pl.col("posting_date") < pl.col("_entered")).height
    assert all(count > 10 for count in seen.values()), seen


Ask = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def erp(made: Path) -> Ask:
    def ask(query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(made / "erp.sqlite")) as connection:
            return connection.execute(query).fetchall()

    return ask


def test_every_entry_balances_in_the_companys_currency(erp: Ask) -> None:
    cents = "sum(cast(round(cast(line.amount_company as real) * 100) as integer))"
    assert erp(f"select entry_id from journal_line as line group by 1 having {cents} <> 0") == []
    assert erp("select count(*) from journal_line")[0][0] > 5000


def test_bank_accounts_agree_with_the_ledger(erp: Ask) -> None:
    lines: dict[int, int] = dict(
        erp("select bank_account_id, sum(cast(round(cast(amount as real) * 100) as integer)) from bank_line group by 1")
    )
    balances: dict[int, int] = dict(
        erp(
            "select bank_account_id, cast(round(cast(balance_amount as real) * 100) as integer) from bank_line as line "
            "where id = (select id from bank_line where bank_account_id = line.bank_account_id "
            "order by value_date desc, sequence desc limit 1)"
        )
    )
    opening: dict[int, int] = dict(
        erp("select id, cast(round(cast(opening_amount as real) * 100) as integer) from bank_account")
    )
    assert len(lines) > 15
    assert balances == {account: opening[account] + amount for account, amount in lines.items()}


def test_postgres_holds_the_same_and_moves_the_same(made: Path, tmp_path: Path, postgres: Postgres) -> None:
    postgres.create_database("demo_group")
    postgres.execute("demo_group", f"grant create on database demo_group to {READER}")
    url = postgres.url("demo_group")
    make_group(tmp_path, first_clock(AS_OF, 7, SCALE), quiet, url)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["group.json", "truth"]
    with psycopg.connect(url) as connection:
        for table, rows in contents(made).items():
            counted = connection.execute(f"select count(*) from {table}".encode()).fetchone()
            assert counted == (len(rows),), table
        amounts = connection.execute("select gross_amount::text from erp.sales_invoice order by id").fetchall()
    with closing(sqlite3.connect(made / "erp.sqlite")) as files:
        assert amounts == files.execute("select gross_amount from sales_invoice order by id").fetchall()
    advance_group(tmp_path, 5, quiet, url)
    moved = tmp_path / "moved"
    make_group(moved, Clock(AS_OF, 7, SCALE, date(2026, 11, 26)), quiet)
    with psycopg.connect(url) as connection:
        for table, rows in contents(moved).items():
            keys = connection.execute(f"select * from {table} order by 1".encode()).fetchall()
            assert [row[0] for row in keys] == [row[0] for row in rows], table


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., Result]:
    """`quarterdeck …` with settings that name the group's files in a folder."""
    config = tmp_path / "quarterdeck.toml"
    config.write_text(group_settings(f"as_of = {AS_OF}", SYSTEMS), encoding="utf-8")
    return lambda *arguments: CliRunner().invoke(app, ["--config", str(config), *arguments])


def test_the_commands_make_keep_and_move_a_group(command: Callable[..., Result], made: Path, tmp_path: Path) -> None:
    scale = ("--scale", str(SCALE), "--faults", "none")
    result = command("demo", *scale)
    assert result.exit_code == 0, result.output
    assert f"the group as of {AS_OF} is in {tmp_path}\n" in result.output, "the settings name folder and day"
    assert contents(tmp_path) == contents(made), "and the seed is 7"
    result = command("demo", "advance", "--days", "2")
    assert f"the group in {tmp_path} shows 2026-11-23" in result.output
    moved = contents(tmp_path)
    for same in (
        (),
        scale,
        ("--faults", "none"),
        (*scale, "--seed", "7"),
        ("--as-of", str(AS_OF), "--to", str(tmp_path)),
    ):
        result = command("demo", *same)
        assert result.exit_code == 0 and "the group of 2026-11-23 (made as of 2026-11-21" in result.output
    changed = tmp_path / "faults.toml"
    changed.write_text("[duplicate_payment]\nfaults = { exact = 3 }\n", encoding="utf-8")
    others = (("--seed", "8"), ("--scale", "0.1"), ("--as-of", "2026-11-20"), ("--url", "postgresql://a@b/c"))
    for other in (*others, ("--faults", str(changed))):
        refused = command("demo", *other).exception
        assert isinstance(refused, SettingsError)
        assert "not what was asked for; add --force to make it anew" in str(refused)
    assert contents(tmp_path) == moved
    assert command("demo", *scale, "--force").exit_code == 0
    assert contents(tmp_path) == contents(made)
    for days, said in (("0", "leads nowhere"), ("401", "The future of this group ends on 2027-12-26, 400 days after")):
        assert said in str(command("demo", "advance", "--days", days).exception)
    elsewhere = command("demo", "advance", "--days", "1", "--url", "postgresql://a@b/c")
    assert "is in SQLite files; --url must say the same" in str(elsewhere.exception)
    (tmp_path / "group.json").unlink()
    assert "erp.sqlite is there already, and group.json beside it is not" in str(command("demo").exception)


@pytest.mark.parametrize("scale", ["0.019", "101", "-1", "nan"])
def test_a_scale_that_makes_no_group(command: Callable[..., Result], scale: str) -> None:
    refused = command("demo", "--scale", scale).exception
    assert isinstance(refused, SettingsError)
    assert re.match(rf"--scale is {scale}; accepted: from 0.02 .* to 100\.", str(refused))


def test_a_small_group_that_would_have_no_project_by_chance_has_some() -> None:
    erp, _, _, pm = make_systems(first_clock(AS_OF, 5, 0.02), quiet)
    for system, table, least in ((pm, "project", 3), (pm, "progress_report", 10), (erp, "budget_line", 10)):
        assert system.versions[table]["id"].n_unique() >= least, table


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("oa.sqlite", "elsewhere/oa.sqlite"), "has demonstration systems in 2 folders; name the group's folder with"),
        (
            ("oa.sqlite", "office.sqlite"),
            "has a demonstration system in office.sqlite, where the group's files are",
        ),
        (("sqlite:///oa.sqlite", "postgresql://a@b/c"), "has demonstration systems that are not SQLite files; name"),
    ],
)
def test_settings_that_name_no_folder(
    command: Callable[..., Result], tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    config = tmp_path / "quarterdeck.toml"
    config.write_text(config.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    for arguments in ((), ("advance", "--days", "1")):
        refused = command("demo", *arguments).exception
        assert isinstance(refused, SettingsError) and said in str(refused)


def test_yesterday_is_the_default(
    command: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "quarterdeck.toml"
    config.write_text(config.read_text(encoding="utf-8").replace(f"as_of = {AS_OF}", ""), encoding="utf-8")
    monkeypatch.setattr(Settings, "today", property(lambda _: date(2026, 11, 22)))
    assert "the group as of 2026-11-21 is in" in command("demo", "--scale", str(SCALE)).output


def test_every_table_stands_once_behind_those_that_it_refers_to() -> None:
    for system in make_systems(first_clock(AS_OF, 7, 0.02), quiet):
        known: set[str] = set()
        for table in system.tables:
            assert table.name not in known
            known.add(table.name)
            referred = {column.references for column in table.columns.values() if column.references}
            assert referred <= known, (system.name, table.name)
        assert known == system.versions.keys()


def test_the_document_names_every_table() -> None:
    text = (PROJECT_ROOT / "docs" / "demonstration-group.md").read_text(encoding="utf-8")
    words = set(re.findall(r"\w+", text))
    for system in make.make_systems(first_clock(AS_OF, 7, SCALE), quiet):
        missing = [table.name for table in system.tables if table.name not in words]
        assert not missing, (system.name, missing)

"""A month is closed, booked into, compared, and reopened."""

import csv
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows import steps
from quarterdeck.access import Viewer
from quarterdeck.closing import close_month, month_end_of, reopen_month
from quarterdeck.errors import CloseRefused, StateError
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.publication import read_pointer, versions
from quarterdeck.restatement import PARTS, restatement
from quarterdeck.settings import Settings
from quarterdeck.state import StateStore
from quarterdeck.state.closes import closes
from quarterdeck.warehouse import Warehouse
from tests.flows.installation import copy_published, install, refresh_partly
from tests.group import quiet

MAY = month_end_of("2026-05")
WHO = {"note": "agreed", "decided_by": "Chief accountant", "recorded_by": "li"}
LEDGER = (
    *("stg_demo_erp__journal_entry", "stg_demo_erp__journal_line", "demo_erp__ledger_entries", "ledger_entries"),
    *("stg_state__closes", "state__closes", "closes", "dim_close", "dim_journal_entry", "fct_ledger_entries"),
)


@pytest.fixture(scope="module")
def settings(published_demo: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    own = install(tmp_path_factory.mktemp("close") / "demo")
    copy_published(published_demo, own)
    return own


def book(settings: Settings, number: str, day: str, amount: str) -> None:
    """An entry of company YZE, debit rent, credit cash, recorded an hour from now."""
    recorded = f"{datetime.now(UTC) + timedelta(hours=1):%Y-%m-%d %H:%M:%S}"
    with closing(sqlite3.connect(settings.config_file.parent / "erp.sqlite")) as connection:
        key = connection.execute("select max(id) + 1 from journal_entry").fetchone()[0]
        connection.execute(
            "insert into journal_entry values (?, 2, ?, ?, 'manual', 0, 0, ?, ?)",
            (key, number, day, recorded, recorded),
        )
        for account, signed in (("6602.09", amount), ("1001", f"-{amount}")):
            connection.execute(
                "insert into journal_line (entry_id, account_id, currency, amount, amount_company, updated_at) "
                "select ?, id, 'CNY', ?, ?, ? from account where company_id = 2 and number = ?",
                (key, signed, signed, recorded, account),
            )
        connection.commit()


def change_a_line(settings: Settings) -> None:
    """The first journal line of a day in May becomes one yuan."""
    stamp = f"{datetime.now(UTC) + timedelta(hours=2):%Y-%m-%d %H:%M:%S}"
    with closing(sqlite3.connect(settings.config_file.parent / "erp.sqlite")) as connection:
        connection.execute(
            "update journal_line set amount = '1.00', amount_company = '1.00', updated_at = ? where id in "
            "(select min(line.id) from journal_line as line join journal_entry as entry on entry_id = entry.id "
            "where posting_date between '2026-05-20' and '2026-05-29' and entry.number <> 'LATE-1')",
            (stamp,),
        )
        connection.commit()


def compared(settings: Settings, company: str | None = None) -> pl.DataFrame:
    with Warehouse(settings.layout) as warehouse:
        return restatement(settings, warehouse, Viewer.everything(), MAY, company=company)[0]


def test_only_a_month_that_is_over_read_and_right_is_closed(settings: Settings, published_demo: Settings) -> None:
    with pytest.raises(CloseRefused, match="must be a year and a month"):
        month_end_of("May 2026")
    with pytest.raises(CloseRefused, match="is not over"):
        close_month(settings, month_end_of(f"{settings.today:%Y-%m}"), **WHO)
    early = settings.model_copy(update={"as_of": date(2099, 1, 1)})
    with pytest.raises(CloseRefused, match="within the month"):
        close_month(early, month_end_of(f"{datetime.now(UTC):%Y-%m}"), **WHO)
    with pytest.raises(CloseRefused, match="not closed; closed are: no months"):
        reopen_month(settings, MAY, **WHO)
    with pytest.raises(CloseRefused, match="nothing to compare with"):
        compared(settings)
    with pytest.raises(StateError, match="note is empty"):
        close_month(settings, MAY, **(WHO | {"note": " "}), accept=True)
    runs = settings.layout.runs.read_text(encoding="utf-8")
    for status in ('"failed"', '"partial"'):
        settings.layout.runs.write_text(runs.replace('"ok"', status), encoding="utf-8")
        with pytest.raises(CloseRefused, match="could not be read whole"):
            close_month(settings, MAY, **WHO)
    settings.layout.runs.write_text(runs, encoding="utf-8")
    assert closes(StateStore.of(settings)) == []


def test_a_closed_month_is_compared_with_today_line_by_line(settings: Settings) -> None:
    current = read_pointer(settings.layout)
    assert current is not None
    kept = close_month(settings, MAY, **WHO, accept=True)
    assert (kept.version, kept.close_day, kept.action) == (current.version, settings.today, "closed")
    with pytest.raises(CloseRefused, match="was closed on"):
        close_month(settings, MAY, **WHO, accept=True)
    assert compared(settings)["difference_amount"].is_null().all()
    book(settings, "LATE-1", "2026-05-29", "123.45")
    book(settings, "OPEN-1", "2026-06-02", "77.00")
    change_a_line(settings)
    new = refresh_partly(settings, *LEDGER)
    assert new.version != kept.version
    log = (settings.layout.dbt / "logs" / "dbt.log").read_text(encoding="utf-8")
    assert "Concurrency: " in log
    assert "Unable to do partial parsing" not in log, "a copy of an installation is parsed anew"

    rows = compared(settings)
    figures = rows.filter(pl.col("change").is_null())
    lines = rows.filter(pl.col("change") == "recorded after the close")
    late = Decimal("123.45")
    assert sorted(lines["difference_amount"].to_list()) == [-late, late]
    assert set(lines["document_number"]) == {"LATE-1"} and set(lines["source_table"]) == {"journal_line"}
    assert set(lines["company"]) == {"YZE"}
    [changed] = rows.filter(pl.col("change") == "changed").to_dicts()
    assert changed["today_amount"] == 1 and changed["difference_amount"] == 1 - changed["closed_amount"] != 0
    assert figures["explained_amount"].to_list() == figures["difference_amount"].to_list()
    assert figures["unexplained_amount"].unique().to_list() == [0]
    assert figures["difference_amount"].sum() == changed["difference_amount"]
    assert set(figures["item"]) == {*lines["item"], changed["item"]}
    totals = rows.filter(pl.col("change") == "figures compared")
    parts = totals["part"].to_list()
    assert parts == [part for part in PARTS if part in parts]
    assert {"trial_balance", "receivables", "payables", "cash", "budgets", "indicators"} <= set(parts)
    assert rows.height == figures.height + lines.height + totals.height + 1
    other = "YZG" if changed["company"] != "YZG" else "YZO"
    assert compared(settings, company=other)["difference_amount"].is_null().all()
    with Warehouse(settings.layout) as warehouse:
        chosen = dict.fromkeys(("company", "system", "department", "project"))
        page = warehouse.read(
            "statements/page_late", Viewer.everything(), as_of=date(2026, 6, 30), span="year", **chosen
        )
        before = warehouse.read(
            "statements/page_late", Viewer.everything(), as_of=date(2026, 6, 30), span="month", **chosen
        )
    assert page.select("journal_entry_number", "month_end_date").rows() == [("LATE-1", MAY)] * 2
    assert before.is_empty()


def test_of_each_indicator_is_known_what_it_is_made_of() -> None:
    with (PROJECT_ROOT / "seeds" / "scorecard_indicators.csv").open(encoding="utf-8", newline="") as file:
        indicators = [row["indicator"] for row in csv.DictReader(file)]
    query = (PROJECT_ROOT / "quarterdeck/queries/statements/restated_figures.sql").read_text(encoding="utf-8")
    assert [name for name in indicators if f"('{name}', ['" not in query] == []


def test_an_indicator_says_what_it_divides_and_which_rows_explain_it(settings: Settings) -> None:
    """Margins changed where an entry was booked after the close; days of payables changed without a row."""
    current = read_pointer(settings.layout)
    assert current is not None
    settings.layout.build.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(current.path, settings.layout.serving_file)
    with duckdb.connect(str(settings.layout.serving_file)) as connection:
        connection.execute(
            "update scorecard.indicators set indicator_value = coalesce(indicator_value, 0) + 0.01, "
            "numerator = case when indicator = 'dpo' then numerator else coalesce(numerator, 0) + 123.45 end, "
            "denominator = case when indicator = 'dpo' then coalesce(denominator, 0) + 1 else denominator end "
            f"where reporting_date = '{MAY}' and scope_key = 'YZE' and indicator in ('gross_margin', 'dpo')"
        )
    steps.publish_build(settings, "seen", quiet)
    rows = compared(settings)
    lines = rows.filter((pl.col("part") == "trial_balance") & (pl.col("company") == "YZE")).drop_nulls("change")
    told = rows.filter(pl.col("part") == "indicators").drop_nulls("item").drop_nulls("change")
    assert set(told["company"]) == {"YZE"}
    margin, dpo = (told.filter(pl.col("item") == item) for item in ("gross_margin", "dpo"))
    [numerator] = margin.filter(pl.col("change") == "numerator").to_dicts()
    assert numerator["today_amount"] - (numerator["closed_amount"] or 0) == Decimal("123.45")
    assert "denominator" not in margin["change"]
    explained = margin.filter(pl.col("change") == "explained by")["description"].to_list()
    assert sorted(explained) == sorted(
        f"rows of trial_balance {change}: {some.height}" for (change,), some in lines.group_by("change")
    )
    assert "rows of trial_balance recorded after the close: 2" in explained
    assert sorted(dpo["change"]) == ["denominator", "not explained"]
    [reason] = dpo.filter(pl.col("change") == "not explained")["description"]
    assert reason.startswith("no row of payables differs")


def test_the_version_of_a_close_is_kept_until_the_month_is_reopened(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = settings.model_copy(update={"keep_versions": 1})
    [closed] = closes(StateStore.of(settings))

    def publish() -> set[str]:
        current: Path | None = (found := read_pointer(settings.layout)) and found.path
        assert current is not None
        settings.layout.build.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(current, settings.layout.serving_file)
        steps.publish_build(few, "seen", quiet)
        return {one.version for one in versions(settings.layout)}

    for _ in range(3):
        kept = publish()
    assert closed.version in kept and len(kept) == 3
    assert compared(settings).height > 4
    reopened = reopen_month(settings, MAY, **WHO)
    assert (reopened.action, reopened.version) == ("reopened", None)
    with monkeypatch.context() as broken:

        def refuse(_: StateStore) -> frozenset[str]:
            raise StateError("no store")

        broken.setattr(steps, "pinned_versions", refuse)
        assert len(publish()) == 4, "where closes cannot be read, nothing is removed"
    assert closed.version not in publish()
    with pytest.raises(CloseRefused, match="nothing to compare with"):
        compared(settings)

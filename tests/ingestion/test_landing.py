"""Landing: whatever happens in a source between two refreshes, the landing zone ends up equal to it, and says how.

Every scenario against ERPNext's database ends with the same two proofs: the current landed rows are the source's,
value by value; and one more refresh lands nothing.
"""

import dataclasses
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pydantic import SecretStr

from ingestion import landing, loader, snapshot
from ingestion.databases import mysql
from ingestion.landing import SystemLoad, TableLoad, land
from ingestion.manifest import Table, manifest_of
from ingestion.snapshot import fingerprint, write_snapshot
from quarterdeck.errors import LandingError, SourceError
from quarterdeck.layout import PROJECT_ROOT, Layout
from quarterdeck.settings import KINDS, STATE_KIND, Settings, System, load_settings
from quarterdeck.zone import LOADS_TABLE, completed_loads, landed_files
from tests.conftest import Database
from tests.group import copy_group
from tests.servers import MariaDB

LAG = timedelta(minutes=30)
ERPNEXT = manifest_of("erpnext")
# Those of ERPNext's tables that the scenarios touch, and an empty one: a refresh of all costs twice the time.
TABLES = {
    name: ERPNEXT.table(name)
    for name in (
        "account",
        "customer",
        "sales_invoice",
        "payment_schedule",
        "payment_entry",
        "payment_entry_reference",
        "journal_entry",
        "payment_ledger_entry",
        "gl_entry",
    )
}
DEMO_ERP = manifest_of("demo_erp")
# Likewise of the demonstration's: parents, a child, a key that is no number, a table without money.
DEMO_TABLES = tuple(
    DEMO_ERP.table(name)
    for name in (
        "currency",
        "company",
        "customer",
        "account",
        "exchange_rate",
        "sales_invoice",
        "sales_invoice_instalment",
    )
)
Change = tuple[int, int, int]


@dataclasses.dataclass
class Erp:
    """An ERPNext database that may be changed, and where it is landed."""

    database: Database
    layout: Layout
    system: System
    touched: set[str] = dataclasses.field(default_factory=set)
    """Tables that brought something since it was emptied."""

    def land(self, *, full: bool = False) -> SystemLoad:
        outcome = land(self.system, self.layout, full=full)
        self.touched |= brought(outcome).keys()
        return outcome

    def execute(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return self.database.execute(sql, *parameters)

    def now(self) -> datetime:
        """A stamp later than every other."""
        stamps = " union all ".join(f"select max(modified) as modified from `{t.source}`" for t in TABLES.values())
        return self.execute(f"select max(modified) from ({stamps}) as stamps")[0][0] + timedelta(hours=1)

    @property
    def folder(self) -> Path:
        return self.layout.landing / self.system.name

    def versions(self, table: str, key: str) -> list[dict[str, Any]]:
        """Landed versions of a row, oldest first."""
        return [row for row in landed_rows(self.folder, table) if row["name"] == key]


def landed_rows(folder: Path, table: str) -> list[dict[str, Any]]:
    """All row versions of the completed loads, oldest load first."""
    files = [str(file) for file in landed_files(folder, table)]
    if not files:
        return []
    with duckdb.connect() as connection:
        cursor = connection.execute(
            "select * exclude (filename), regexp_extract(parse_filename(filename), '^[0-9]+[.][0-9]+') as load_id "
            "from read_parquet(?, union_by_name = true, filename = true) order by load_id",
            [files],
        )
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def current_rows(folder: Path, table: Table) -> dict[Any, dict[str, Any]]:
    """Key → its newest version, tombstones left out."""
    newest: dict[Any, dict[str, Any]] = {}
    seen: set[tuple[Any, str]] = set()
    for row in landed_rows(folder, table.name):
        assert (row[table.key], row["load_id"]) not in seen, "one load holds a key twice"
        seen.add((row[table.key], row["load_id"]))
        newest[row[table.key]] = row
    return {key: row for key, row in newest.items() if not row["_is_deleted"]}


def of(outcome: SystemLoad, table: str) -> TableLoad:
    return next(one for one in outcome.tables if one.table_name == table)


def brought(outcome: SystemLoad) -> dict[str, Change]:
    """What the tables that brought something brought: new, changed, deleted."""
    return {t.table_name: (t.new_rows, t.changed_rows, t.deleted_rows) for t in outcome.tables if t.landed_rows}


def assert_equal_to_source(erp: Erp, names: Iterable[str] = TABLES) -> None:
    for table in map(TABLES.__getitem__, names):
        columns = [name for name, *_ in erp.execute(f"describe `{table.source}`") if name not in ERPNEXT.ignore_columns]
        listed = ", ".join(f"`{name}`" for name in columns)
        where = f" where {table.where}" if table.where else ""
        rows = erp.execute(f"select {listed} from `{table.source}`{where}")
        source = {row[columns.index(table.key)]: tuple(map(landed_as, row)) for row in rows}
        landed = {k: tuple(row.get(c) for c in columns) for k, row in current_rows(erp.folder, table).items()}
        assert landed.keys() == source.keys(), table.name
        assert landed == source, [(landed[k], source[k]) for k in source if landed[k] != source[k]][:1]


def landed_as(value: Any) -> Any:
    """A time of day is landed as the source's text."""
    return f"{datetime.min + value:%H:%M:%S.%f}" if isinstance(value, timedelta) else value


@contextmanager
def altered(erp: Erp, table: str, change: str, back: str) -> Iterator[None]:
    """The table's definition is another for a while; its rows are afterwards what they were."""
    source = TABLES[table].source
    erp.execute(f"create table keeper as select * from `{source}`")
    erp.execute(f"alter table `{source}` {change}")
    try:
        yield
    finally:
        erp.execute(f"alter table `{source}` {back}")
        erp.execute(f"delete from `{source}`")
        erp.execute(f"insert into `{source}` select * from keeper")
        erp.execute("drop table keeper")


def spread_stamps(database: Database) -> None:
    """The dump was booked within minutes; give its rows stamps over six weeks, so that a lag is less than all."""
    for table in TABLES.values():
        database.execute(
            f"update `{table.source}` set modified = modified - interval (crc32(name) mod 1000) hour - interval 1 day"
        )


@pytest.fixture(scope="module")
def acme(mariadb: MariaDB, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Erp]:
    """A private copy of ERPNext's database, its first load landed, for all scenarios of this file."""
    patch = pytest.MonkeyPatch()
    manifests = {"erpnext": dataclasses.replace(ERPNEXT, tables=tuple(TABLES.values()))}
    patch.setattr(landing, "manifest_of", lambda kind: manifests.get(kind) or manifest_of(kind))
    mariadb.create_database("landing", shared_data / "erpnext_acme" / "erpnext.sql.gz")
    database = Database(mariadb, "landing")
    spread_stamps(database)
    erp = Erp(database, Layout(tmp_path_factory.mktemp("landing")), system_of(database))
    first = erp.land()
    assert first.load_id and not first.errors and {t.mode for t in first.tables} == {"first"}
    yield erp
    patch.undo()
    assert_equal_to_source(erp)
    mariadb.start_if_stopped()
    mariadb.drop_database("landing")


def system_of(database: Database, **more: Any) -> System:
    return System(name="erp", kind="erpnext", url=SecretStr(database.url()), **more)


@pytest.fixture
def erp(acme: Erp) -> Iterator[Erp]:
    """One scenario: the landing zone equals the source before it and after it, and a further refresh lands nothing."""
    acme.touched.clear()
    yield acme
    assert_equal_to_source(acme, acme.touched)
    files = sorted(acme.folder.rglob("*"))
    again = acme.land()
    assert again.load_id is None and not again.errors and brought(again) == {}
    assert {t.mode for t in again.tables} <= {"incremental", "first"}, "the proofs hold without reading all"
    assert sorted(acme.folder.rglob("*")) == files


# ── first, again, in full ───────────────────────────────────────────────────────────────────────────────


def test_first_load_keeps_types_to_the_letter(erp: Erp) -> None:
    file = landed_files(erp.folder, "payment_ledger_entry")[0]
    with duckdb.connect() as connection:
        types = {
            r[0]: r[1] for r in connection.execute("describe select * from read_parquet(?)", [str(file)]).fetchall()
        }
    assert types["amount"] == "DECIMAL(21,9)" and types["posting_date"] == "DATE" and types["delinked"] == "BIGINT"
    assert types["modified"] == "TIMESTAMP", "a local time has no zone"
    assert "remarks" in types, "columns that no model reads are landed too"
    assert not {"_user_tags", "_comments", "_assign", "_liked_by"} & types.keys()


def test_the_table_of_loads_says_how_each_table_was_read(erp: Erp) -> None:
    first = completed_loads(erp.folder)[0]
    rows = {row["table_name"]: row for row in landed_rows(erp.folder, LOADS_TABLE) if row["load_id"] == first}
    [(count,)] = erp.execute("select count(*) from `tabGL Entry`")
    assert rows["gl_entry"]["mode"] == "first" and rows["gl_entry"]["new_rows"] == count
    assert rows["gl_entry"]["read_rows"] == rows["gl_entry"]["source_rows"] == count
    assert rows["journal_entry"]["source_rows"] == 0, "an empty table was read too"
    assert rows["gl_entry"]["extracted_at"] <= datetime.now(UTC).replace(tzinfo=None)


def test_full_reads_everything_and_lands_nothing(erp: Erp) -> None:
    outcome = erp.land(full=True)
    assert outcome.load_id is None
    assert of(outcome, "gl_entry").mode == "full"
    assert of(outcome, "gl_entry").read_rows == of(outcome, "gl_entry").source_rows > 1000


def test_an_incremental_refresh_reads_little(erp: Erp) -> None:
    outcome = erp.land()
    assert of(outcome, "gl_entry").mode == "incremental"
    assert of(outcome, "gl_entry").read_rows < of(outcome, "gl_entry").source_rows / 10


# ── changes with a stamp ────────────────────────────────────────────────────────────────────────────────


def test_a_stamped_change_is_one_version(erp: Erp) -> None:
    stamp = erp.now()
    erp.execute(
        "update tabCustomer set customer_group = '新 ''group''', modified = %s where name = 'Customer 01'", stamp
    )
    outcome = erp.land()
    assert brought(outcome) == {"customer": (0, 1, 0)} and of(outcome, "customer").mode == "incremental"
    old, new = erp.versions("customer", "Customer 01")[-2:]
    assert new["customer_group"] == "新 'group'" != old["customer_group"]


def test_a_row_committed_late_within_the_lag_is_read(erp: Erp) -> None:
    """Stamped before what was read already, committed after it: rows at the lag's edge included."""
    stamp = erp.now()
    erp.execute("update `tabGL Entry` set modified = %s order by name limit 1", stamp)
    erp.land()
    erp.execute("update `tabGL Entry` set modified = %s order by name desc limit 1", stamp - LAG)
    outcome = erp.land()
    assert brought(outcome) == {"gl_entry": (0, 1, 0)} and of(outcome, "gl_entry").mode == "incremental"


def test_without_lag_the_proof_finds_it_nevertheless(erp: Erp) -> None:
    copy_customer(erp, "Late by minutes", erp.now())
    erp.land()
    copy_customer(erp, "Later by minutes", erp.now() - timedelta(hours=1, minutes=10))
    outcome = land(system_of(erp.database, lag_minutes=0), erp.layout)
    assert brought(outcome) == {"customer": (1, 0, 0)} and of(outcome, "customer").mode == "corrected"


def test_a_row_committed_long_after_its_stamp_is_found_by_the_proof(erp: Erp) -> None:
    copy_customer(erp, "Late by years", datetime(2020, 1, 1))
    outcome = erp.land()
    assert brought(outcome) == {"customer": (1, 0, 0)} and of(outcome, "customer").mode == "corrected"
    assert {t.mode for t in outcome.tables if t.table_name != "customer"} <= {"incremental", "first"}


def test_a_touched_row_that_says_the_same_is_one_version_of_its_stamp(erp: Erp) -> None:
    erp.execute("update tabCustomer set modified = %s where name = 'Customer 02'", erp.now())
    assert brought(erp.land()) == {"customer": (0, 1, 0)}
    assert len(erp.versions("customer", "Customer 02")) == 2


def test_nulls_and_empty_texts_are_told_apart(erp: Erp) -> None:
    for value in ("", None):
        erp.execute("update tabCustomer set tax_id = %s where name = 'Customer 03'", value)
        assert brought(erp.land(full=True)) == {"customer": (0, 1, 0)}
        assert erp.versions("customer", "Customer 03")[-1]["tax_id"] == value


def copy_customer(erp: Erp, name: str, modified: datetime) -> None:
    erp.execute(
        "insert into tabCustomer (name, creation, modified, customer_name, customer_group, territory) "
        "select %s, creation, %s, %s, customer_group, territory from tabCustomer where name = 'Customer 01'",
        name,
        modified,
        name,
    )


# ── deletions ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_deleted_customer_gets_a_tombstone_and_may_come_back(erp: Erp) -> None:
    copy_customer(erp, "Short-lived", erp.now())
    erp.land()
    erp.execute("create table keeper as select * from tabCustomer where name = 'Short-lived'")
    erp.execute("delete from tabCustomer where name = 'Short-lived'")
    outcome = erp.land()
    assert brought(outcome) == {"customer": (0, 0, 1)} and of(outcome, "customer").mode == "corrected"
    assert [row["_is_deleted"] for row in erp.versions("customer", "Short-lived")] == [False, True]
    assert_equal_to_source(erp, ["customer"])

    erp.execute("insert into tabCustomer select * from keeper")  # the very same row, to the stamp
    erp.execute("drop table keeper")
    assert brought(erp.land()) == {"customer": (1, 0, 0)}
    assert [row["_is_deleted"] for row in erp.versions("customer", "Short-lived")] == [False, True, False]


def test_one_deleted_and_one_inserted_in_its_place(erp: Erp) -> None:
    """The number of rows stays: only the checksum tells."""
    copy_customer(erp, "Old hand", datetime(2020, 1, 1))
    erp.land()
    erp.execute("update tabCustomer set name = 'New hand' where name = 'Old hand'")
    assert brought(erp.land()) == {"customer": (1, 0, 1)}


# ── allocations and instalments ─────────────────────────────────────────────────────────────────────────


def allocation(erp: Erp, nth: int) -> tuple[str, str, str]:
    """Ledger row, payment and invoice of an allocation."""
    return erp.execute(
        "select name, voucher_no, against_voucher_no from `tabPayment Ledger Entry` "
        "where voucher_type = 'Payment Entry' and against_voucher_type = 'Sales Invoice' and delinked = 0 "
        "order by name limit 1 offset %s",
        nth,
    )[0]


def test_an_unreconciled_payment_as_erpnext_does_it(erp: Erp) -> None:
    ledger_row, payment, _ = allocation(erp, 0)
    stamp = erp.now()
    erp.execute("update `tabPayment Ledger Entry` set delinked = 1, modified = %s where name = %s", stamp, ledger_row)
    erp.execute("delete from `tabPayment Entry Reference` where parent = %s", payment)
    erp.execute(
        "update `tabPayment Entry` set unallocated_amount = paid_amount, modified = %s where name = %s", stamp, payment
    )
    outcome = erp.land()
    assert brought(outcome) == {
        "payment_entry": (0, 1, 0),
        "payment_entry_reference": (0, 0, 1),
        "payment_ledger_entry": (0, 1, 0),
    }
    assert {t.mode for t in outcome.tables} <= {"incremental", "first"}
    assert erp.versions("payment_ledger_entry", ledger_row)[-1]["delinked"] == 1


def test_an_unreconciled_payment_without_a_stamp(erp: Erp) -> None:
    ledger_row, payment, _ = allocation(erp, 1)
    erp.execute("update `tabPayment Ledger Entry` set delinked = 1 where name = %s", ledger_row)
    erp.execute("delete from `tabPayment Entry Reference` where parent = %s", payment)
    outcome = erp.land()
    assert brought(outcome) == {"payment_entry_reference": (0, 0, 1), "payment_ledger_entry": (0, 1, 0)}
    assert of(outcome, "payment_ledger_entry").mode == of(outcome, "payment_entry_reference").mode == "corrected"


@pytest.mark.parametrize("is_stamped", [True, False])
def test_an_instalment_is_removed(erp: Erp, is_stamped: bool) -> None:
    [(invoice, instalment)] = erp.execute(
        "select parent, max(name) from `tabPayment Schedule` where parenttype = 'Sales Invoice' group by parent "
        "having count(*) > 1 order by parent limit 1"
    )
    erp.execute("delete from `tabPayment Schedule` where name = %s", instalment)
    if is_stamped:
        erp.execute("update `tabSales Invoice` set modified = %s where name = %s", erp.now(), invoice)
    outcome = erp.land()
    changes = {"payment_schedule": (0, 0, 1)} | ({"sales_invoice": (0, 1, 0)} if is_stamped else {})
    assert brought(outcome) == changes
    assert of(outcome, "payment_schedule").mode == ("incremental" if is_stamped else "corrected")
    assert erp.versions("payment_schedule", instalment)[-1]["_is_deleted"]


def test_a_parent_brings_its_whole_set_of_children(erp: Erp) -> None:
    """Saving an invoice again: one instalment changed, one gone, one new, without stamps of their own."""
    [(invoice, first, last)] = erp.execute(
        "select parent, min(name), max(name) from `tabPayment Schedule` where parenttype = 'Sales Invoice' "
        "group by parent having count(*) > 1 order by parent desc limit 1"
    )
    erp.execute("update `tabPayment Schedule` set name = 'a new one' where name = %s", last)
    erp.execute("update `tabPayment Schedule` set outstanding = outstanding + 1 where name = %s", first)
    erp.execute("update `tabSales Invoice` set modified = %s where name = %s", erp.now(), invoice)
    outcome = erp.land()
    assert brought(outcome) == {"sales_invoice": (0, 1, 0), "payment_schedule": (1, 1, 1)}
    assert of(outcome, "payment_schedule").mode == "incremental"


def test_a_parent_is_deleted_with_its_children(erp: Erp) -> None:
    [(invoice, children)] = erp.execute(
        "select parent, count(*) from `tabPayment Schedule` where parenttype = 'Sales Invoice' group by parent "
        "having count(*) > 1 order by parent desc limit 1"
    )
    erp.execute("delete from `tabSales Invoice` where name = %s", invoice)
    erp.execute("delete from `tabPayment Schedule` where parent = %s and parenttype = 'Sales Invoice'", invoice)
    assert brought(erp.land()) == {"sales_invoice": (0, 0, 1), "payment_schedule": (0, 0, children)}


def test_children_of_other_parents_are_not_landed(erp: Erp) -> None:
    [(others,)] = erp.execute("select count(*) from `tabPayment Schedule` where parenttype = 'Sales Order'")
    assert others > 0
    erp.execute("update `tabPayment Schedule` set due_date = '2030-01-01' where parenttype = 'Sales Order'")
    assert erp.land().load_id is None


def test_a_change_without_stamp_in_a_column_that_nobody_proves_is_found_in_full(erp: Erp) -> None:
    erp.execute("update tabCustomer set territory = 'Elsewhere' where name = 'Customer 04'")
    assert erp.land().load_id is None, "not proven: only a full refresh sees it"
    assert brought(erp.land(full=True)) == {"customer": (0, 1, 0)}


# ── the source's tables change ──────────────────────────────────────────────────────────────────────────


def test_a_column_added_in_the_source(erp: Erp) -> None:
    erp.execute("alter table tabCustomer add column favourite varchar(20), add column score decimal(9,2)")
    assert erp.land(full=True).load_id is None, "rows that do not use it have no new version"
    erp.execute(
        "update tabCustomer set favourite = 'yes', score = 1.25, modified = %s where name = 'Customer 05'", erp.now()
    )
    assert brought(erp.land()) == {"customer": (0, 1, 0)}
    assert erp.versions("customer", "Customer 05")[-1]["score"] == Decimal("1.25")
    assert erp.versions("customer", "Customer 06")[-1]["favourite"] is None


@pytest.mark.parametrize(
    ("table", "change", "back", "said"),
    [
        (
            "payment_ledger_entry",
            "modify amount decimal(18,2) not null default 0",
            "modify amount decimal(21,9) not null default 0",
            "column 'amount' was decimal(21,9) and is now decimal(18,2)",
        ),
        (
            "payment_entry",
            "modify paid_amount double",
            "modify paid_amount decimal(21,9) not null default 0",
            "column 'paid_amount' was decimal(21,9) and is now double",
        ),
        (
            "gl_entry",
            "modify creation date",
            "modify creation datetime(6)",
            "column 'creation' was timestamp and is now date",
        ),
    ],
)
def test_a_lossy_type_change_stops_that_table_alone(erp: Erp, table: str, change: str, back: str, said: str) -> None:
    before = landed_files(erp.folder, table)
    erp.execute("update tabCustomer set modified = %s where name = 'Customer 07'", erp.now())
    with altered(erp, table, change, back):
        outcome = erp.land()
    assert [t.table_name for t in outcome.tables if t.error] == [table], outcome.errors
    error = of(outcome, table).error or ""
    assert said in error and "its last good data stays" in error and "--full" in error
    assert brought(outcome) == {"customer": (0, 1, 0)}, "the others land"
    assert landed_files(erp.folder, table) == before
    rows = [row for row in landed_rows(erp.folder, LOADS_TABLE) if row["load_id"] == outcome.load_id]
    assert table not in {row["table_name"] for row in rows}


def test_children_are_read_whole_when_their_parents_were_refused(erp: Erp) -> None:
    erp.execute("delete from `tabPayment Entry Reference` order by name limit 1")
    rename = "rename column paid_amount to amount_paid", "rename column amount_paid to paid_amount"
    with altered(erp, "payment_entry", *rename):
        outcome = erp.land()
    [error] = outcome.errors
    assert error.startswith("payment_entry: 'tabPayment Entry' has no column paid_amount;")
    assert brought(outcome) == {"payment_entry_reference": (0, 0, 1)}


def test_a_wider_decimal_lands(erp: Erp, tmp_path: Path) -> None:
    other = Erp(erp.database, Layout(tmp_path), erp.system)
    other.land()
    definition = "modify amount decimal({}) not null default 0"
    with altered(erp, "payment_ledger_entry", definition.format("24,10"), definition.format("21,9")):
        ledger_row, _, _ = allocation(erp, 3)
        erp.execute(
            "update `tabPayment Ledger Entry` set amount = amount + 0.0000000001, modified = %s where name = %s",
            erp.now(),
            ledger_row,
        )
        outcome = other.land()
    assert not outcome.errors and brought(outcome)["payment_ledger_entry"][1] >= 1
    old, new = other.versions("payment_ledger_entry", ledger_row)
    assert new["amount"] - old["amount"] == Decimal("0.0000000001")


@pytest.mark.parametrize(
    ("away", "back", "said"),
    [
        (
            "alter table `tabGL Entry` rename column is_cancelled to cancelled",
            "alter table `tabGL Entry` rename column cancelled to is_cancelled",
            "'tabGL Entry' has no column is_cancelled",
        ),
        (
            "rename table `tabGL Entry` to `elsewhere`",
            "rename table `elsewhere` to `tabGL Entry`",
            "the table 'tabGL Entry' does not exist in the source, or its user may not read it; grant it SELECT",
        ),
    ],
)
def test_something_needed_is_missing(erp: Erp, tmp_path: Path, away: str, back: str, said: str) -> None:
    erp.execute("update tabCustomer set modified = %s where name = 'Customer 08'", erp.now())
    erp.execute(away)
    try:
        outcome = erp.land()
        assert [error for error in outcome.errors if said in error] == outcome.errors != []
        assert brought(outcome) == {"customer": (0, 1, 0)}
        fresh = Layout(tmp_path)
        with pytest.raises(LandingError, match="its first load needs every table, and nothing was landed") as caught:
            land(erp.system, fresh)
        assert said in str(caught.value) and completed_loads(fresh.landing / "erp") == []
    finally:
        erp.execute(back)


# ── loads that were killed ──────────────────────────────────────────────────────────────────────────────


def test_files_of_an_unfinished_load_are_not_seen(erp: Erp) -> None:
    copy_customer(erp, "Half landed", erp.now())
    outcome = erp.land()
    [entry] = (erp.folder / "_dlt_loads").glob(f"*{outcome.load_id}*")
    entry.unlink()
    assert erp.versions("customer", "Half landed") == []
    again = erp.land()
    assert brought(again) == {"customer": (1, 0, 0)} and again.load_id != outcome.load_id
    assert len(erp.versions("customer", "Half landed")) == 1


def test_a_half_written_file_is_not_seen(erp: Erp) -> None:
    (erp.folder / "customer" / "1999999999.1234567.abc.parquet").write_bytes(b"PAR1 and no more")
    assert erp.land().load_id is None


@pytest.mark.parametrize("step", ["normalize", "load"])
def test_what_a_killed_run_extracted_is_dropped_and_read_again(
    erp: Erp, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    copy_customer(erp, f"Killed in {step}", erp.now())

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(loader.dlt.Pipeline, step, killed)
        erp.land()
    assert erp.versions("customer", f"Killed in {step}") == []
    erp.execute("update tabCustomer set customer_group = 'since' where name = %s", f"Killed in {step}")
    assert brought(erp.land()) == {"customer": (1, 0, 0)}
    [landed] = erp.versions("customer", f"Killed in {step}")
    assert landed["customer_group"] == "since", "what the killed run read is not landed late"


# ── servers that do not answer ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "advice", "is_transient"),
    [
        (lambda url, password: url.replace("reader:", "reader:wrong"), "the user or password was refused", False),
        (lambda url, password: url.replace("reader:", "nobody:"), "the user or password was refused", False),
        (lambda url, password: url.replace("/landing", "/none"), "may not read this database; grant it SELECT", False),
        (lambda url, password: f"mysql://reader:{password}@127.0.0.1:9/landing", "does not answer; check host", True),
        (
            lambda url, password: f"mysql://reader:{password}@no.such.invalid/landing",
            "does not answer; check host",
            True,
        ),
    ],
)
def test_a_source_that_cannot_be_read(
    acme: Erp, tmp_path: Path, change: Callable[[str, str], str], advice: str, is_transient: bool
) -> None:
    from urllib.parse import quote

    password = acme.database.password
    url = change(acme.database.url(), quote(password, safe=""))
    with pytest.raises(SourceError) as caught:
        land(System(name="erp", kind="erpnext", url=SecretStr(url)), Layout(tmp_path))
    said = str(caught.value)
    assert said.startswith("System 'erp' (") and advice in said and "The server said:" in said
    assert password not in said and quote(password, safe="") not in said
    assert caught.value.is_transient is is_transient
    assert not (tmp_path / "landing").exists()


def test_all_tables_are_read_as_of_one_moment(erp: Erp) -> None:
    """What is committed after the first table was read is not seen in the others, and comes with the next refresh."""

    def meanwhile(line: str) -> None:
        if ".account:" in line:
            copy_customer(erp, "Meanwhile", erp.now())

    assert land(erp.system, erp.layout, say=meanwhile).load_id is None
    assert brought(erp.land()) == {"customer": (1, 0, 0)}


def test_a_connection_lost_in_the_middle(erp: Erp) -> None:
    """A table was read already and brought something: nothing of the extraction is landed."""
    copy_customer(erp, "Before the break", erp.now())

    def cut(line: str) -> None:
        if ".customer:" in line:
            for (connection,) in erp.execute("select id from information_schema.processlist where user = 'reader'"):
                erp.execute(f"kill {connection}")

    with pytest.raises(SourceError, match="run the refresh again") as caught:
        land(erp.system, erp.layout, say=cut)
    assert caught.value.is_transient and erp.database.password not in str(caught.value)
    assert erp.versions("customer", "Before the break") == []
    assert list(erp.layout.build.iterdir()) == [], "its scratch files are gone"
    assert brought(erp.land()) == {"customer": (1, 0, 0)}


def test_a_server_stopped_in_the_middle(acme: Erp) -> None:
    server = acme.database.server
    try:
        with pytest.raises(SourceError, match=r"the connection was lost in the middle; the last good data stays"):
            land(acme.system, acme.layout, say=lambda line: server.stop() if ".account:" in line else None)
        with pytest.raises(SourceError, match="does not answer"):
            acme.land()
    finally:
        server.start_if_stopped()
    assert acme.land().load_id is None


# ── reading beside the snapshot ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Large tables begin at one row: connectorx reads them beside the snapshot. Names of the tables that were."""
    monkeypatch.setattr(mysql, "BULK_ROWS", 1)
    tables: list[str] = []
    bulk = mysql.MysqlSource.bulk

    def noted(self: mysql.MysqlSource, table: Table, columns: Any) -> Any:
        reader = bulk(self, table, columns)
        tables.extend([table.name] if reader is not None else [])
        return reader

    monkeypatch.setattr(mysql.MysqlSource, "bulk", noted)
    return tables


def rows_of(folder: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """Current rows of every table, without what each landing gives them."""
    return {
        name: {
            key: {column: value for column, value in row.items() if column != "load_id"}
            for key, row in current_rows(folder, table).items()
        }
        for name, table in TABLES.items()
    }


def test_reading_beside_the_snapshot_equals_reading_in_it(acme: Erp, beside: list[str], tmp_path: Path) -> None:
    acme.execute("analyze table `tabPayment Ledger Entry`, `tabGL Entry`, `tabSales Invoice`, tabCustomer")
    other = Erp(acme.database, Layout(tmp_path), acme.system)
    assert not other.land().errors
    assert {"customer", "sales_invoice", "payment_ledger_entry", "gl_entry"} <= set(beside)
    assert_equal_to_source(other)
    assert rows_of(other.folder) == rows_of(acme.folder)


@pytest.mark.parametrize("are_stamped", [True, False])
def test_rows_that_change_after_the_snapshot_was_taken(
    erp: Erp, beside: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, are_stamped: bool
) -> None:
    """What is landed is the snapshot; a deletion, a change without stamp, a stamp that moves back cost another read."""
    stamp, mark = erp.now(), f"beside {are_stamped}"
    copy_customer(erp, f"Goes, {mark}", stamp)
    copy_customer(erp, f"Stays, {mark}", stamp)
    assert not erp.land().errors
    snapshot = rows_of(erp.folder)
    begin = mysql.MysqlSource.begin

    def changed_meanwhile(self: mysql.MysqlSource) -> None:
        begin(self)
        copy_customer(erp, f"Newer, {mark}", stamp + timedelta(hours=2))
        erp.execute("update tabCustomer set customer_name = %s, modified = %s where name = 'Customer 09'", mark, stamp)
        erp.execute(
            "update tabCustomer set customer_name = %s, modified = %s where name = 'Customer 10'",
            mark,
            stamp + timedelta(hours=1),
        )
        if not are_stamped:
            copy_customer(erp, f"Stamped before all, {mark}", datetime(2019, 1, 1))
            erp.execute("delete from tabCustomer where name = %s", f"Goes, {mark}")
            erp.execute("update tabCustomer set modified = '2020-01-01' where name = %s", f"Stays, {mark}")
            erp.execute("update `tabGL Entry` set is_cancelled = 1 - is_cancelled order by name limit 3")

    other = Erp(erp.database, Layout(tmp_path), erp.system)
    with monkeypatch.context() as patched:
        patched.setattr(mysql.MysqlSource, "begin", changed_meanwhile)
        outcome = other.land()
    assert not outcome.errors and "customer" in beside
    customer = of(outcome, "customer")
    read_again = customer.read_rows > customer.source_rows + 10
    assert read_again != are_stamped, "it is read again only if it must be"
    assert rows_of(other.folder) == snapshot, "what came after the snapshot is not in it"
    assert not other.land().errors
    assert_equal_to_source(other)
    assert other.land().load_id is None
    assert not erp.land().errors
    assert rows_of(other.folder) == rows_of(erp.folder)


def test_no_secret_in_what_the_faster_reader_says(
    acme: Erp, beside: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may quote its URL, in which the password stands encoded."""

    def fail(url: str, *_: object, **__: object) -> None:
        raise RuntimeError(f"cannot read {url} as {acme.database.password}")

    monkeypatch.setattr(mysql.connectorx, "read_sql", fail)
    with pytest.raises(SourceError, match=r"cannot read mysql://reader:\*\*\*@") as caught:
        land(acme.system, Layout(tmp_path))
    assert acme.database.password not in str(caught.value)


# ── SQLite ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclasses.dataclass
class Demo:
    """The demonstration ERP's file, and where it is landed."""

    file: Path
    layout: Layout
    system: System

    def land(self, *, full: bool = False) -> SystemLoad:
        return land(self.system, self.layout, full=full)

    def execute(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
            return connection.execute(sql, parameters).fetchall()

    def without_constraints(self, table: str) -> None:
        """The table accepts anything, as tables of careless applications do."""
        for sql in (
            "pragma foreign_keys = off",
            f"create table careless as select * from {table}",
            f"drop table {table}",
            f"alter table careless rename to {table}",
        ):
            self.execute(sql)

    @property
    def folder(self) -> Path:
        return self.layout.landing / self.system.name


@pytest.fixture(scope="module")
def landed_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the demonstration's ERP, some of its tables landed once."""
    known = landing.manifest_of
    few = dataclasses.replace(DEMO_ERP, tables=DEMO_TABLES)
    folder = tmp_path_factory.mktemp("demo")
    copy_group(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(landing, "manifest_of", lambda kind: few if kind == "demo_erp" else known(kind))
        assert demo_in(folder).land().load_id
        yield folder


@pytest.fixture
def demo(landed_demo: Path, tmp_path: Path) -> Demo:
    """A copy of it that one test may change."""
    shutil.copytree(landed_demo, tmp_path / "demo")
    return demo_in(tmp_path / "demo")


def demo_in(folder: Path) -> Demo:
    file = folder / "erp.sqlite"
    return Demo(file, Layout(folder / "var"), System(name="demo", kind="demo_erp", url=SecretStr(f"sqlite:///{file}")))


def test_the_demonstration_lands_once(demo: Demo) -> None:
    files = sorted(demo.folder.rglob("*"))
    for full in (False, True):
        outcome = demo.land(full=full)
        assert outcome.load_id is None and not outcome.errors
    assert sorted(demo.folder.rglob("*")) == files
    for table in DEMO_TABLES:
        source = {str(key) for (key,) in demo.execute(f"select {table.key} from {table.source}")}
        assert {str(key) for key in current_rows(demo.folder, table)} == source, table.name


def test_money_of_the_demonstration_stays_text_until_it_is_cast(demo: Demo) -> None:
    amounts = dict(demo.execute("select id, gross_amount from sales_invoice"))
    landed = current_rows(demo.folder, manifest_of("demo_erp").table("sales_invoice"))
    assert {key: row["gross_amount"] for key, row in landed.items()} == amounts
    assert all(isinstance(amount, str) for amount in amounts.values())


def test_changes_of_a_sqlite_file(demo: Demo) -> None:
    demo.execute("pragma foreign_keys = off")
    demo.execute("update customer set name = 'stamped', updated_at = '2030-01-01T00:00:00Z' where id = 1")
    demo.execute("update customer set name = 'unstamped' where id = 2")
    demo.execute("delete from customer where id = 3")
    outcome = demo.land()
    assert brought(outcome) == {"customer": (0, 2, 1)} and of(outcome, "customer").mode == "corrected"
    names = current_rows(demo.folder, manifest_of("demo_erp").table("customer"))
    assert (names[1]["name"], names[2]["name"], 3 in names) == ("stamped", "unstamped", False)
    assert demo.land().load_id is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("insert into customer select * from customer where id = 1", "1 keys of 'customer' stand twice in column id"),
        ("update customer set id = null where id <= 2", "2 rows of 'customer' have no key (id is null)"),
        ("update customer set id = 'abc' where id = 1", "abc"),
    ],
)
def test_careless_keys(demo: Demo, wrong: str, said: str) -> None:
    demo.without_constraints("customer")
    demo.execute(wrong)
    demo.execute("update account set name = 'changed', updated_at = '2030-01-01T00:00:00Z' where id = 1001")
    outcome = demo.land(full=True)
    assert [t.table_name for t in outcome.tables if t.error] == ["customer"], outcome.errors
    assert said in outcome.errors[0]
    assert brought(outcome) == {"account": (0, 1, 0)}, "the others land"
    assert 1 in current_rows(demo.folder, manifest_of("demo_erp").table("customer")), "the last good rows stay"


def test_a_missing_table_and_column_of_a_sqlite_file(demo: Demo) -> None:
    demo.execute("alter table customer rename column name to title")
    demo.execute("drop table exchange_rate")
    outcome = demo.land()
    assert {t.table_name: t.mode for t in outcome.tables if t.error} == {
        "customer": "missing",
        "exchange_rate": "missing",
    }
    assert "'customer' has no column name" in " ".join(outcome.errors)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda file: file.unlink(), "there is no SQLite file"),
        (lambda file: file.write_bytes(b"no database at all " * 100), "is a SQLite database that is not locked"),
    ],
)
def test_a_sqlite_file_that_cannot_be_read(demo: Demo, spoil: Callable[[Path], object], said: str) -> None:
    spoil(demo.file)
    with pytest.raises(SourceError, match=said):
        demo.land()


def test_a_sqlite_file_is_only_read(demo: Demo) -> None:
    before = demo.file.read_bytes()
    demo.land(full=True)
    assert demo.file.read_bytes() == before
    assert [file.name for file in demo.file.parent.glob("erp.sqlite*")] == ["erp.sqlite"]


# ── the snapshot that a build sees ──────────────────────────────────────────────────────────────────────


def settings_of(demo: Demo, text: str = "") -> Settings:
    file = demo.file.parent / "quarterdeck.toml"
    file.write_text(
        f"""
        presentation_currency = "CNY"
        {text if "[" not in text else ""}
        [systems.demo]
        kind = "demo_erp"
        url = "sqlite:///erp.sqlite"
        {text if "[" in text else ""}
        """,
        encoding="utf-8",
    )
    return load_settings(file)


def views(settings: Settings, file: Path) -> dict[str, list[tuple[str, str]]]:
    """Landing view → its columns and types, of a new snapshot."""
    write_snapshot(settings, file)
    with duckdb.connect(str(file)) as connection:
        names = connection.execute("select view_name from duckdb_views() where schema_name = 'landing'").fetchall()
        return {
            name: [(row[0], row[1]) for row in connection.execute(f"describe landing.{name}").fetchall()]
            for (name,) in names
        }


def counts(file: Path) -> dict[str, int]:
    with duckdb.connect(str(file), read_only=True) as connection:
        names = connection.execute("select view_name from duckdb_views() where schema_name = 'landing'").fetchall()
        return {name: connection.execute(f"select count(*) from landing.{name}").fetchall()[0][0] for (name,) in names}


def test_views_are_typed_alike_with_and_without_rows(demo: Demo, tmp_path: Path) -> None:
    settings = settings_of(demo)
    with_rows = views(settings, tmp_path / "rows.duckdb")
    shutil.rmtree(demo.layout.landing)
    without = views(settings, tmp_path / "empty.duckdb")
    assert without == with_rows
    assert set(counts(tmp_path / "empty.duckdb").values()) == {0}
    expected = {f"{kind}__{table.name}" for kind in (*KINDS, STATE_KIND) for table in manifest_of(kind).tables}
    assert without.keys() == expected | {"loads"}
    for kind in (*KINDS, STATE_KIND):
        for table in manifest_of(kind).tables:
            found = dict(without[f"{kind}__{table.name}"])
            assert [*found] == ["system", *table.columns, "_load_id", "_is_deleted"]
            assert {name: found[name] for name in table.columns} == {n: t.upper() for n, t in table.columns.items()}


def test_a_half_landed_load_is_invisible_to_the_snapshot(demo: Demo, tmp_path: Path) -> None:
    settings = settings_of(demo)
    write_snapshot(settings, tmp_path / "before.duckdb")
    seen = fingerprint(settings)
    demo.execute("update customer set name = 'new', updated_at = '2030-01-01T00:00:00Z' where id = 1")
    outcome = demo.land()
    [entry] = (demo.folder / "_dlt_loads").glob(f"*{outcome.load_id}*")
    hidden = entry.rename(tmp_path / entry.name)
    write_snapshot(settings, tmp_path / "half.duckdb")
    assert counts(tmp_path / "half.duckdb") == counts(tmp_path / "before.duckdb")
    assert fingerprint(settings) == seen
    hidden.rename(entry)
    write_snapshot(settings, tmp_path / "after.duckdb")
    before, after = (counts(tmp_path / f"{name}.duckdb")["demo_erp__customer"] for name in ("before", "after"))
    assert after == before + 1
    assert fingerprint(settings) != seen


def test_a_snapshot_does_not_move_when_more_is_landed(demo: Demo, tmp_path: Path) -> None:
    write_snapshot(settings_of(demo), tmp_path / "build.duckdb")
    before = counts(tmp_path / "build.duckdb")
    demo.execute("update customer set name = 'new', updated_at = '2030-01-01T00:00:00Z' where id = 1")
    assert demo.land().load_id
    assert counts(tmp_path / "build.duckdb") == before


def test_systems_of_one_kind_are_one_relation(demo: Demo, tmp_path: Path) -> None:
    other = '[systems.other]\nkind = "demo_erp"\nurl = "sqlite:///erp.sqlite"\n'
    settings = settings_of(demo, other)
    land(settings.systems["other"], settings.layout)
    write_snapshot(settings, tmp_path / "build.duckdb")
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        rows = connection.execute("select system, count(*) from landing.demo_erp__customer group by all").fetchall()
        loads = connection.execute("select distinct system from landing.loads order by all").fetchall()
    assert len(rows) == 2 and rows[0][1] == rows[1][1]
    assert loads == [("demo",), ("other",)]


COMPANY = '[[companies]]\ncode = "a"\nname = "A"\ncurrency = "EUR"\n'


def test_fingerprint_changes_exactly_when_a_build_would_see_something_else(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = fingerprint(settings_of(demo))
    for text in ("dashboard_port = 9", "keep_versions = 9", "lag_minutes = 5\n[aging]\nbuckets = [9]"):
        assert fingerprint(settings_of(demo, text)) == seen, text
    other = [
        'time_zone = "Asia/Tokyo"',
        "fiscal_year_start_month = 4",
        COMPANY,
        COMPANY.replace("EUR", "USD"),
        COMPANY + 'sources = { demo = "1" }\n',
        COMPANY + 'calendar = "DE"\n',
        COMPANY + COMPANY.replace('"a"', '"b"') + 'parent = "a"\n',
    ]
    assert len({seen, *(fingerprint(settings_of(demo, text)) for text in other)}) == len(other) + 1

    project = tmp_path / "project"
    for folder in ("models", "macros", "seeds", "tests/dbt"):
        shutil.copytree(PROJECT_ROOT / folder, project / folder)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT_ROOT / name, project)
    monkeypatch.setattr(snapshot, "PROJECT_ROOT", project)
    settings = settings_of(demo)
    assert fingerprint(settings) == seen, "where the project lies does not matter"
    (project / "models" / "notes.swp").write_text("no model")
    assert fingerprint(settings) == seen
    changed = [seen]
    for name in ("models/marts/a.sql", "macros/a.sql", "seeds/a.csv", "tests/dbt/a.sql", "dbt_project.yml"):
        file = project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((file.read_text() if file.exists() else "") + "\n")
        changed.append(fingerprint(settings))
    assert len(set(changed)) == len(changed)

    assert demo.land().load_id is None and fingerprint(settings) == changed[-1]
    demo.execute("update customer set name = 'new', updated_at = '2030-01-01T00:00:00Z' where id = 1")
    demo.land()
    assert fingerprint(settings) != changed[-1]

"""The demonstration ERP: its books hold together, and every corner that the models must master occurs."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ingestion.demo.erp import make_demo
from ingestion.manifest import manifest_of

AS_OF = date(2026, 9, 30)
CENT = Decimal("0.01")


class Side(NamedTuple):
    """The tables of a side, its control accounts, and whether an invoice debits them."""

    invoice: str
    cash: str
    settlement: str
    party: str
    control: str
    sign: int

    @property
    def documents(self) -> str:
        return f"""
            select 'invoice' as kind, id, company_id, {self.party}_id as party_id, account_id, status, posting_date,
                cancelled_on, currency, exchange_rate, gross_amount as amount, gross_amount_company as amount_company,
                document_kind = 'invoice' as is_debit
            from {self.invoice}
            union all
            select 'cash', id, company_id, {self.party}_id, account_id, status, posting_date,
                cancelled_on, currency, exchange_rate, amount, amount_company, 0
            from {self.cash}"""


SALES = Side("sales_invoice", "receipt", "settlement", "customer", "receivable", 1)
PURCHASES = Side("purchase_invoice", "payment", "supplier_settlement", "supplier", "payable", -1)
both_sides = pytest.mark.parametrize("side", [SALES, PURCHASES], ids=["sales", "purchases"])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("demo") / "erp.sqlite"
    make_demo(path, AS_OF)
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def count(demo: sqlite3.Connection, condition: str) -> int:
    return int(demo.execute(f"select count(*) from {condition}").fetchone()[0])


def effects(demo: sqlite3.Connection, side: Side) -> list[tuple[Any, ...]]:
    """(document, company, currency, day, amount, amount in company currency), computed row by row.

    An invoice counts as positive on either side.
    """
    result: list[tuple[Any, ...]] = []
    documents: dict[tuple[str, int], sqlite3.Row] = {}

    def add(document: tuple[str, int], row: sqlite3.Row, day: str, amount: Decimal, company_amount: Decimal) -> None:
        result.append((document, row["company_id"], row["currency"], day, amount, company_amount))

    for row in demo.execute(f"select * from ({side.documents}) where status <> 'draft'"):
        key, sign = (row["kind"], row["id"]), 1 if row["is_debit"] else -1
        documents[key] = row
        amounts = sign * Decimal(row["amount"]), sign * Decimal(row["amount_company"])
        add(key, row, row["posting_date"], *amounts)
        if row["status"] == "cancelled":
            add(key, row, row["cancelled_on"], -amounts[0], -amounts[1])
    for row in demo.execute(f"select * from {side.settlement}"):
        invoice, cash = ("invoice", row["invoice_id"]), row[f"{side.cash}_id"]
        credit = ("cash", cash) if cash else ("invoice", row["credit_note_id"])
        assert documents[invoice]["account_id"] == documents[credit]["account_id"]
        assert documents[invoice]["party_id"] == documents[credit]["party_id"]
        day = max(row["settled_on"], documents[invoice]["posting_date"], documents[credit]["posting_date"])
        amount = Decimal(row["amount"])
        relieved = Decimal(row["amount_company_invoice"]), Decimal(row["amount_company_credit"])
        undone = [(max(day, row["reversed_on"]), -1)] if row["reversed_on"] else []
        for when, sign in [(day, 1), *undone]:
            add(invoice, documents[invoice], when, -sign * amount, -sign * relieved[0])
            add(credit, documents[credit], when, sign * amount, sign * relieved[1])
    return result


def test_every_entry_balances(demo: sqlite3.Connection) -> None:
    totals: dict[int, Decimal] = defaultdict(Decimal)
    for row in demo.execute("select entry_id, amount_company from journal_line"):
        totals[row["entry_id"]] += Decimal(row["amount_company"])
    assert len(totals) == count(demo, "journal_entry") > 6000
    assert set(totals.values()) == {Decimal(0)}


@both_sides
def test_control_accounts_equal_open_residuals_every_day(demo: sqlite3.Connection, side: Side) -> None:
    control = f"""
        select posting_date, journal_entry.company_id, account.currency, amount, amount_company
        from journal_line
        inner join journal_entry on journal_line.entry_id = journal_entry.id
        inner join account on journal_line.account_id = account.id
        where account_class = '{side.control}'"""
    moves: dict[tuple[Any, ...], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 2)
    for _, company, currency, day, amount, company_amount in effects(demo, side):
        held = moves[(day, company, currency)]
        moves[(day, company, currency)] = [held[0] + amount, held[1] + company_amount]
    for day, company, currency, amount, company_amount in demo.execute(control):
        held = moves[(day, company, currency)]
        booked = side.sign * Decimal(amount), side.sign * Decimal(company_amount)
        moves[(day, company, currency)] = [held[0] - booked[0], held[1] - booked[1]]
    # Moves that agree on every single day have balances that agree on every day.
    assert len({day for day, *_ in moves}) > 500
    assert not any(one for held in moves.values() for one in held)


@both_sides
def test_residuals_never_cross_zero_and_leave_nothing_behind(demo: sqlite3.Connection, side: Side) -> None:
    histories: dict[tuple[str, int], list[tuple[Any, ...]]] = defaultdict(list)
    for document, _, _, day, amount, company_amount in effects(demo, side):
        histories[document].append((day, amount, company_amount))
    for document, history in histories.items():
        sign = 1 if history[0][1] > 0 else -1
        residual = carrying = Decimal(0)
        for day, moves in groupby(sorted(history), key=lambda one: one[0]):
            for _, amount, company_amount in moves:
                residual, carrying = residual + amount, carrying + company_amount
            assert 0 <= residual * sign <= history[0][1] * sign, (document, day)
            assert residual != 0 or carrying == 0, (document, day)


@both_sides
def test_nothing_is_settled_beyond_an_instalment(demo: sqlite3.Connection, side: Side) -> None:
    rows = demo.execute(f"""
        select instalment.amount as due, settlement.amount as paid, instalment.id, reversed_on
        from {side.settlement} as settlement
        inner join {side.invoice}_instalment as instalment
            on settlement.invoice_id = instalment.invoice_id and instalment_sequence = instalment.sequence
        """).fetchall()
    assert len(rows) == count(demo, f"{side.settlement} where instalment_sequence is not null") > 100
    paid: dict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        paid[row["id"]] += Decimal(row["paid"]) if row["reversed_on"] is None else 0
    assert all(paid[row["id"]] <= Decimal(row["due"]) for row in rows)


@both_sides
def test_instalments_add_up_and_end_on_the_due_date(demo: sqlite3.Connection, side: Side) -> None:
    plans: dict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in demo.execute(f"select * from {side.invoice}_instalment order by invoice_id, sequence"):
        plans[row["invoice_id"]].append(row)
    for invoice in demo.execute(f"select * from {side.invoice}"):
        if plan := plans.get(invoice["id"]):
            assert sum(Decimal(row["amount"]) for row in plan) == Decimal(invoice["gross_amount"])
            assert plan[-1]["due_date"] == invoice["due_date"] and 2 <= len(plan) <= 4
            assert [row["sequence"] for row in plan] == list(range(1, len(plan) + 1))


@both_sides
def test_amounts_are_exact_and_converted_at_the_days_rate(demo: sqlite3.Connection, side: Side) -> None:
    books = {row["id"]: row["currency"] for row in demo.execute("select * from company")}
    rates = {tuple(row)[1:4]: Decimal(row["rate"]) for row in demo.execute("select * from exchange_rate")}
    foreign = 0
    for row in demo.execute(side.documents):
        amount, rate = Decimal(row["amount"]), Decimal(row["exchange_rate"])
        assert amount.as_tuple().exponent == -2
        assert Decimal(row["amount_company"]) == (amount * rate).quantize(CENT, ROUND_HALF_UP)
        day = date.fromisoformat(row["posting_date"])
        business_day = (day - timedelta(days=max(day.weekday() - 4, 0))).isoformat()
        pair = row["currency"], books[row["company_id"]]
        foreign += pair[0] != pair[1]
        assert rate == (1 if pair[0] == pair[1] else rates[(business_day, *pair)])
    assert foreign > 200
    nets = demo.execute(f"select net_amount, tax_amount, gross_amount from {side.invoice}").fetchall()
    assert all(Decimal(net) + Decimal(tax) == Decimal(gross) for net, tax, gross in nets)


def test_references_resolve_and_nothing_is_later_than_the_last_day(demo: sqlite3.Connection) -> None:
    assert demo.execute("pragma foreign_key_check").fetchall() == []
    tables = [row[0] for row in demo.execute("select name from sqlite_master where type = 'table'")]
    assert len(tables) == 16
    for table in tables:
        columns = [row[1] for row in demo.execute(f"pragma table_info({table})")]
        for column in columns:
            if column.endswith(("_at", "_on")) or column == "posting_date":
                latest = demo.execute(f"select max({column}) from {table}").fetchone()[0]
                assert latest[:10] <= AS_OF.isoformat(), (table, column)
        if "created_at" in columns:
            assert count(demo, f"{table} where updated_at < created_at") == 0
    assert count(demo, f"sales_invoice where due_date > '{AS_OF}'") > 100
    assert count(demo, f"purchase_invoice where due_date > '{AS_OF}'") > 50
    missing = "journal_entry left join {0} on {0}.id = document_id where document_type = '{0}' and {0}.id is null"
    for table in (*SALES[:3], *PURCHASES[:3]):
        assert count(demo, f"journal_entry where document_type = '{table}'") > 100
        assert count(demo, missing.format(table)) == 0


def test_equal_arguments_give_equal_tables(tmp_path: Path) -> None:
    dumps = []
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        make_demo(tmp_path / name, AS_OF, seed=seed, invoices=300)
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            dumps.append(list(connection.iterdump()))
    assert dumps[0] == dumps[1] != dumps[2]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["one", "three", "two"]


SETTLED = "(select sum(cast(amount as real)) from {settlement} where %s = document.id)"
CREDITED, PAID = SETTLED % "credit_note_id", SETTLED % "{cash}_id"
CREDIT_NOTE = "{invoice} as document where document_kind = 'credit_note' and"
CASH = "{cash} as document where status = 'posted' and"
SETTLEMENT = """
    {settlement} as settlement inner join {invoice} as invoice on invoice.id = invoice_id
    left join {cash} as cash on cash.id = {cash}_id where"""
CORNERS = {
    "drafts": "{invoice} where status = 'draft'",
    "draft cash": "{cash} where status = 'draft'",
    "cancelled invoices": "{invoice} where status = 'cancelled' and document_kind = 'invoice'",
    "cancelled invoices that had been paid": f"{SETTLEMENT} invoice.status = 'cancelled'",
    "cancelled cash": "{cash} where status = 'cancelled'",
    "credit notes fully applied": f"{CREDIT_NOTE} abs(cast(gross_amount as real) - {CREDITED}) < 0.001",
    "credit notes partly applied": f"{CREDIT_NOTE} cast(gross_amount as real) - {CREDITED} > 0.001",
    "credit notes not applied": f"{CREDIT_NOTE} status = 'posted' and {CREDITED} is null",
    "overpayments": f"{CASH} cast(amount as real) - {PAID} > 0.001",
    "pure advances": f"{CASH} {PAID} is null",
    "advances": f"{SETTLEMENT} cash.posting_date < invoice.posting_date",
    "settled before the invoice's posting": f"{SETTLEMENT} settled_on < invoice.posting_date",
    "advances applied after it": (
        f"{SETTLEMENT} cash.posting_date < invoice.posting_date and settled_on > invoice.posting_date"
    ),
    "early": f"{SETTLEMENT} julianday(invoice.due_date) - julianday(cash.posting_date) > 2",
    "late": f"{SETTLEMENT} julianday(cash.posting_date) - julianday(invoice.due_date) > 30",
    "reversed settlements": "{settlement} where reversed_on is not null",
    "settled again after a reversal": (
        "(select invoice_id, {cash}_id from {settlement} where {cash}_id is not null "
        "group by invoice_id, {cash}_id, amount having count(*) > count(reversed_on) and count(reversed_on) > 0)"
    ),
    "partial payments": (
        "(select invoice_id from {settlement} where {cash}_id is not null and reversed_on is null "
        "and instalment_sequence is null group by invoice_id having count(*) > 1)"
    ),
    "several instalments": "{invoice}_instalment where sequence = 4",
    "instalments out of order": (
        "{settlement} as early inner join {settlement} as late on early.invoice_id = late.invoice_id "
        "where early.settled_on < late.settled_on and early.instalment_sequence > late.instalment_sequence"
    ),
    "settlements at another rate": "{settlement} where amount_company_invoice <> amount_company_credit",
    "back-dated postings": "{invoice} where julianday(created_at) - julianday(posting_date) > 4",
    "invoices without a due date": "{invoice} where due_date is null and status = 'posted'",
    "intercompany invoices": "{invoice} where {party}_id in "
    "(select id from {party} where represents_company_id is not null)",
}


@both_sides
@pytest.mark.parametrize("corner", CORNERS)
def test_every_corner_occurs(demo: sqlite3.Connection, side: Side, corner: str) -> None:
    assert count(demo, CORNERS[corner].format(**side._asdict())) > 5


def test_the_picture_is_plausible(demo: sqlite3.Connection) -> None:
    invoices = {row["id"]: row for row in demo.execute("select * from sales_invoice where status = 'posted'")}
    assert 1900 <= count(demo, "sales_invoice where document_kind = 'invoice'") <= 2100
    month, quarter, year = ((AS_OF - timedelta(days=days)).isoformat() for days in (30, 90, 365))
    for company in (1, 2):
        residuals: dict[int, Decimal] = defaultdict(Decimal)
        for (kind, key), owner, _, _, _, amount in effects(demo, SALES):
            if kind == "invoice" and owner == company and key in invoices:
                residuals[key] += amount
        owed = {key: residual for key, residual in residuals.items() if residual > 0}
        total = sum(owed.values())
        sales = sum(
            Decimal(row["gross_amount_company"])
            for row in invoices.values()
            if row["company_id"] == company and row["document_kind"] == "invoice" and row["posting_date"] > quarter
        )
        assert 50 <= total / sales * 90 <= 100
        due = {key: invoices[key]["due_date"] or "9999" for key in owed}
        assert sum(owed[key] for key in owed if due[key] >= month) > total / 2
        old = {invoices[key]["customer_id"] for key in owed if due[key] < year}
        assert 1 <= len(old) <= 12
        assert sum(owed[key] for key in owed if due[key] < year) > total / 50


def test_whatever_models_read_is_proven() -> None:
    """A column that no proof covers can change without a stamp, and nobody sees it."""
    for table in manifest_of("demo_erp").tables:
        assert set(table.columns) - {table.key, "updated_at"} == set(table.proof), table.name
        assert table.proof, table.name

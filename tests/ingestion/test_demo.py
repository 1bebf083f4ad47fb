"""The demonstration ERP: its books hold together, and every corner that the models must master occurs."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from ingestion.demo.erp import make_demo

AS_OF = date(2026, 9, 30)
CENT = Decimal("0.01")
DOCUMENTS = """
    select 'sales' as kind, id, company_id, customer_id, account_id, status, posting_date, cancelled_on,
        currency, exchange_rate, gross_amount as amount, gross_amount_company as amount_company,
        document_kind = 'invoice' as is_debit
    from sales_invoice
    union all
    select 'receipt', id, company_id, customer_id, account_id, status, posting_date, cancelled_on,
        currency, exchange_rate, amount, amount_company, 0
    from receipt"""
POSTED = f"select * from ({DOCUMENTS}) where status <> 'draft'"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("demo") / "erp.sqlite"
    make_demo(path, AS_OF)
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def count(demo: sqlite3.Connection, condition: str) -> int:
    return int(demo.execute(f"select count(*) from {condition}").fetchone()[0])


def effects(demo: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """(document, company, currency, day, amount, amount in company currency), computed row by row."""
    result: list[tuple[Any, ...]] = []
    documents: dict[tuple[str, int], sqlite3.Row] = {}

    def add(
        document: tuple[str, int], row: sqlite3.Row, day: str, amount: Decimal, company_amount: Decimal
    ) -> None:
        result.append((document, row["company_id"], row["currency"], day, amount, company_amount))

    for row in demo.execute(POSTED):
        key, sign = (row["kind"], row["id"]), 1 if row["is_debit"] else -1
        documents[key] = row
        amounts = sign * Decimal(row["amount"]), sign * Decimal(row["amount_company"])
        add(key, row, row["posting_date"], *amounts)
        if row["status"] == "cancelled":
            add(key, row, row["cancelled_on"], -amounts[0], -amounts[1])
    for row in demo.execute("select * from settlement"):
        invoice = ("sales", row["invoice_id"])
        credit = ("receipt", row["receipt_id"]) if row["receipt_id"] else ("sales", row["credit_note_id"])
        assert documents[invoice]["account_id"] == documents[credit]["account_id"]
        assert documents[invoice]["customer_id"] == documents[credit]["customer_id"]
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
    assert len(totals) == count(demo, "journal_entry") > 4000
    assert set(totals.values()) == {Decimal(0)}


def test_control_accounts_equal_open_residuals_every_day(demo: sqlite3.Connection) -> None:
    control = """
        select posting_date, journal_entry.company_id, account.currency, amount, amount_company
        from journal_line
        inner join journal_entry on journal_line.entry_id = journal_entry.id
        inner join account on journal_line.account_id = account.id
        where account_class = 'receivable'"""
    moves: dict[tuple[Any, ...], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 2)
    for _, company, currency, day, amount, company_amount in effects(demo):
        held = moves[(day, company, currency)]
        moves[(day, company, currency)] = [held[0] + amount, held[1] + company_amount]
    for day, company, currency, amount, company_amount in demo.execute(control):
        held = moves[(day, company, currency)]
        moves[(day, company, currency)] = [held[0] - Decimal(amount), held[1] - Decimal(company_amount)]
    # Moves that agree on every single day have balances that agree on every day.
    assert len({day for day, *_ in moves}) > 600
    assert not any(one for held in moves.values() for one in held)


def test_residuals_never_cross_zero_and_leave_nothing_behind(demo: sqlite3.Connection) -> None:
    histories: dict[tuple[str, int], list[tuple[Any, ...]]] = defaultdict(list)
    for document, _, _, day, amount, company_amount in effects(demo):
        histories[document].append((day, amount, company_amount))
    for document, history in histories.items():
        sign = 1 if history[0][1] > 0 else -1
        residual = carrying = Decimal(0)
        for day, moves in groupby(sorted(history), key=lambda one: one[0]):
            for _, amount, company_amount in moves:
                residual, carrying = residual + amount, carrying + company_amount
            assert 0 <= residual * sign <= history[0][1] * sign, (document, day)
            assert residual != 0 or carrying == 0, (document, day)


def test_nothing_is_settled_beyond_an_instalment(demo: sqlite3.Connection) -> None:
    rows = demo.execute("""
        select instalment.amount as due, settlement.amount as paid, instalment.id, reversed_on
        from settlement
        inner join sales_invoice_instalment as instalment
            on settlement.invoice_id = instalment.invoice_id and instalment_sequence = instalment.sequence
        """).fetchall()
    assert len(rows) == count(demo, "settlement where instalment_sequence is not null")
    paid: dict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        paid[row["id"]] += Decimal(row["paid"]) if row["reversed_on"] is None else 0
    assert all(paid[row["id"]] <= Decimal(row["due"]) for row in rows)


def test_instalments_add_up_and_end_on_the_due_date(demo: sqlite3.Connection) -> None:
    plans: dict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in demo.execute("select * from sales_invoice_instalment order by invoice_id, sequence"):
        plans[row["invoice_id"]].append(row)
    for invoice in demo.execute("select * from sales_invoice"):
        if plan := plans.get(invoice["id"]):
            assert sum(Decimal(row["amount"]) for row in plan) == Decimal(invoice["gross_amount"])
            assert plan[-1]["due_date"] == invoice["due_date"] and 2 <= len(plan) <= 4
            assert [row["sequence"] for row in plan] == list(range(1, len(plan) + 1))


def test_amounts_are_exact_and_converted_at_the_days_rate(demo: sqlite3.Connection) -> None:
    books = {row["id"]: row["currency"] for row in demo.execute("select * from company")}
    rates = {tuple(row)[1:4]: Decimal(row["rate"]) for row in demo.execute("select * from exchange_rate")}
    foreign = 0
    for row in demo.execute(DOCUMENTS):
        amount, rate = Decimal(row["amount"]), Decimal(row["exchange_rate"])
        assert amount.as_tuple().exponent == -2
        assert Decimal(row["amount_company"]) == (amount * rate).quantize(CENT, ROUND_HALF_UP)
        day = date.fromisoformat(row["posting_date"])
        business_day = (day - timedelta(days=max(day.weekday() - 4, 0))).isoformat()
        pair = row["currency"], books[row["company_id"]]
        foreign += pair[0] != pair[1]
        assert rate == (1 if pair[0] == pair[1] else rates[(business_day, *pair)])
    assert foreign > 300
    nets = demo.execute("select net_amount, tax_amount, gross_amount from sales_invoice").fetchall()
    assert all(Decimal(net) + Decimal(tax) == Decimal(gross) for net, tax, gross in nets)


def test_references_resolve_and_nothing_is_later_than_the_last_day(demo: sqlite3.Connection) -> None:
    assert demo.execute("pragma foreign_key_check").fetchall() == []
    tables = [row[0] for row in demo.execute("select name from sqlite_master where type = 'table'")]
    assert len(tables) == 11
    for table in tables:
        columns = [row[1] for row in demo.execute(f"pragma table_info({table})")]
        for column in columns:
            if column.endswith(("_at", "_on")) or column == "posting_date":
                latest = demo.execute(f"select max({column}) from {table}").fetchone()[0]
                assert latest[:10] <= AS_OF.isoformat(), (table, column)
        if "created_at" in columns:
            assert count(demo, f"{table} where updated_at < created_at") == 0
    assert count(demo, f"sales_invoice where due_date > '{AS_OF}'") > 100
    missing = (
        "journal_entry left join {0} on {0}.id = document_id where document_type = '{0}' and {0}.id is null"
    )
    assert all(
        count(demo, missing.format(table)) == 0 for table in ("sales_invoice", "receipt", "settlement")
    )


def test_equal_arguments_give_equal_tables(tmp_path: Path) -> None:
    dumps = []
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        make_demo(tmp_path / name, AS_OF, seed=seed, invoices=300)
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            dumps.append(list(connection.iterdump()))
    assert dumps[0] == dumps[1] != dumps[2]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["one", "three", "two"]


SETTLED = "(select sum(cast(amount as real)) from settlement where {} = document.id)"
CREDITED, PAID = SETTLED.format("credit_note_id"), SETTLED.format("receipt_id")
CREDIT_NOTE = "sales_invoice as document where document_kind = 'credit_note' and"
RECEIPT = "receipt as document where status = 'posted' and"
SETTLEMENT = """
    settlement inner join sales_invoice as invoice on invoice.id = invoice_id
    left join receipt on receipt.id = receipt_id where"""
CORNERS = {
    "drafts": "sales_invoice where status = 'draft'",
    "draft receipts": "receipt where status = 'draft'",
    "cancelled invoices": "sales_invoice where status = 'cancelled' and document_kind = 'invoice'",
    "cancelled invoices that had been paid": f"{SETTLEMENT} invoice.status = 'cancelled'",
    "cancelled receipts": "receipt where status = 'cancelled'",
    "credit notes fully applied": f"{CREDIT_NOTE} abs(cast(gross_amount as real) - {CREDITED}) < 0.001",
    "credit notes partly applied": f"{CREDIT_NOTE} cast(gross_amount as real) - {CREDITED} > 0.001",
    "credit notes not applied": f"{CREDIT_NOTE} status = 'posted' and {CREDITED} is null",
    "overpayments": f"{RECEIPT} cast(amount as real) - {PAID} > 0.001",
    "pure advances": f"{RECEIPT} {PAID} is null",
    "advances": f"{SETTLEMENT} receipt.posting_date < invoice.posting_date",
    "settled before the invoice's posting": f"{SETTLEMENT} settled_on < invoice.posting_date",
    "advances applied after it": (
        f"{SETTLEMENT} receipt.posting_date < invoice.posting_date and settled_on > invoice.posting_date"
    ),
    "reversed settlements": "settlement where reversed_on is not null",
    "partial payments": (
        "(select invoice_id from settlement where receipt_id is not null and reversed_on is null "
        "and instalment_sequence is null group by invoice_id having count(*) > 1)"
    ),
    "several instalments": "sales_invoice_instalment where sequence = 4",
    "instalments out of order": (
        "settlement as early inner join settlement as late on early.invoice_id = late.invoice_id "
        "where early.settled_on < late.settled_on and early.instalment_sequence > late.instalment_sequence"
    ),
    "settlements at another rate": "settlement where amount_company_invoice <> amount_company_credit",
    "back-dated postings": "sales_invoice where julianday(created_at) - julianday(posting_date) > 4",
    "invoices without a due date": "sales_invoice where due_date is null and status = 'posted'",
    "intercompany invoices": "sales_invoice where customer_id in "
    "(select id from customer where represents_company_id is not null)",
}


@pytest.mark.parametrize("corner", CORNERS)
def test_every_corner_occurs(demo: sqlite3.Connection, corner: str) -> None:
    assert count(demo, CORNERS[corner]) > 5


def test_the_picture_is_plausible(demo: sqlite3.Connection) -> None:
    invoices = {row["id"]: row for row in demo.execute("select * from sales_invoice where status = 'posted'")}
    assert 1900 <= count(demo, "sales_invoice where document_kind = 'invoice'") <= 2100
    month, quarter, year = ((AS_OF - timedelta(days=days)).isoformat() for days in (30, 90, 365))
    for company in (1, 2):
        residuals: dict[int, Decimal] = defaultdict(Decimal)
        for (kind, key), owner, _, _, _, amount in effects(demo):
            if kind == "sales" and owner == company and key in invoices:
                residuals[key] += amount
        owed = {key: residual for key, residual in residuals.items() if residual > 0}
        total = sum(owed.values())
        sales = sum(
            Decimal(row["gross_amount_company"])
            for row in invoices.values()
            if row["company_id"] == company
            and row["document_kind"] == "invoice"
            and row["posting_date"] > quarter
        )
        assert 50 <= total / sales * 90 <= 100
        due = {key: invoices[key]["due_date"] or "9999" for key in owed}
        assert sum(owed[key] for key in owed if due[key] >= month) > total / 2
        old = {invoices[key]["customer_id"] for key in owed if due[key] < year}
        assert 1 <= len(old) <= 12
        assert sum(owed[key] for key in owed if due[key] < year) > total / 50

"""The demonstration ERP's purchases: what they have that sales have not. What both have is in test_demo."""

import sqlite3
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from tests.ingestion import test_demo
from tests.ingestion.test_demo import AS_OF, PURCHASES, count, effects

demo = test_demo.demo
THIRD_PARTY = "supplier_id in (select id from supplier where represents_company_id is null)"


def test_there_are_as_many_as_were_asked_for(demo: sqlite3.Connection) -> None:
    assert count(demo, "supplier") == 40
    assert count(demo, f"purchase_invoice where document_kind = 'invoice' and {THIRD_PARTY}") == 900
    several = count(demo, "(select distinct invoice_id from purchase_invoice_instalment)")
    assert several == 900 * 0.2
    assert count(demo, "(select distinct currency from purchase_invoice)") == 3
    assert 5 <= count(demo, "purchase_invoice where due_date is null and status = 'posted'") <= 20


def test_a_few_suppliers_have_most_of_the_volume(demo: sqlite3.Connection) -> None:
    volume: dict[int, Decimal] = defaultdict(Decimal)
    for row in demo.execute(f"select * from purchase_invoice where status = 'posted' and {THIRD_PARTY}"):
        volume[row["supplier_id"]] += Decimal(row["gross_amount_company"])
    largest = sorted(volume.values(), reverse=True)[: len(volume) // 5]
    assert sum(largest) > sum(volume.values()) / 2


def is_run(day: date) -> bool:
    """The 15th or the last day of a month, or the Friday before when it is a weekend."""
    after = [day + timedelta(days=days) for days in range(1 if day.weekday() != 4 else 3)]
    return any(one.day == 15 or (one + timedelta(days=1)).day == 1 for one in after)


def test_payments_leave_in_runs_at_mid_month_and_month_end(demo: sqlite3.Connection) -> None:
    settling = """
        select distinct cash.id, cash.posting_date
        from payment as cash
        inner join supplier_settlement on payment_id = cash.id
        inner join purchase_invoice as bill on bill.id = invoice_id
        where cash.posting_date >= bill.posting_date and cash.status = 'posted' and bill.status = 'posted'
            and cash.supplier_id in (select id from supplier where represents_company_id is null)"""
    days = [date.fromisoformat(row["posting_date"]) for row in demo.execute(settling)]
    assert len(days) > 500
    assert all(is_run(day) for day in days)


def test_some_suppliers_are_always_paid_late_and_some_early(demo: sqlite3.Connection) -> None:
    paid = """
        select bill.supplier_id, julianday(cash.posting_date) - julianday(bill.due_date) as days
        from supplier_settlement
        inner join purchase_invoice as bill on bill.id = invoice_id
        inner join payment as cash on cash.id = payment_id and cash.posting_date >= bill.posting_date
        where bill.due_date is not null
            and bill.status = 'posted' and cash.status = 'posted'
            and not exists (select 1 from purchase_invoice_instalment as plan where plan.invoice_id = bill.id)"""
    delays: dict[int, list[float]] = defaultdict(list)
    for row in demo.execute(paid):
        delays[row["supplier_id"]].append(row["days"])
    often = [days for days in delays.values() if len(days) >= 8]
    assert sum(min(days) > 0 for days in often) >= 3
    assert sum(sum(day < -7 for day in days) > len(days) * 0.7 for days in often) >= 2


def test_what_one_company_sells_the_other_buys(demo: sqlite3.Connection) -> None:
    sold, bought = (
        {
            row["their_number"]: row
            for row in demo.execute(f"""
                select document.*, {number} as their_number, document.company_id as owner,
                    party.represents_company_id as other
                from {table} as document inner join {party} as party on party.id = {party}_id
                where represents_company_id is not null and status <> 'draft'""")
        }
        for table, party, number in (
            ("sales_invoice", "customer", "document.number"),
            ("purchase_invoice", "supplier", "supplier_invoice_number"),
        )
    )
    assert 30 < len(bought) < len(sold) and bought.keys() < sold.keys()
    same = ("document_kind", "status", "document_date", "due_date", "currency", "gross_amount", "cancelled_on")
    for number, bill in bought.items():
        invoice = sold[number]
        assert (bill["owner"], bill["other"]) == (invoice["other"], invoice["owner"])
        assert [bill[column] for column in same] == [invoice[column] for column in same]
        assert bill["posting_date"] >= invoice["posting_date"]
    transfers = count(demo, "payment inner join receipt using (bank_reference, amount, currency)")
    assert transfers > 30


def test_a_suppliers_numbers_are_its_own(demo: sqlite3.Connection) -> None:
    rows = demo.execute("select supplier_id, supplier_invoice_number from purchase_invoice").fetchall()
    assert len({tuple(row) for row in rows}) == len(rows)


def test_lines_bear_the_party_of_their_control_account_only(demo: sqlite3.Connection) -> None:
    wrong = """
        journal_line inner join account on account.id = account_id
        where (customer_id is not null) <> (account_class = 'receivable')
            or (supplier_id is not null) <> (account_class = 'payable')"""
    assert count(demo, wrong) == 0


def test_days_payable_are_plausible(demo: sqlite3.Connection) -> None:
    quarter = (AS_OF - timedelta(days=90)).isoformat()
    for company in (1, 2):
        owed = sum(one[5] for one in effects(demo, PURCHASES) if one[1] == company)
        bought = sum(
            Decimal(row["gross_amount_company"])
            for row in demo.execute("select * from purchase_invoice where status = 'posted'")
            if row["company_id"] == company and row["document_kind"] == "invoice" and row["posting_date"] > quarter
        )
        assert 30 <= owed / bought * 90 <= 90

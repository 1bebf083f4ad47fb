"""The rules of receivables and payables have corners; here stands which of them the demonstration's ERP comes to.

It lacks some, which the random books of tests/properties have: invoices without a due date, three and more
instalments, later ones paid first, payments that name no instalment, settlements before the invoice is posted, paid
invoices that are cancelled.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import pytest

from tests.group import group

SCALE, SEED = 0.1, 7
"""Those of `make run`."""


class Side(NamedTuple):
    """Tables of one side of the books."""

    party: str
    invoice: str
    cash: str
    settlement: str


SIDES = {
    "sales": Side("customer", "sales_invoice", "receipt", "settlement"),
    "purchases": Side("supplier", "purchase_invoice", "payment", "supplier_settlement"),
}
SETTLED = "(select sum(cast(amount as real)) from {settlement} where %s = document.id and reversed_on is null)"
CREDITED, PAID = SETTLED % "credit_note_id", SETTLED % "{cash}_id"
CREDIT_NOTE = "{invoice} as document where document_kind = 'credit_note' and status = 'posted' and"
CASH = "{cash} as document where status = 'posted' and"
SETTLEMENT = """
    {settlement} as settlement inner join {invoice} as invoice on invoice.id = invoice_id
    inner join {cash} as cash on cash.id = {cash}_id where reversed_on is null and"""
RETENTION = """
    {settlement} as settlement inner join {invoice}_instalment as part
    on part.invoice_id = settlement.invoice_id and part.sequence = instalment_sequence where part.kind = 'retention'"""
CORNERS = {
    "drafts": "{invoice} where status = 'draft'",
    "cancelled invoices": "{invoice} where status = 'cancelled' and document_kind = 'invoice'",
    "cancelled cash": "{cash} where status = 'cancelled'",
    "entered anew": "{cash} where replaces_id is not null",
    "credit notes of an invoice": "{invoice} where original_invoice_id is not null and document_kind = 'credit_note'",
    "credit notes fully applied": f"{CREDIT_NOTE} abs(cast(gross_amount as real) - {CREDITED}) < 0.001",
    "credit notes partly applied": f"{CREDIT_NOTE} cast(gross_amount as real) - {CREDITED} > 0.001",
    "credit notes not applied": f"{CREDIT_NOTE} {CREDITED} is null",
    "overpayments": f"{CASH} cast(amount as real) - {PAID} > 0.001",
    "cash that settles nothing yet": f"{CASH} {PAID} is null",
    "advances of contracts": "{cash} where is_advance",
    "advances applied": f"{SETTLEMENT} settlement.is_advance and cash.posting_date < invoice.posting_date",
    "early": f"{SETTLEMENT} julianday(invoice.due_date) - julianday(cash.posting_date) > 2",
    "late": f"{SETTLEMENT} julianday(cash.posting_date) - julianday(invoice.due_date) > 30",
    "paid in parts": "(select 1 from {settlement} where {cash}_id is not null and reversed_on is null "
    "group by invoice_id, instalment_sequence having count(*) > 1)",
    "one payment of several invoices": "(select 1 from {settlement} where {cash}_id is not null "
    "group by {cash}_id having count(distinct invoice_id) > 1)",
    "retention": "{invoice}_instalment where kind = 'retention'",
    "retention paid": RETENTION,
    "reversed settlements": "{settlement} where reversed_on > settled_on",
    "settled again after a reversal": (
        "(select 1 from {settlement} where {cash}_id is not null "
        "group by invoice_id, {cash}_id, amount having count(*) > count(reversed_on) and count(reversed_on) > 0)"
    ),
    "settlements at another rate": "{settlement} where amount_company_invoice <> amount_company_credit",
    "invoices in another currency": "{invoice} as invoice inner join company on company.id = company_id "
    "where company.currency <> invoice.currency",
    "back-dated postings": "{invoice} where julianday(created_at) - julianday(posting_date) > 4",
    "bills as cash": "{cash} where medium = 'note'",
    "never paid": "{invoice} where status = 'posted' and due_date < '2025-06-30' "
    "and id not in (select invoice_id from {settlement})",
    "intercompany invoices": "{invoice} where {party}_id in "
    "(select id from {party} where represents_company_id is not null)",
    "intercompany credit notes": "{invoice} where document_kind = 'credit_note' and {party}_id in "
    "(select id from {party} where represents_company_id is not null)",
}
ONE_SIDED = {
    "draft payments": "payment where status = 'draft'",
    "returned transfers": "payment where is_returned",
    "rests that are given up": "receipt where medium = 'write_off'",
}


@pytest.fixture(scope="module")
def erp() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(group(scale=SCALE, seed=SEED) / "erp.sqlite")) as connection:
        yield connection


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("corner", CORNERS)
def test_every_corner_occurs(erp: sqlite3.Connection, corner: str, side: str) -> None:
    assert count(erp, CORNERS[corner].format(**SIDES[side]._asdict())) > 0


@pytest.mark.parametrize("corner", ONE_SIDED)
def test_every_corner_of_one_side_occurs(erp: sqlite3.Connection, corner: str) -> None:
    assert count(erp, ONE_SIDED[corner]) > 0


def count(erp: sqlite3.Connection, rows: str) -> int:
    found: int = erp.execute(f"select count(*) from {rows}").fetchone()[0]
    return found

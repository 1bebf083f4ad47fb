"""The smallest books to which random ones shrank that were once told wrongly."""

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.properties.books import Book, Company, Document, Group, Instalment, Party, PartyAccount, Settlement
from tests.properties.histories import History
from tests.properties.simulation import positions
from tests.properties.warehouse import Warehouse
from tests.properties.zones import land_look_by_look, settings_for

POSTED = date(2024, 1, 31)
LINES = """
    select line_type, residual_amount, residual_amount_company
    from marts.fct_receivable_balances
    order by due_date, instalment_number
"""


@pytest.mark.parametrize(("currency", "carrying"), [("JPY", "1"), ("KWD", "0.333"), ("CNY", "2.01")])
def test_an_instalment_s_share_is_in_whole_minor_units_of_the_company_s_currency(
    warehouse: Warehouse, currency: str, carrying: str
) -> None:
    book = invoice_in_instalments(currency, "USD", "1.00", carrying, ["0.50", "0.50"])
    assert published(warehouse, book) == simulated(book)


@pytest.mark.parametrize(
    ("currency", "amount", "parts"),
    [("JPY", "100", ["33", "33", "33"]), ("KWD", "0.100", ["0.050", "0.035"])],
)
def test_a_minor_unit_an_instalment_is_rounding_and_more_is_not(
    warehouse: Warehouse, currency: str, amount: str, parts: list[str]
) -> None:
    book = invoice_in_instalments(currency, currency, amount, amount, parts)
    assert published(warehouse, book) == simulated(book)


def test_a_late_change_of_the_named_instalment_is_seen(warehouse: Warehouse) -> None:
    book = invoice_in_instalments("CNY", "CNY", "2.00", "2.00", ["1.00", "1.00"])
    [account] = book.accounts
    [invoice] = account.documents
    receipt = replace(invoice, kind="cash", amount=Decimal(1), amount_company=Decimal(1), instalments=())
    one = Decimal(1)
    before = Settlement(1, invoice, receipt, None, POSTED, one, one, one)
    states = tuple(
        replace(book, accounts=(replace(account, documents=(invoice, receipt), settlements=(settlement,)),))
        for settlement in (before, replace(before, instalment=2))
    )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "erp.sqlite"
        settings = settings_for(Path(folder) / "grown", source, book)
        late = History(states, frozenset({(1, "settlement")}))
        warehouse.build_snapshot(land_look_by_look(settings, source, late))
    assert warehouse.rows("select instalment_number from marts.fct_receivable_balances") == [(1,)]


def test_a_credit_note_in_instalments_is_open_instalment_by_instalment(warehouse: Warehouse) -> None:
    book = invoice_in_instalments("CNY", "CNY", "1.00", "1.00", ["0.50", "0.50"])
    [account] = book.accounts
    credit_note = replace(account.documents[0], kind="credit_note")
    book = replace(book, accounts=(replace(account, documents=(credit_note,)),))
    assert published(warehouse, book) == simulated(book)
    assert [amount for _, amount, _ in simulated(book)] == [Decimal("-0.50")] * 2


@pytest.mark.parametrize("parts", [["0.33", "0.33", "0.33"], ["0.34", "0.34", "0.34"], ["0.33", "0.33", "0.30"]])
def test_a_schedule_that_is_off_by_rounding_ends_with_the_document(warehouse: Warehouse, parts: list[str]) -> None:
    book = invoice_in_instalments("CNY", "CNY", "1.00", "1.00", parts)
    assert published(warehouse, book) == simulated(book)


def test_a_customer_that_is_a_company_nobody_mapped_is_a_third_party(warehouse: Warehouse) -> None:
    book = invoice_in_instalments("CNY", "CNY", "1.00", "1.00", ["1.00"])
    [account] = book.accounts
    ours, theirs = book.companies[0], Company(2, "USD", None)
    sold = replace(account, party=Party(1, "receivable", theirs.id))
    published(warehouse, Book((ours, theirs), (sold,)))
    assert warehouse.rows("select is_intercompany from marts.fct_receivable_movements") == [(False,)]


def test_a_payment_that_names_an_empty_instalment_settles_the_earliest_due_not_the_remainder(
    warehouse: Warehouse,
) -> None:
    book = invoice_in_instalments("CNY", "CNY", "1.00", "1.00", ["0.40", "0.30", "0.00"])
    [account] = book.accounts
    [invoice] = account.documents
    paid = Decimal("0.10")
    receipt = replace(invoice, kind="cash", amount=paid, amount_company=paid, instalments=())
    named = Settlement(1, invoice, receipt, 3, POSTED, paid, paid, paid)
    book = replace(book, accounts=(replace(account, documents=(invoice, receipt), settlements=(named,)),))
    assert published(warehouse, book) == simulated(book)
    assert [amount for _, amount, _ in simulated(book)] == [Decimal("0.30")] * 3


def invoice_in_instalments(company_currency: str, currency: str, amount: str, carrying: str, parts: list[str]) -> Book:
    """A book of one invoice, due in instalments thirty days apart."""
    company = Company(1, company_currency, "C1")
    instalments = tuple(
        Instalment(n, POSTED + timedelta(days=30 * n), Decimal(part)) for n, part in enumerate(parts, 1)
    )
    invoice = Document(
        id=1,
        kind="invoice",
        status="posted",
        document_date=POSTED,
        posting_date=POSTED,
        due_date=POSTED + timedelta(days=30 * len(parts)),
        amount=Decimal(amount),
        amount_company=Decimal(carrying),
        rate=Decimal(carrying) / Decimal(amount),
        instalments=instalments,
    )
    return Book((company,), (PartyAccount(company, Party(1, "receivable"), currency, (invoice,), ()),))


def published(warehouse: Warehouse, book: Book) -> list[tuple[object, ...]]:
    """Type and amounts of every open line, as the warehouse has them."""
    warehouse.build_group(Group({"a": book}, POSTED))
    return warehouse.rows(LINES)


def simulated(book: Book) -> list[tuple[object, ...]]:
    """The same from the simulation, all lines of one document being in order."""
    return [(line.type, line.amount, line.amount_company) for line in positions(book, POSTED)]

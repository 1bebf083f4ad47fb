"""A book as rows of the demonstration ERP's tables, with the journal that this ERP would have posted.

Every value is text or None, as the source stores it; keys are numbers. Nothing here knows when a document is open:
the journal is written event by event, and whether it ties to open items is what the tests ask. Orders, deliveries,
banks and budgets are empty: books of open items know nothing of them.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from ingestion.demo.group.erp.schema import TABLES as ERP_TABLES
from ingestion.demo.group.schema import Column, Kind
from tests.properties.books import DIGITS, SIDES, Book, Company, Document, PartyAccount, Settlement

Row = dict[str, object]
Rows = dict[str, list[Row]]

_ACCOUNTS = ("receivable", "payable", "bank", "revenue", "expense", "exchange")
_CLOCK = datetime(2024, 1, 1, 8)
_MADE = datetime(2030, 1, 1, 8)
_PLAUSIBLE: dict[Kind, object] = {
    Kind.KEY: 1,
    Kind.WHOLE: 0,
    Kind.TEXT: "-",
    Kind.FLAG: 0,
    Kind.DAY: _CLOCK.date(),
    Kind.INSTANT: _CLOCK,
    Kind.MONEY: Decimal(0),
    Kind.RATE: Decimal(1),
}
"""What stands in columns that must be filled and of which a book says nothing."""


class SideTables(NamedTuple):
    """Names of the tables of one side of the books, the sign of an invoice there, and its counter account."""

    party: str
    invoice: str
    cash: str
    settlement: str
    sign: int
    counter: str


TABLES = {
    "receivable": SideTables("customer", "sales_invoice", "receipt", "settlement", 1, "revenue"),
    "payable": SideTables("supplier", "purchase_invoice", "payment", "supplier_settlement", -1, "expense"),
}


class Entry(NamedTuple):
    """A journal entry: the control account's line and its counter line are opposite in both currencies."""

    document_type: str
    document_id: int
    is_opposite: bool
    posting_date: date
    counter: str
    amount: Decimal
    amount_company: Decimal


def erp_rows(book: Book) -> Rows:
    """All tables' rows, every column of them but the stamp of change."""
    written = _written(book)
    return {
        table.name: [
            {name: row.get(name, _plausible(column)) for name, column in table.columns.items() if name != "updated_at"}
            for row in written.get(table.name, [])
        ]
        for table in ERP_TABLES
    }


def stored(value: object) -> object:
    """A value as the source stores it."""
    return str(value) if isinstance(value, Decimal | date | datetime) else value


def _plausible(column: Column) -> object:
    if column.is_nullable:
        return None
    return column.allowed[0] if column.allowed else _PLAUSIBLE[column.kind]


def _written(book: Book) -> Rows:
    """Rows of the tables that books fill, with what books say of them."""
    rows: Rows = {"company": [], "currency": [], "account": [], "journal_entry": [], "journal_line": []}
    rows["currency"] = [{"code": c, "name": c, "minor_digits": digits} for c, digits in DIGITS.items()]
    rows["exchange_rate"] = [
        {
            "id": n,
            "rate_date": one.rate_date,
            "from_currency": one.from_currency,
            "to_currency": one.to_currency,
            "rate": one.rate,
        }
        for n, one in enumerate(book.rates, 1)
    ]
    for company in book.companies:
        rows["company"].append(_made(id=company.id, code=f"S{company.id}", name="Ltd", currency=company.currency))
        rows["account"] += [
            {
                "id": _account_id(company, name),
                "company_id": company.id,
                "number": name,
                "name": name,
                "account_class": name,
                "currency": company.currency,
            }
            for name in _ACCOUNTS
        ]
    for side in SIDES:
        names = TABLES[side]
        for table in (names.party, names.invoice, f"{names.invoice}_instalment", names.cash, names.settlement):
            rows[table] = []
    for account in book.accounts:
        _write_account(rows, account)
    return rows


def _write_account(rows: Rows, account: PartyAccount) -> None:
    names = TABLES[account.side]
    party = account.party
    rows[names.party].append(
        _made(
            id=party.id,
            number=f"P{party.id}",
            name=f"Party {party.id}",
            represents_company_id=party.company_id,
        )
    )
    for document in account.documents:
        if document.kind == "cash":
            rows[names.cash].append(_cash(account, document, names))
        else:
            rows[names.invoice].append(_invoice(account, document, names))
            rows[f"{names.invoice}_instalment"] += [
                {
                    "id": document.id * 10 + one.sequence,
                    "invoice_id": document.id,
                    "sequence": one.sequence,
                    "due_date": one.due_date,
                    "amount": one.amount,
                }
                for one in document.instalments
            ]
    for settlement in account.settlements:
        is_cash = settlement.credit.kind == "cash"
        rows[names.settlement].append(
            _made(
                id=settlement.id,
                company_id=account.company.id,
                invoice_id=settlement.invoice.id,
                **{f"{names.cash}_id": settlement.credit.id if is_cash else None},
                credit_note_id=None if is_cash else settlement.credit.id,
                instalment_sequence=settlement.instalment,
                settled_on=settlement.settled_on,
                amount=settlement.amount,
                amount_company_invoice=settlement.amount_company_invoice,
                amount_company_credit=settlement.amount_company_credit,
                reversed_on=settlement.reversed_on,
            )
        )
    for entry in _entries(account, names):
        _post(rows, account, entry)


def _invoice(account: PartyAccount, document: Document, names: SideTables) -> Row:
    own_number = {"supplier_invoice_number": f"T{document.id}"} if account.side == "payable" else {}
    return _common(account, document, names) | {
        "number": f"I{document.id}",
        "document_kind": document.kind,
        "document_date": document.document_date,
        "due_date": document.due_date,
        "exchange_rate": document.rate,
        "net_amount": document.amount,
        "tax_amount": Decimal(0),
        "gross_amount": document.amount,
        "gross_amount_company": document.amount_company,
        "net_amount_company": document.amount_company,
        "tax_amount_company": Decimal(0),
        **own_number,
    }


def _cash(account: PartyAccount, document: Document, names: SideTables) -> Row:
    return _common(account, document, names) | {
        "number": f"M{document.id}",
        "exchange_rate": document.rate,
        "amount": document.amount,
        "amount_company": document.amount_company,
        "bank_amount": document.amount,
    }


def _common(account: PartyAccount, document: Document, names: SideTables) -> Row:
    return _made(
        id=document.id,
        company_id=account.company.id,
        **{f"{names.party}_id": account.party.id},
        account_id=_account_id(account.company, account.side),
        status=document.status,
        posting_date=document.posting_date,
        currency=account.currency,
        cancelled_on=document.cancelled_on,
    )


def _made(**columns: object) -> Row:
    """A row with the moment of its making; the later key is the later row.

    It lies behind every stamp of change: an instalment that is changed after its document was entered, and does not
    fall due by the party's terms, was rescheduled, and these books know no terms.
    """
    return columns | {"created_at": _MADE + timedelta(minutes=int(str(columns["id"])))}


def _account_id(company: Company, name: str) -> int:
    return company.id * 10 + _ACCOUNTS.index(name)


def _entries(account: PartyAccount, names: SideTables) -> Iterator[Entry]:
    """What the source posts: documents, exchange differences of settlements, and the opposite of what is undone."""
    for document in account.documents:
        if document.status == "draft":
            continue
        sign = names.sign if document.kind == "invoice" else -names.sign
        entry = Entry(
            names.cash if document.kind == "cash" else names.invoice,
            document.id,
            False,
            document.posting_date,
            "bank" if document.kind == "cash" else names.counter,
            sign * document.amount,
            sign * document.amount_company,
        )
        yield entry
        if document.cancelled_on:
            yield _opposite(entry, document.cancelled_on)
    for one in account.settlements:
        difference = names.sign * (one.amount_company_credit - one.amount_company_invoice)
        if difference and one.invoice.status != "draft" and one.credit.status != "draft":
            booked_on = _booked_on(one)
            entry = Entry(names.settlement, one.id, False, booked_on, "exchange", Decimal(0), difference)
            yield entry
            if one.reversed_on:
                yield _opposite(entry, max(one.reversed_on, booked_on))


def _booked_on(settlement: Settlement) -> date:
    """An exchange difference arises when both documents and the settlement are in the books."""
    return max(settlement.settled_on, settlement.invoice.posting_date, settlement.credit.posting_date)


def _opposite(entry: Entry, day: date) -> Entry:
    return entry._replace(
        is_opposite=True, posting_date=day, amount=-entry.amount, amount_company=-entry.amount_company
    )


def _post(rows: Rows, account: PartyAccount, entry: Entry) -> None:
    tables = [name for side in SIDES for name in (TABLES[side].invoice, TABLES[side].cash, TABLES[side].settlement)]
    entry_id = (entry.document_id * len(tables) + tables.index(entry.document_type)) * 2 + entry.is_opposite
    rows["journal_entry"].append(
        _made(
            id=entry_id,
            company_id=account.company.id,
            number=f"J{entry_id}",
            posting_date=entry.posting_date,
            document_type=entry.document_type,
            document_id=entry.document_id,
        )
    )
    party_column = f"{TABLES[account.side].party}_id"
    for place, (name, sign) in enumerate(((account.side, 1), (entry.counter, -1))):
        rows["journal_line"].append(
            {
                "id": entry_id * 2 + place,
                "entry_id": entry_id,
                "account_id": _account_id(account.company, name),
                party_column: None if place else account.party.id,
                "currency": account.currency,
                "amount": sign * entry.amount,
                "amount_company": sign * entry.amount_company,
            }
        )


FILLED = list(_written(Book((), ())))
"""Tables that books fill."""

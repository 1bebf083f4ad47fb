"""Books of a small group: what was sold, bought, paid, settled and undone, in the words of the domain.

A book says nothing of tables or journals: `drawing` draws it, `erp_tables` writes it down as the source would, and
`simulation` says what is open of it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

DIGITS = {"CNY": 2, "USD": 2, "JPY": 0, "KWD": 3}
"""Digits of the minor unit of each currency that books use (ISO 4217)."""
SIDES = ("receivable", "payable")
PRESENTATION_CURRENCY = "CNY"


@dataclass(frozen=True)
class Company:
    """A company of the group; without a code nobody has mapped it, and its books are in no figure."""

    id: int
    currency: str
    code: str | None


@dataclass(frozen=True)
class Party:
    """A customer or supplier; perhaps one of our companies."""

    id: int
    side: str
    company_id: int | None = None


@dataclass(frozen=True)
class Instalment:
    """What is due of a document on a day."""

    sequence: int
    due_date: date
    amount: Decimal


@dataclass(frozen=True)
class Document:
    """An invoice, a credit note, or cash (a receipt, or a payment to a supplier); amounts are positive.

    Attributes:
        id: number in its table: one for invoices and credit notes, one for cash, of each side.
        kind: invoice, credit_note or cash.
        status: draft, posted or cancelled.
        rate: document currency → company currency, at which it was booked.
    """

    id: int
    kind: str
    status: str
    document_date: date
    posting_date: date
    due_date: date | None
    amount: Decimal
    amount_company: Decimal
    rate: Decimal
    cancelled_on: date | None = None
    instalments: tuple[Instalment, ...] = ()


@dataclass(frozen=True)
class Settlement:
    """A credit (credit note or cash) settles an invoice, perhaps a named instalment of it, until it is reversed."""

    id: int
    invoice: Document
    credit: Document
    instalment: int | None
    settled_on: date
    amount: Decimal
    amount_company_invoice: Decimal
    amount_company_credit: Decimal
    reversed_on: date | None = None


@dataclass(frozen=True)
class PartyAccount:
    """What one company and one party have with each other, in one currency and on one side of the books."""

    company: Company
    party: Party
    currency: str
    documents: tuple[Document, ...]
    settlements: tuple[Settlement, ...]

    @property
    def side(self) -> str:
        """receivable or payable."""
        return self.party.side


@dataclass(frozen=True)
class Rate:
    """What a unit of a currency is worth in another from a day on."""

    rate_date: date
    from_currency: str
    to_currency: str
    rate: Decimal


@dataclass(frozen=True)
class Book:
    """The books of all companies that one system keeps."""

    companies: tuple[Company, ...]
    accounts: tuple[PartyAccount, ...]
    rates: tuple[Rate, ...] = ()

    @property
    def effect_days(self) -> list[date]:
        """Every day on which something may change, without saying what."""
        found: set[date | None] = set()
        for account in self.accounts:
            for document in account.documents:
                found |= {document.posting_date, document.cancelled_on}
            for settlement in account.settlements:
                found |= {settlement.settled_on, settlement.reversed_on}
        return sorted(day for day in found if day)


@dataclass(frozen=True)
class Group:
    """What is built together: each system's book, and the day for which everything is shown."""

    books: dict[str, Book]
    as_of: date

    @property
    def days(self) -> list[date]:
        """Days worth a look: those of every effect, those around it, and the ends of their months."""
        effects = [day for book in self.books.values() for day in book.effect_days]
        near = {day + timedelta(days=n) for day in effects for n in (-1, 0, 1)}
        return sorted(near | {month_end(day) for day in near})


def rounded(amount: Decimal, currency: str) -> Decimal:
    """An amount in whole minor units of its currency, halves away from zero."""
    return amount.quantize(Decimal(1).scaleb(-DIGITS[currency]), ROUND_HALF_UP)


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)

"""What is open of a book on a day, by the rules of the domain in plain words of Python.

Written from the domain's page, not from the models, and sharing nothing with what writes the journal: a document
counts from its posting date until it is cancelled; a settlement from the latest of its own and both posting dates
until it is reversed; it settles the instalment that it names as far as that is open, else the earliest due, then by
sequence; what is settled above the document is a credit of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from tests.properties.books import DIGITS, Book, Document, PartyAccount, Settlement

ZERO = Decimal(0)


@dataclass(frozen=True)
class Line:
    """What is open of one line of a document: + is owed to us (or by us, on the payable side).

    Attributes:
        type: whole, instalment, remainder (of the document, beyond its schedule) or excess (settled beyond it).
        sequence: of the instalment; 0 for other lines.
    """

    account: PartyAccount
    document: Document
    type: str
    sequence: int
    due_date: date | None
    amount: Decimal
    amount_company: Decimal


def positions(book: Book, day: date) -> Iterator[Line]:
    """Every line of every document with something open at the end of a day; unmapped companies are left out."""
    for account in book.accounts:
        if account.company.code is None:
            continue
        for document in account.documents:
            if document.status != "draft" and document.posting_date <= day:
                lines = _lines(account, document, day)
                yield from (line for line in lines if line.amount or line.amount_company)


def days_past_due(line: Line, day: date) -> int | None:
    """Whole calendar days; None without a due date."""
    return None if line.due_date is None else (day - line.due_date).days


def _lines(account: PartyAccount, document: Document, day: date) -> list[Line]:
    allocations = [one for one in _in_effect(account, day) if document in (one.invoice, one.credit)]
    is_cancelled = document.cancelled_on is not None and document.cancelled_on <= day
    carrying = ZERO if is_cancelled else document.amount_company
    for one in allocations:
        carrying -= one.amount_company_invoice if one.invoice == document else one.amount_company_credit
    schedule = _schedule(document, account.currency)
    if len(schedule) == 1:
        opened = [(ZERO if is_cancelled else document.amount) - sum((one.amount for one in allocations), ZERO)]
    else:
        opened = _open_instalments(document, schedule, allocations, is_cancelled)
        schedule = [*schedule, ("excess", 0, document.due_date, ZERO)]
    shares = _shares(opened, carrying, account.company.currency)
    sign = 1 if document.kind == "invoice" else -1
    return [
        Line(account, document, kind, sequence, due_date, sign * amount, sign * share)
        for (kind, sequence, due_date, _), amount, share in zip(schedule, opened, shares, strict=True)
    ]


def _in_effect(account: PartyAccount, day: date) -> list[Settlement]:
    """Settlements that count on a day, oldest first."""
    dated = []
    for one in account.settlements:
        if "draft" in (one.invoice.status, one.credit.status):
            continue
        takes_effect = max(one.settled_on, one.invoice.posting_date, one.credit.posting_date)
        ends = None if one.reversed_on is None else max(one.reversed_on, takes_effect)
        if takes_effect <= day and not (ends is not None and ends <= day):
            dated.append((takes_effect, one.id, one))
    return [one for _, _, one in sorted(dated, key=lambda found: found[:2])]


def _schedule(document: Document, currency: str) -> list[tuple[str, int, date | None, Decimal]]:
    """Lines of a document in the order in which they are settled: type, sequence, due date, amount.

    What the schedule says above the document is cut from its end, what it leaves out is due with the document; a
    difference of rounding, a minor unit an instalment, belongs to the last.
    """
    instalments = sorted((one for one in document.instalments if one.amount), key=lambda i: (i.due_date, i.sequence))
    if len(instalments) < 2:
        return [("whole", 0, document.due_date, document.amount)]
    difference = document.amount - sum(one.amount for one in instalments)
    is_rounding = abs(difference) <= len(instalments) * Decimal(1).scaleb(-DIGITS[currency])
    left = document.amount
    lines: list[tuple[str, int, date | None, Decimal]] = []
    for one in instalments:
        amount = left if is_rounding and one is instalments[-1] else min(one.amount, left)
        lines.append(("instalment", one.sequence, one.due_date, amount))
        left -= amount
    if left:
        lines.append(("remainder", 0, document.due_date, left))
    return lines


def _open_instalments(
    document: Document,
    schedule: list[tuple[str, int, date | None, Decimal]],
    allocations: list[Settlement],
    is_cancelled: bool,
) -> list[Decimal]:
    """What is open of each line, and last the excess, below zero."""
    opened = [ZERO if is_cancelled else amount for *_, amount in schedule]
    excess = ZERO
    for one in allocations:
        left = one.amount
        named = one.instalment if one.invoice == document else None
        first = [n for n, (kind, sequence, *_) in enumerate(schedule) if (kind, sequence) == ("instalment", named)]
        for n in (*first, *range(len(schedule))):
            settled = min(opened[n], left)
            opened[n] -= settled
            left -= settled
        excess -= left
    return [*opened, excess]


def _shares(opened: list[Decimal], carrying: Decimal, currency: str) -> list[Decimal]:
    """The carrying amount shared in proportion to what is open, the last open line taking the rounding."""
    total = sum(opened, ZERO)
    last = max((n for n, amount in enumerate(opened) if amount), default=len(opened) - 1)
    shares, until_here, given = [], ZERO, ZERO
    for n, amount in enumerate(opened):
        until_here += amount
        if n >= last:
            reached = carrying
        else:
            reached = _rounded(Fraction(carrying) * Fraction(until_here) / Fraction(total), currency) if total else ZERO
        shares.append(reached - given)
        given = reached
    return shares


def _rounded(amount: Fraction, currency: str) -> Decimal:
    """To the minor unit, halves away from zero; exact, however many digits there are."""
    units = floor(abs(amount) * 10 ** DIGITS[currency] + Fraction(1, 2))
    return Decimal(units if amount >= 0 else -units).scaleb(-DIGITS[currency])

"""Random books: strategies draw choices and small numbers, so that a failing book shrinks to a few readable lines."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from hypothesis import strategies as st

from tests.properties.books import (
    DIGITS,
    PRESENTATION_CURRENCY,
    SIDES,
    Book,
    Company,
    Document,
    Group,
    Instalment,
    Party,
    PartyAccount,
    Rate,
    Settlement,
    rounded,
)

_FIRST_DAY = date(2023, 11, 1)
_CORNER_DAYS = (
    *(date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)),
    *(date(2023, 12, 31), date(2024, 3, 31), date(2024, 4, 30), date(2025, 2, 28)),
)
_LAST_DAY = date(2025, 8, 31)
_DEALINGS = (
    *(("invoice",), ("cash",), ("credit_note",), ("invoice", "cash"), ("invoice", "credit_note")),
    *(("invoice", "cash", "cash"), ("invoice", "invoice", "cash"), ("invoice", "cash", "credit_note", "cash")),
)
_STATUSES = ("posted", "posted", "posted", "posted", "posted", "cancelled", "draft")
_RATES = ("1", "7.1234567", "0.1403811", "0.0066667", "151.37", "0.3071234", "3.2561")


def days() -> st.SearchStrategy[date]:
    """Days of a year and a half around a leap day; ends of months and equal days are frequent."""
    return st.sampled_from(_CORNER_DAYS) | st.integers(0, 500).map(lambda n: _FIRST_DAY + timedelta(days=n))


def groups(accounts: int = 4) -> st.SearchStrategy[Group]:
    """One book, or two of different systems whose keys are the same."""
    kept = st.lists(books(accounts), min_size=1, max_size=2)
    return st.builds(
        lambda found, as_of: Group(dict(zip("ab", found, strict=False)), as_of), kept, days() | st.just(_LAST_DAY)
    )


@st.composite
def books(draw: st.DrawFn, accounts: int = 4) -> Book:
    """A book of one to three companies.

    Args:
        draw: hypothesis's.
        accounts: at most so many pairs of company and party.
    """
    currencies = draw(st.lists(st.sampled_from(sorted(DIGITS)), min_size=1, max_size=3, unique=True))
    last_code = "C1" if len(currencies) == 1 else draw(st.sampled_from([f"C{len(currencies)}", None]))
    companies = tuple(
        Company(n, currency, f"C{n}" if n < len(currencies) else last_code) for n, currency in enumerate(currencies, 1)
    )
    numbers = {(table, side): count(1) for table in ("party", "invoice", "cash", "settlement") for side in SIDES}
    drawn = [
        _party_account(draw, companies, numbers)
        for _ in range(draw(st.sampled_from([*range(1, accounts + 1), accounts])))
    ]
    return Book(companies, tuple(drawn), _rates(draw, companies))


Numbers = dict[tuple[str, str], "count[int]"]


def _rates(draw: st.DrawFn, companies: Sequence[Company]) -> tuple[Rate, ...]:
    foreign = sorted({one.currency for one in companies} - {PRESENTATION_CURRENCY})
    return tuple(
        Rate(day, currency, PRESENTATION_CURRENCY, Decimal(draw(st.sampled_from(_RATES[1:]))))
        for currency in foreign
        for day in sorted(draw(st.sets(days(), max_size=2)))
    )


def _party_account(draw: st.DrawFn, companies: Sequence[Company], numbers: Numbers) -> PartyAccount:
    company = draw(st.sampled_from(companies))
    side = draw(st.sampled_from(SIDES))
    others = [None, *(other.id for other in companies if other != company)]
    party = Party(next(numbers["party", side]), side, draw(st.sampled_from(others)))
    currency = draw(
        st.sampled_from([company.currency, company.currency, *(c for c in sorted(DIGITS) if c != company.currency)])
    )
    kinds = draw(st.sampled_from(_DEALINGS))
    documents = tuple(
        _document(draw, kind, company.currency, currency, next(numbers["cash" if kind == "cash" else "invoice", side]))
        for kind in kinds
    )
    invoices = [one for one in documents if one.kind == "invoice"]
    credits = [one for one in documents if one.kind != "invoice"]
    settlements = tuple(
        _settlement(draw, draw(st.sampled_from(invoices)), draw(st.sampled_from(credits)), company.currency, currency)
        for _ in range(draw(st.sampled_from([0, 1, 2, 3, 4, 5, 3, 4])) if invoices and credits else 0)
    )
    numbered = tuple(replace(one, id=next(numbers["settlement", side])) for one in settlements)
    return PartyAccount(company, party, currency, documents, numbered)


def _document(draw: st.DrawFn, kind: str, company_currency: str, currency: str, number: int) -> Document:
    amount = draw(_amounts(currency))
    rate = Decimal(1) if currency == company_currency else Decimal(draw(st.sampled_from(_RATES)))
    posting_date = draw(days())
    document_date = (
        posting_date - timedelta(days=draw(st.sampled_from([0, 1, 40, -3]))) if kind != "cash" else posting_date
    )
    status = draw(st.sampled_from(_STATUSES))
    has_schedule = kind != "cash"
    instalments = _instalments(draw, amount, currency, document_date) if has_schedule else ()
    last_due = max((one.due_date for one in instalments), default=None)
    if len(instalments) == 1:
        due_date = last_due
    else:
        terms = draw(st.sampled_from([0, 30, 1, 60, 91, 366, None]))
        due_date = (
            last_due if terms == 0 and last_due else terms is not None and document_date + timedelta(days=terms) or None
        )
    return Document(
        id=number,
        kind=kind,
        status=status,
        document_date=document_date,
        posting_date=posting_date,
        due_date=posting_date if kind == "cash" else due_date,
        amount=amount,
        amount_company=rounded(amount * rate, company_currency),
        rate=rate,
        cancelled_on=posting_date + timedelta(days=draw(st.sampled_from([0, 1, 31, 90])))
        if status == "cancelled"
        else None,
        instalments=instalments,
    )


def _amounts(currency: str) -> st.SearchStrategy[Decimal]:
    units = st.sampled_from([100, 1, 2, 3, 999]) | st.integers(1, 1_000_000) | st.integers(1, 10**9)
    return units.map(lambda n: Decimal(n).scaleb(-DIGITS[currency]))


def _instalments(draw: st.DrawFn, amount: Decimal, currency: str, document_date: date) -> tuple[Instalment, ...]:
    """None to four, in any order of their dates; together the document, or nearly, or less, or more than it."""
    count_of_parts = draw(st.sampled_from([0, 2, 3, 4, 1]))
    shares = [draw(st.sampled_from([1, 2, 3, 0])) for _ in range(count_of_parts)]
    if not sum(shares):
        return ()
    is_off = len(shares) > 1
    off = draw(st.sampled_from(["exact", "rounded", "less", "more"])) if is_off else "exact"
    parts = [rounded(amount * share / sum(shares), currency) for share in shares]
    if off == "exact" and parts:
        parts[-1] += amount - sum(parts)
    elif off in ("less", "more"):
        factor = Decimal("0.7") if off == "less" else Decimal("1.4")
        parts = [rounded(part * factor, currency) for part in parts]
    sequences = draw(st.permutations(range(1, len(parts) + 1)))
    return tuple(
        Instalment(sequence, document_date + timedelta(days=draw(st.sampled_from([30, 60, 90]))), part)
        for sequence, part in zip(sequences, parts, strict=True)
        if part >= 0
    )


def _settlement(
    draw: st.DrawFn, invoice: Document, credit: Document, company_currency: str, currency: str
) -> Settlement:
    wanted = [
        invoice.amount,
        credit.amount,
        rounded(invoice.amount / 3, currency),
        *(i.amount for i in invoice.instalments),
    ]
    amount = draw(st.sampled_from(wanted) | st.sampled_from(wanted) | _amounts(currency))
    named = draw(st.sampled_from([None, *(one.sequence for one in invoice.instalments)]))
    settled_on = draw(st.sampled_from([credit.posting_date, invoice.posting_date]) | days())
    undone_after = draw(st.sampled_from([None, None, None, 0, 1, 30, -2]))

    def relieved(document: Document) -> Decimal:
        whole = amount == document.amount
        return document.amount_company if whole else rounded(amount * document.rate, company_currency)

    return Settlement(
        id=0,
        invoice=invoice,
        credit=credit,
        instalment=named,
        settled_on=settled_on,
        amount=amount,
        amount_company_invoice=relieved(invoice),
        amount_company_credit=relieved(credit),
        reversed_on=None if undone_after is None else settled_on + timedelta(days=undone_after),
    )

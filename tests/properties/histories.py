"""Histories: how a book came to be, state by state, as a source shows it to whoever looks in between.

What a later look finds may be new, changed (a cancellation or reversal written onto its row, a draft posted, a schedule
rewritten, another instalment named), physically gone, or stamped with a time that was already read.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

from hypothesis import strategies as st

from tests.properties.books import Book, Document, PartyAccount, Settlement
from tests.properties.drawing import books

LOOKS = 3
"""States of a history; the last is the book as it stays."""

_DOCUMENT_FATES = ("there", "entered", "undone", "posted", "scheduled", "corrected", "deleted")
_SETTLEMENT_FATES = ("there", "entered", "undone", "named", "deleted")
Fate = tuple[str, int]
Key = tuple[str, str, int]


@dataclass(frozen=True)
class History:
    """The states of a book.

    Attributes:
        states: oldest first.
        late: (number of the state, table) whose rows were stamped before the look at the state before.
    """

    states: tuple[Book, ...]
    late: frozenset[tuple[int, str]]

    @property
    def event_count(self) -> int:
        """Documents and settlements that came, changed or went between two states."""
        kept = [{part for a in s.accounts for part in (*a.documents, *a.settlements)} for s in self.states]
        return sum(len(before ^ after) for before, after in pairwise(kept))


@st.composite
def histories(draw: st.DrawFn, tables: list[str]) -> History:
    """The history of a book: what happened to each of its rows, and at which look it is seen.

    Args:
        draw: hypothesis's.
        tables: of which a commit may come late.
    """
    book = draw(books(accounts=8))
    fates: dict[Key, Fate] = {}
    for account in book.accounts:
        for document in account.documents:
            fates[document_key(account, document)] = _fate(draw, _DOCUMENT_FATES)
        for settlement in account.settlements:
            fates[account.side, "settlement", settlement.id] = _fate(draw, _SETTLEMENT_FATES)
    late = draw(st.frozensets(st.tuples(st.integers(1, LOOKS - 1), st.sampled_from(tables)), max_size=12))
    return History(tuple(_state(book, fates, look) for look in range(LOOKS)), late)


def document_key(account: PartyAccount, document: Document) -> Key:
    """What tells a document from all others of its book."""
    return account.side, "cash" if document.kind == "cash" else "invoice", document.id


def _fate(draw: st.DrawFn, fates: tuple[str, ...]) -> Fate:
    """What happens to a row, and at which look it has happened."""
    return draw(st.sampled_from(fates)), draw(st.integers(1, LOOKS - 1))


def _state(book: Book, fates: dict[Key, Fate], look: int) -> Book:
    return replace(book, accounts=tuple(_account(account, fates, look) for account in book.accounts))


def _account(account: PartyAccount, fates: dict[Key, Fate], look: int) -> PartyAccount:
    seen = {
        (one.kind == "cash", one.id): found
        for one in account.documents
        if (found := _document(one, *fates[document_key(account, one)], look))
    }
    settlements = []
    for one in account.settlements:
        invoice, credit = (seen.get((part.kind == "cash", part.id)) for part in (one.invoice, one.credit))
        kept = _settlement(one, *fates[account.side, "settlement", one.id], look)
        if kept and invoice and credit:
            settlements.append(replace(kept, invoice=invoice, credit=credit))
    return replace(account, documents=tuple(seen.values()), settlements=tuple(settlements))


def _document(document: Document, fate: str, happened: int, look: int) -> Document | None:
    """A document as a look finds it; None when it is not there yet, or no more."""
    if fate == "deleted":
        return document if look < happened else None
    if look >= happened or fate == "there":
        return document
    if fate == "undone" and document.status == "cancelled":
        return replace(document, status="posted", cancelled_on=None)
    if fate == "posted":
        return replace(document, status="draft", cancelled_on=None)
    if fate == "scheduled":
        return replace(document, instalments=document.instalments[1:])
    if fate == "corrected":
        return replace(document, due_date=None, amount=document.amount * 2, amount_company=document.amount_company * 2)
    return None


def _settlement(settlement: Settlement, fate: str, happened: int, look: int) -> Settlement | None:
    """A settlement as a look finds it."""
    if fate == "deleted":
        return settlement if look < happened else None
    if look >= happened or fate == "there":
        return settlement
    if fate == "undone":
        return replace(settlement, reversed_on=None)
    if fate == "named":
        return replace(settlement, instalment=None)
    return None

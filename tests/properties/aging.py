"""Buckets of the named queries: what is open, by how late it is, added up in every way that the pages ask for."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from quarterdeck.named_queries import load_queries
from tests.properties.books import PRESENTATION_CURRENCY, Group
from tests.properties.simulation import Line, positions
from tests.properties.warehouse import Warehouse, company_key, item_key

QUERIES = load_queries()
CREDIT, NO_DUE_DATE = -1, 1000


def buckets_hold_what_is_open(
    warehouse: Warehouse, side: str, group: Group, day: date, bounds: list[int], basis: str
) -> None:
    """The reports' buckets, in every detail, hold what is open and as late as that."""
    for on in sampled(group, day):
        for detail in ("party", "document", "instalment"):
            found = warehouse.ask(QUERIES[f"{side}s/aging"], as_of=on, basis=basis, detail=detail, buckets=bounds)
            expected: dict[Any, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
            for system, line in lines_of(group, on, side):
                item = None if detail == "party" else item_key(system, line.account, line.document)
                number = bucket_number(age_of(line, on, basis, detail), bounds)
                party = str(line.account.party.id)
                company = company_key(system, line.account.company.code)
                sums = expected[company, party, line.account.currency, item, bucket_name(number, bounds)]
                sums[0] += line.amount
                sums[1] += line.amount_company
            published: dict[Any, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
            for row in found:
                sums = published[row["company"], row["party_id"], row["currency"], row["item_key"], row["bucket"]]
                sums[0] += row["residual_amount"]
                sums[1] += row["residual_amount_company"]
            assert nonzero(published) == nonzero(expected), (on, detail)


def the_page_s_buckets_are_the_simulated_ones(
    warehouse: Warehouse, group: Group, day: date, bounds: list[int], basis: str
) -> None:
    """The page's buckets of one company, and their total, with numbers of documents."""
    query = QUERIES["receivables/by_bucket_and_company"]
    for on in sampled(group, day):
        for company in {
            company_key(s, one.code) for s, book in group.books.items() for one in book.companies if one.code
        }:
            found = {
                row["bucket_number"]: (row["shown_amount"], row["document_count"])
                for row in warehouse.ask(query, as_of=on, company=company, basis=basis, buckets=bounds)
                if row["company_key"] == company
            }
            lines = [(s, a) for s, a in lines_of(group, on) if company_key(s, a.account.company.code) == company]
            assert found == expected_buckets(lines, on, bounds, basis, lambda line: line.amount_company)


def the_group_s_buckets_are_at_the_rate_of_the_day(
    warehouse: Warehouse, group: Group, day: date, bounds: list[int], basis: str
) -> None:
    """The page's buckets of the group: each line at the newest rate, unknown without one."""
    for on in sampled(group, day):
        rows = warehouse.ask(QUERIES["receivables/by_bucket_and_company"], as_of=on, basis=basis, buckets=bounds)
        found = {row["bucket_number"]: row["shown_amount"] for row in rows if row["company_key"] is None}
        expected = expected_buckets(lines_of(group, on), on, bounds, basis, partial(presented, group, on))
        assert found == {number: amount for number, (amount, _) in expected.items() if number is not None or found}


def sampled(group: Group, day: date) -> list[date]:
    """The day, one in the midst of what happens, and one on which a rate begins."""
    rates = [one.rate_date for book in group.books.values() for one in book.rates]
    return [day, group.days[len(group.days) // 2], *rates[:1]]


def lines_of(group: Group, day: date, side: str = "receivable") -> list[tuple[str, Line]]:
    """Open lines of one side, with their systems."""
    return [
        (system, line)
        for system, book in group.books.items()
        for line in positions(book, day)
        if line.account.side == side
    ]


def age_of(line: Line, day: date, basis: str, detail: str) -> int | None:
    """Days past due, or since the document's date; None without a due date."""
    since = line.due_date
    if basis == "document":
        since = line.document.document_date
    elif detail == "document":
        since = line.document.due_date
    return None if since is None else (day - since).days


def bucket_number(age: int | None, bounds: list[int]) -> int:
    """0 for what is not due, 1 and up for rising age."""
    if age is None:
        return NO_DUE_DATE
    return 0 if age <= 0 else 1 + sum(bound < age for bound in bounds)


def bucket_name(number: int, bounds: list[int]) -> str:
    """What the reports call it."""
    if number in (0, NO_DUE_DATE):
        return "not due" if number == 0 else "no due date"
    lower = 1 if number == 1 else bounds[number - 2] + 1
    return f"over {bounds[-1]}" if number > len(bounds) else f"{lower}-{bounds[number - 1]}"


def expected_buckets(
    lines: list[tuple[str, Line]],
    day: date,
    bounds: list[int],
    basis: str,
    shown: Callable[[Line], Decimal | None],
) -> dict[int | None, tuple[Decimal | None, int | None]]:
    """Amount and number of documents in every bucket, also an empty one, and (under None) in all; {} without lines."""
    cells: dict[int | None, list[tuple[str, Line]]] = {n: [] for n in range(CREDIT, len(bounds) + 2)} if lines else {}
    for system, line in lines:
        is_credit = (line.amount or line.amount_company) < 0
        number = CREDIT if is_credit else bucket_number(age_of(line, day, basis, "instalment"), bounds)
        cells.setdefault(number, []).append((system, line))
    if lines:
        cells[None] = lines
    return {
        number: (total([shown(line) for _, line in cell]), None if number is None else len(documents_of(cell)))
        for number, cell in cells.items()
    }


def documents_of(lines: list[tuple[str, Line]]) -> set[str]:
    """Keys of the documents to which lines belong."""
    return {item_key(system, line.account, line.document) for system, line in lines}


def total(amounts: list[Decimal | None]) -> Decimal | None:
    """The sum; unknown when a part is."""
    return None if None in amounts else sum((one for one in amounts if one), Decimal(0))


def presented(group: Group, day: date, line: Line) -> Decimal | None:
    """A line in the presentation currency, to the cent, at the newest rate; None without one."""
    currency = line.account.company.currency
    if currency == PRESENTATION_CURRENCY:
        return line.amount_company
    stated = {
        one.rate_date: one.rate
        for system in sorted(group.books, reverse=True)  # on one day the first system's rate counts
        for one in group.books[system].rates
        if one.from_currency == currency and one.rate_date <= day
    }
    if not stated:
        return None
    return (line.amount_company * stated[max(stated)]).quantize(Decimal("0.01"), ROUND_HALF_UP)


def nonzero(sums: dict[Any, list[Decimal]]) -> dict[Any, list[Decimal]]:
    """Without what cancels out."""
    return {key: amounts for key, amounts in sums.items() if any(amounts)}

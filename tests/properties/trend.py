"""The trend over reporting dates says what the intervals say: at every month end, and on the day itself."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from quarterdeck.named_queries import load_queries
from tests.properties.aging import expected_buckets, lines_of
from tests.properties.books import Group
from tests.properties.simulation import Line, positions
from tests.properties.warehouse import Warehouse, company_key

CUMULATED = """
    select
        reporting_date,
        company_key,
        system,
        is_intercompany,
        is_credit,
        due_date,
        sum(residual_change_company) as amount,
        sum(line_count_change) as line_count
    from marts.dim_reporting_date
    inner join marts.fct_receivable_movements on period_end_date <= reporting_date
    group by all
    having sum(residual_change_company) <> 0 or sum(line_count_change) <> 0
"""
INTERVALS = """
    select
        reporting_date,
        company_key,
        balances.system,
        is_intercompany,
        coalesce(nullif(residual_amount, 0), residual_amount_company) < 0 as is_credit,
        due_date,
        sum(residual_amount_company) as amount,
        count(*) as line_count
    from marts.dim_reporting_date
    inner join marts.fct_receivable_balances as balances
        on from_date <= reporting_date and reporting_date < until_date
    inner join marts.dim_customer using (customer_key)
    group by all
"""
BUCKETS = [30, 60, 90]


def movements_cumulate_to_the_intervals(warehouse: Warehouse, group: Group) -> None:
    """Cumulated movements, intervals and simulation agree on every reporting date."""
    cumulated = {tuple(row[:6]): row[6:] for row in warehouse.rows(CUMULATED)}
    assert cumulated == {tuple(row[:6]): row[6:] for row in warehouse.rows(INTERVALS)}
    assert cumulated == simulated(
        group, [day for (day,) in warehouse.rows("select reporting_date from marts.dim_reporting_date")]
    )


def the_trend_is_the_aging_of_each_of_its_days(warehouse: Warehouse, group: Group) -> None:
    """The trend's buckets are the simulated ones on each of its days."""
    for company in {company_key(s, one.code) for s, book in group.books.items() for one in book.companies if one.code}:
        found: dict[date, dict[int, Decimal]] = defaultdict(dict)
        for row in warehouse.ask(
            load_queries()["receivables/aging_trend"], as_of=group.as_of, company=company, months=24, buckets=BUCKETS
        ):
            found[row["reporting_date"]][row["bucket_number"]] = row["shown_amount"]
        assert group.as_of in found or not lines_at(group, group.as_of, company)
        for day, buckets in found.items():
            expected = expected_buckets(
                lines_at(group, day, company), day, BUCKETS, "due", lambda line: line.amount_company
            )
            assert {number: amount for number, amount in buckets.items() if amount} == {
                number: amount for number, (amount, _) in expected.items() if number is not None and amount
            }


def lines_at(group: Group, day: date, company: str) -> list[tuple[str, Line]]:
    """Open receivable lines of one company."""
    return [(s, one) for s, one in lines_of(group, day) if company_key(s, one.account.company.code) == company]


def simulated(group: Group, days: list[date]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Carrying amount and number of open receivable lines by the columns of the movements."""
    sums: dict[tuple[Any, ...], tuple[Decimal, int]] = {}
    for day in set(days):
        for system, book in group.books.items():
            ours = {one.id for one in book.companies if one.code}
            for line in positions(book, day):
                if line.account.side == "receivable":
                    key = (
                        day,
                        company_key(system, line.account.company.code),
                        system,
                        line.account.party.company_id in ours,
                        (line.amount or line.amount_company) < 0,
                        line.due_date,
                    )
                    amount, line_count = sums.get(key, (Decimal(0), 0))
                    sums[key] = (amount + line.amount_company, line_count + 1)
    return sums

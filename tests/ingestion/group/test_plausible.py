"""The full group's figures look as those of a real one do: sizes, lateness, first digits, seasons, days of the week."""

import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from ingestion.demo.group.make import first_clock, make_group
from tests.group import quiet

DAY, SEED, SCALE = date(2026, 10, 31), 7, 1
THIRD_PARTY = "customer_id in (select id from customer where represents_company_id is null)"
SOLD = f"document_kind = 'invoice' and status <> 'draft' and cancelled_on is null and {THIRD_PARTY}"


class Erp:
    """The ERP's file of one group, and the day that it shows."""

    def __init__(self, connection: sqlite3.Connection, day: date):
        self.day = day
        self._connection = connection

    def rows(self, sql: str, *parameters: object) -> list[tuple[float, ...]]:
        """Rows of a query."""
        return self._connection.execute(sql, parameters).fetchall()

    def before(self, days: int) -> str:
        """A day before the day that it shows."""
        return str(self.day - timedelta(days=days))


@pytest.fixture(scope="module")
def erp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Erp]:
    folder: Path = tmp_path_factory.mktemp("plausible")
    make_group(folder, first_clock(DAY, SEED, SCALE), quiet, None)
    with closing(sqlite3.connect(folder / "erp.sqlite")) as connection:
        yield Erp(connection, DAY)


def test_days_sales_outstanding_lie_where_they_do_in_practice(erp: Erp) -> None:
    """What stands in the receivable control over a year's credit sales, on the mean of the last 13 month ends."""
    found = erp.rows(
        """
        with recursive ends (day, number) as (
            select date(?), 0
            union all
            select date(day, 'start of month', '-1 day'), number + 1 from ends where number < 12
        ),
        owed as (
            select ends.day, account.company_id, sum(cast(line.amount_company as real)) as amount
            from ends
            inner join journal_entry as entry on entry.posting_date <= ends.day
            inner join journal_line as line on line.entry_id = entry.id
            inner join account on account.id = line.account_id and account.account_class = 'receivable'
            group by 1, 2
        ),
        sold as (
            select ends.day, invoice.company_id, sum(
                cast(gross_amount_company as real) * case document_kind when 'credit_note' then -1 else 1 end
            ) as amount
            from ends
            inner join sales_invoice as invoice
                on invoice.posting_date <= ends.day and invoice.posting_date > date(ends.day, '-365 day')
            where status <> 'draft' and cancelled_on is null
            group by 1, 2
        )
        select company_id, avg(owed.amount / sold.amount * 365) from owed inner join sold using (day, company_id)
        group by 1
        """,
        str(DAY),
    )
    assert len(found) == 6
    assert all(45 <= days <= 110 for _, days in found), found


def test_a_fifth_of_the_customers_bring_most_of_the_sales(erp: Erp) -> None:
    sales = [
        amount
        for (amount,) in erp.rows(
            f"select sum(cast(gross_amount_company as real)) as amount from sales_invoice where {SOLD} "
            "group by customer_id order by amount desc"
        )
    ]
    share = sum(sales[: len(sales) // 5]) / sum(sales)
    assert 0.6 <= share <= 0.95, share


@pytest.mark.parametrize(
    ("table", "amount"),
    [("sales_invoice", "gross_amount"), ("purchase_invoice", "gross_amount"), ("payment", "amount")],
)
def test_first_digits_follow_benford(erp: Erp, table: str, amount: str) -> None:
    """The mean absolute deviation from Benford's shares: an auditor calls up to 0.012 acceptable, in large samples."""
    digits = dict(
        erp.rows(
            f"select cast(substr(ltrim(replace({amount}, '.', ''), '0'), 1, 1) as integer), count(*) "
            f"from {table} where cast({amount} as real) > 0 group by 1"
        )
    )
    rows = sum(digits.values())
    deviation = sum(abs(digits.get(d, 0) / rows - math.log10(1 + 1 / d)) for d in range(1, 10)) / 9
    assert deviation <= 0.012 + 1 / math.sqrt(rows) / 3, (deviation, rows)


def test_business_has_its_seasons(erp: Erp) -> None:
    """February has the Lunar New Year, December closes the year: per working day and year, orders follow."""
    months = dict(
        erp.rows(
            "select cast(strftime('%m', order_date) as integer), count(*) from sales_order "
            "where order_date between ? and ? group by 1",
            erp.before(2 * 365),
            erp.before(1),
        )
    )
    assert len(months) == 12
    assert max(months.values()) >= 1.3 * min(months.values()), months
    assert min(months, key=lambda month: months[month]) in (1, 2), months


def test_offices_work_from_monday_to_friday(erp: Erp) -> None:
    for table in ("sales_invoice", "purchase_invoice", "sales_order"):
        column = "order_date" if table == "sales_order" else "document_date"
        days = dict(erp.rows(f"select strftime('%w', {column}), count(*) from {table} group by 1"))
        # in China some weekends are worked, for holidays that were moved
        weekend = (days.get("0", 0) + days.get("6", 0)) / sum(days.values())
        assert weekend <= 0.06, (table, weekend)


def test_customers_pay_by_their_characters(erp: Erp) -> None:
    """Some on time, more late, few very late; and the runs at the middle and the end of the month are seen."""
    [(on_time, month_late, quarter_late)] = erp.rows(
        f"""
        with paid as (
            select julianday(max(settlement.settled_on)) - julianday(invoice.due_date) as late
            from sales_invoice as invoice inner join settlement on settlement.invoice_id = invoice.id
            where settlement.reversed_on is null and {SOLD.replace("status", "invoice.status")}
            group by invoice.id
        )
        select avg(late <= 0), avg(late > 30), avg(late > 90) from paid
        """.replace("document_kind", "invoice.document_kind")
        .replace("cancelled_on", "invoice.cancelled_on")
        .replace("customer_id in", "invoice.customer_id in")
    )
    assert 0.15 <= on_time <= 0.7, on_time
    assert month_late <= 0.5 and quarter_late <= 0.2, (month_late, quarter_late)
    [(in_runs,)] = erp.rows(
        "select avg(cast(strftime('%d', posting_date) as integer) in (14, 15, 16, 17, 25, 26, 27, 28, 29, 30, 31)) "
        "from receipt"
    )
    assert in_runs > 11 / 30.4 * 1.15, in_runs

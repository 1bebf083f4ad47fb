"""What masters were on a day: dimensions of history against the systems' own files."""

from collections import defaultdict
from datetime import date, timedelta

import duckdb
import pytest

from quarterdeck.named_queries import QUERIES
from tests.warehouse import Warehouse

KINDS = ("customer", "supplier", "employee", "department")


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_has_one_row_a_day_and_the_newest_is_what_its_dimension_says(
    warehouse: Warehouse, kind: str
) -> None:
    key, table = f"{kind}_key", f"serving.marts.dim_{kind}_history"
    wrong = warehouse.rows(
        f"select {key} from (select *, lead(from_date) over (partition by {key} order by from_date) as next_date "
        f"from {table}) group by {key} having min(from_date) <> date '0001-01-01' or count(*) filter (is_current) <> 1 "
        "or count(*) filter (until_date <> coalesce(next_date, date '9999-12-31')) > 0"
    )
    assert wrong == []
    systems = "('erp', 'oa')"  # a project system's or CRM's users are not staff
    known = "" if kind in ("employee", "department") else "and is_known"
    names = f"{key}, {kind}_name"
    today = warehouse.rows(f"select {names} from serving.marts.dim_{kind} where system in {systems} {known}")
    assert len(today) > 5
    assert today == warehouse.rows(f"select {names} from {table} where is_current")


def test_a_suppliers_account_is_that_of_the_day(warehouse: Warehouse) -> None:
    """The ERP's own history of accounts: the old one until the day before a change, the new one from that day on."""
    changes = warehouse.source_rows(
        "erp",
        "select 'erp|' || supplier_id, date(changed_on), old_account_number, new_account_number "
        "from supplier_bank_change order by supplier_id, changed_on",
    )
    periods = defaultdict(list)
    for supplier, *period in warehouse.rows(
        "select supplier_key, from_date, until_date, bank_account_number from serving.marts.dim_supplier_history"
    ):
        periods[supplier].append(period)
    assert changes
    for supplier, day, old, new in changes:
        changed = date.fromisoformat(day)
        for asked, account in ((changed - timedelta(days=1), old), (changed, new)):
            [found] = [number for begin, end, number in periods[supplier] if begin <= asked < end]
            assert found == account, (supplier, asked)


def test_what_is_before_the_first_word_of_the_source_is_assumed(warehouse: Warehouse) -> None:
    stamps = dict(warehouse.source_rows("erp", "select 'erp|' || id, date(updated_at, '+8 hours') from customer"))
    rows = warehouse.rows(
        "select customer_key, from_date, is_assumed from serving.marts.dim_customer_history where system = 'erp'"
    )
    known = {key: begin.isoformat() for key, begin, is_assumed in rows if not is_assumed}
    assert known == stamps
    assert {key for key, _, is_assumed in rows if is_assumed} == stamps.keys()


def test_exposure_is_compared_with_the_limit_of_the_day() -> None:
    part = (QUERIES / "credit" / "parts" / "limits.sql").read_text(encoding="utf-8")
    connection = duckdb.connect()
    connection.execute("""
        create schema marts;
        create table marts.dim_company as
            select 'A' as company_code, 'A' as company_name, 'CNY' as presentation_currency, 'CNY' as currency;
        create table marts.fct_exchange_rates as
            select 'CNY' as from_currency, 1::decimal(18, 9) as rate, date '0001-01-01' as from_date,
                date '9999-12-31' as until_date;
        create table marts.dim_credit_limit as
            select 'erp|1' as customer_key, unnest([100, 250]) as credit_limit_amount, 'CNY' as credit_limit_currency,
                unnest([date '0001-01-01', date '2026-03-01']) as from_date,
                unnest([date '2026-03-01', date '9999-12-31']) as until_date;
    """)
    for day, expected in ((date(2026, 2, 28), 100), (date(2026, 3, 1), 250)):
        sql = f"with {part} final as (select limit_amount from limits) select * from final"
        assert connection.execute(sql, {"as_of": day, "company": None}).fetchall() == [(expected,)]

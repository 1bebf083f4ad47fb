"""The report of milestones on a few rows: every corner that has a rule."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from quarterdeck.access import Viewer
from quarterdeck.layout import Layout
from quarterdeck.publication import publish
from quarterdeck.warehouse import Warehouse

DAY = date(2026, 11, 22)
# milestone, planned, reached, amount, settled on that day, status, days late
CORNERS = [
    ("nothing_to_pay_and_late", "2026-11-01", None, 0, 0, "late", 21),
    ("nothing_to_pay_and_to_come", "2026-12-01", None, 0, 0, "planned", None),
    ("nothing_to_pay_and_reached", "2026-11-01", "2026-11-03", 0, 0, "settled", 2),
    ("reached_after_the_day", "2026-11-01", "2026-11-23", 100, 0, "late", 21),
    ("paid_before_it_is_reached", "2026-12-01", None, 100, 100, "settled", None),
    ("due_on_the_day", "2026-10-01", "2026-10-23", 100, 40, "reached", 22),
    ("due_the_day_before", "2026-10-01", "2026-10-22", 100, 40, "overdue", 21),
]
RELATIONS = """
    create schema marts;
    create table marts.dim_company as select 'c' as company_key, 'C' as company_code, 'Company' as company_name;
    create table marts.dim_contract as
        select 'k' as contract_key, 'N-1' as contract_number, 'about' as contract_title, 'sales' as contract_side,
            'Party' as party_name, false as is_intercompany, 'Li' as owner_name, 30 as payment_terms_days,
            'oa' as system, date '2026-01-01' as signed_date;
    create table marts.fct_contract_milestones (
        contract_milestone_key varchar, contract_key varchar, company_key varchar, system varchar,
        milestone_number integer, milestone_kind varchar, planned_date date, reached_date date, performed_date date,
        due_date date, cancelled_date date, currency varchar, gross_amount decimal(18, 3),
        stage_net_amount decimal(18, 3), source_table varchar, source_key varchar, load_id varchar);
    create table marts.fct_contract_milestone_effects (
        contract_milestone_key varchar, measure varchar, effect_amount decimal(18, 3), effect_date date);
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, int | None]]:
    """Status and days late of each milestone on the day."""
    layout = Layout(Path(tmp_path_factory.mktemp("milestones")))
    layout.build.mkdir(parents=True)
    with duckdb.connect(str(layout.serving_file)) as connection:
        connection.execute(RELATIONS)
        for number, (key, planned, reached, amount, settled, _, _) in enumerate(CORNERS):
            connection.execute(
                "insert into marts.fct_contract_milestones values ($1, 'k', 'c', 'oa', $2, 'delivery', $3, $4, $4, "
                "null, null, 'CNY', $5, $5, 'contract_milestone', $1, '1')",
                [key, number, planned, reached, amount],
            )
            connection.execute(
                "insert into marts.fct_contract_milestone_effects values ($1, 'settled', $2, '2026-11-01')",
                [key, settled],
            )
    publish(layout, version="v1", details={}, keep=2)
    given = dict.fromkeys(("company", "system", "side", "contract", "status"))
    with Warehouse(layout) as warehouse:
        rows = warehouse.read("contracts/milestones", Viewer.everything(), as_of=DAY, **given)
    return {row["source_key"]: (row["status"], row["days_late"]) for row in rows.to_dicts()}


@pytest.mark.parametrize(("key", "status", "days_late"), [(one[0], *one[-2:]) for one in CORNERS])
def test_a_milestone_has_one_status(
    found: dict[str, tuple[str, int | None]], key: str, status: str, days_late: int | None
) -> None:
    assert found[key] == (status, days_late)

"""What the CRM says, as conformed: nothing is lost, totals are those of the source, stages add up."""

import pytest

from tests.conformed.conftest import Warehouse

# entity, the table from which it comes
ENTITIES = (
    ("campaigns", "campaign"),
    ("sales_accounts", "account"),
    ("leads", "lead"),
    ("opportunities", "opportunity"),
    ("opportunity_stage_changes", "opportunity_stage"),
    ("sales_handovers", "handover"),
    ("quotes", "quote"),
    ("sales_activities", "activity"),
    ("service_cases", "service_case"),
    ("service_case_events", "case_event"),
)
# entity, column, the entity whose key stands there, and its key
REFERENCES = (
    ("sales_accounts", "owner_employee_key", "employees", "employee_key"),
    ("leads", "sales_account_key", "sales_accounts", "sales_account_key"),
    ("leads", "opportunity_key", "opportunities", "opportunity_key"),
    ("leads", "campaign_key", "campaigns", "campaign_key"),
    ("leads", "owner_employee_key", "employees", "employee_key"),
    ("opportunities", "sales_account_key", "sales_accounts", "sales_account_key"),
    ("opportunities", "owner_employee_key", "employees", "employee_key"),
    ("opportunity_stage_changes", "opportunity_key", "opportunities", "opportunity_key"),
    ("opportunity_stage_changes", "employee_key", "employees", "employee_key"),
    ("quotes", "opportunity_key", "opportunities", "opportunity_key"),
    ("quotes", "sales_account_key", "sales_accounts", "sales_account_key"),
    ("sales_activities", "sales_account_key", "sales_accounts", "sales_account_key"),
    ("sales_activities", "opportunity_key", "opportunities", "opportunity_key"),
    ("sales_activities", "employee_key", "employees", "employee_key"),
    ("service_cases", "sales_account_key", "sales_accounts", "sales_account_key"),
    ("service_cases", "owner_employee_key", "employees", "employee_key"),
    ("service_case_events", "service_case_key", "service_cases", "service_case_key"),
    ("service_case_events", "employee_key", "employees", "employee_key"),
)

RARE = ("campaign_key",)
"""References that a small group need not have."""


@pytest.mark.parametrize(("entity", "table"), ENTITIES)
def test_every_row_of_the_crm_is_there_and_has_its_company(warehouse: Warehouse, entity: str, table: str) -> None:
    found = warehouse.rows(f"select source_key::bigint from conformed.{entity} where source_table = '{table}'")
    assert found == warehouse.source_rows("crm", f"select id from {table}")
    assert not warehouse.rows(f"select source_key from conformed.{entity} where company_key is null")


@pytest.mark.parametrize(("entity", "column", "parent", "key"), REFERENCES)
def test_references_resolve(warehouse: Warehouse, entity: str, column: str, parent: str, key: str) -> None:
    stated, lost = warehouse.references(f"conformed.{entity}", column, f"conformed.{parent}", key)
    assert stated or column in RARE, "nothing is referred to"
    assert not lost


def test_opportunities_add_up_by_company_stage_and_currency(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "select company_key, stage, currency, count(*), (sum(expected_amount) * 100)::bigint, "
        "(sum(probability_pct) * 10000)::bigint, min(expected_close_date)::varchar, count(contract_number) "
        "from conformed.opportunities group by all"
    ) == warehouse.source_rows(
        "crm",
        "select company_code, stage, currency, count(*), sum(cast(replace(expected_amount, '.', '') as integer)), "
        "sum(cast(replace(probability, '.', '') as integer)), min(expected_close_on), count(contract_number) "
        "from opportunity group by 1, 2, 3",
    )


def test_quotes_add_up_by_company_and_status(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "select company_key, quote_status, count(*), (sum(net_amount) * 100)::bigint, (sum(tax_amount) * 100)::bigint, "
        "(sum(gross_amount) * 100)::bigint, count(decision_date) from conformed.quotes group by all"
    ) == warehouse.source_rows(
        "crm",
        "select company_code, quote.status, count(*), sum(cast(replace(net_amount, '.', '') as integer)), "
        "sum(cast(replace(tax_amount, '.', '') as integer)), sum(cast(replace(gross_amount, '.', '') as integer)), "
        "count(decided_on) from quote join opportunity on opportunity_id = opportunity.id group by 1, 2",
    )


def test_parties_are_those_of_the_accounts(warehouse: Warehouse) -> None:
    for entity, table in (("opportunities", "opportunity"), ("service_cases", "service_case")):
        assert warehouse.rows(
            f"select source_key::bigint, party_name, party_tax_number from conformed.{entity}"
        ) == warehouse.source_rows(
            "crm", f"select t.id, name, tax_number from {table} as t join account on account_id = account.id"
        )


def test_an_opportunity_stands_in_the_last_stage_that_it_entered(warehouse: Warehouse) -> None:
    wrong = warehouse.rows(
        "select opportunity_key from conformed.opportunities left join conformed.opportunity_stage_changes as changes "
        "using (opportunity_key) group by all having count(*) filter (where is_last) <> 1 "
        "or bool_or(is_last and (changes.stage <> opportunities.stage or changes.is_won <> opportunities.is_won "
        "or changes.is_closed <> (closed_date is not null))) or count(*) <> max(stage_change_number)"
    )
    assert not wrong


def test_days_are_those_of_the_installation(warehouse: Warehouse) -> None:
    found = warehouse.rows("select source_key::bigint, happened_date::varchar from conformed.service_case_events")
    assert found == warehouse.source_rows("crm", "select id, date(happened_at, '+8 hours') from case_event")
    assert found != warehouse.source_rows("crm", "select id, date(happened_at) from case_event")


def test_typed_contract_numbers_are_kept_and_made_comparable(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select contract_number, contract_reference from conformed.opportunities where contract_number is not null"
    )
    assert rows
    assert all(reference == "".join(one for one in number.upper() if one.isalnum()) for number, reference in rows)


def test_cases_have_as_many_resolutions_as_events_say(warehouse: Warehouse) -> None:
    last = "max(happened_at) filter (where event_type = 'resolved')"
    wrong = warehouse.rows(
        "select service_case_key from conformed.service_cases join conformed.service_case_events "
        f"using (service_case_key) group by service_case_key, resolved_at having {last} is distinct from resolved_at"
    )
    assert not wrong

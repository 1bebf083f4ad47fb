"""The budgets page: its figures are those of the ERP's own files; a document tells its life; findings lead to it."""

import json
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest

from dashboards.components.drill import finding_link
from dashboards.views.drills import DRILLS
from quarterdeck.access import Viewer
from quarterdeck.reports.budgets import BUDGET_PATH
from quarterdeck.reports.running import run_report
from quarterdeck.warehouse import Warehouse as Door
from tests.drills.conftest import Open
from tests.drills.test_contracts_page import figure
from tests.marts.test_budgets import voted
from tests.warehouse import AS_OF, Warehouse

COMPANIES = {"YZE": 2, "YZO": 6}


@pytest.mark.parametrize("company", COMPANIES)
def test_its_figures_are_those_of_the_erps_files(page: Open, warehouse: Warehouse, company: str) -> None:
    """Budget: the newest version and adjustments; spent: journal lines on accounts under a budget's control."""
    number = COMPANIES[company]
    departments = {
        f"erp|{key}"
        for (key,) in warehouse.source_rows("erp", f"select id from department where company_id = {number}")
    }
    revised = sum(cents for (department, *_), cents in voted(warehouse, AS_OF).items() if department in departments)
    [(spent,)] = warehouse.source_rows(
        "erp",
        "select sum(round(l.amount_company * 100)) from journal_line l join journal_entry e on l.entry_id = e.id "
        "join account a on l.account_id = a.id where (a.account_class = 'expense' and a.subject is not null or a.id in "
        "(select account_id from budget_line union select account_id from budget_adjustment)) "
        f"and e.company_id = {number} and e.posting_date between '{AS_OF.year}-01-01' and '{AS_OF}'",
    )
    html = page("budgets", company=company)
    assert figure(html, "Spent") == Decimal(round(spent)) / 100
    used = figure(html, "Spent") + figure(html, "Committed")
    assert figure(html, "Available") == Decimal(revised) / 100 - used


def test_where_nothing_is_to_be_converted_no_rate_is_missing(page: Open) -> None:
    """Before the first rate nothing was budgeted or spent: nothing, and not an amount that nobody can know."""
    html = page("budgets", as_of="2022-06-01")
    assert "no rate for" not in html and "There is neither a budget nor spending" in html
    assert figure(html, "Spent") == 0


def test_a_document_tells_its_life(page: Open, warehouse: Warehouse) -> None:
    """From a department's subject to a contract that orders called from, each step as budget-path has it."""
    [(entry, department, account, number)] = warehouse.rows(
        f"""select commitment_key, department_key, account_key, min(commitment_number)
        from serving.marts.fct_budget_consumption
        where budget_stage = 'contract' and event_date <= date '{AS_OF}' and department_key is not null
        group by all having count(*) filter (movement_kind = 'replaced') > 1 order by 1 limit 1"""
    )
    html = page("budgets", department=department, account=account, entry=entry)
    with Door(warehouse.settings.layout) as door:
        life = run_report(door, Viewer.everything(), BUDGET_PATH, as_of=AS_OF, key=number)
    assert life.height > 3
    rows = html.split("qd-crumbs")[1]
    for row in life.to_dicts():
        assert row["document_number"] in rows
    assert number in rows and "Replaced by its successor" in rows and "qd-warning" not in rows
    assert f"{life['spent_amount_company'][-1]:,.2f}" in rows


def test_findings_lead_to_what_they_are_about(page: Open, warehouse: Warehouse) -> None:
    """One of each kind of subject that was found; a cost and a claim, as their rules would name them."""
    found = warehouse.rows(
        "select subject_type, min_by(row_to_json(findings)::varchar, finding_key) "
        "from serving.alerts.findings where rule in ('overspent', 'budget_used') group by 1 order by 1"
    )
    assert [kind for kind, _ in found] == ["budget", "department_budget"]
    findings = [json.loads(text) for _, text in found]
    [(cost, department, account, company, document)] = warehouse.rows(
        f"""select budget_consumption_key, department_key, account_key, company_key, document_number
        from serving.marts.fct_budget_consumption where movement_kind = 'actual' and fiscal_year = {AS_OF.year - 1}
        and department_key is not null order by event_date, 1 limit 1"""
    )
    booked = json.dumps({"department_key": department, "account_key": account})
    shared = {"as_of_date": AS_OF, "message_arguments": booked, "company_key": company}
    findings.append({"subject_type": "cost_on_department", "subject_key": cost.removeprefix("actual#"), **shared})
    [(claim, company)] = warehouse.rows(
        f"""select expense_claim_line_key, company_key from serving.marts.fct_expense_claims
        where approved_date between date '{AS_OF}' - 60 and date '{AS_OF}' and cancellation_date is null
        order by 1 limit 1"""
    )
    findings.append({"subject_type": "expense_claim_line", "subject_key": claim, **shared, "company_key": company})
    for finding in findings:
        link = finding_link(DRILLS, {**finding, "as_of_date": AS_OF}, "en")
        assert link is not None and link.startswith("budgets?"), finding
        html = page("budgets", **dict(parse_qsl(link.partition("?")[2])))
        assert "that the address names" not in html, finding
        if finding["subject_type"] == "cost_on_department":
            assert document in html.split("qd-crumbs")[1]

"""Findings about money lead to the page and level that show their document, not back to the list of audits."""

import csv
import json
import re
from urllib.parse import parse_qsl

import pytest

from dashboards.components.drill import finding_link
from dashboards.views.drills import DRILLS
from quarterdeck.settings import PROJECT_ROOT
from tests.drills.conftest import Open
from tests.warehouse import AS_OF, Warehouse

ITEM = "select item_key from serving.marts.fct_{}_effects where document_type = 'invoice' order by 1 limit 1"
RECEIVABLE, PAYABLE = ITEM.format("receivable"), ITEM.format("payable")
CONTRACT = "select contract_key from serving.marts.dim_contract where contract_side = 'sales' order by 1 limit 1"
SUPPLIER = "select min(supplier_key) from serving.marts.dim_supplier"
DELIVERY = "select min(document_key) from serving.marts.fct_exposure_effects where component = 'delivered_unbilled'"
CUSTOMER = "select min(customer_key) from serving.marts.fct_receivable_balances"
LIMITED = "select min(customer_key) from serving.marts.dim_credit_limit"
LINE = "select min(bank_line_key) from serving.marts.fct_cash_movements"
# rule and kind of subject: where it leads, the key of such a thing, and under which name its arguments say that key
LEADS = {
    ("receivable_overdue", "customer"): ("receivables", "customer", CUSTOMER, None),
    ("credit_limit_conflict", "customer"): ("credit", "customer", LIMITED, None),
    ("december_sale", "invoice"): ("receivables", "item", RECEIVABLE, None),
    ("back_dated", "invoice"): ("receivables", "item", RECEIVABLE, None),
    ("back_dated", "supplier_invoice"): ("payables", "item", PAYABLE, None),
    ("above_order_price", "supplier_invoice"): ("payables", "item", PAYABLE, None),
    ("invoiced_not_delivered", "invoice"): ("receivables", "item", RECEIVABLE, None),
    ("invoiced_not_delivered", "invoice_since_delivered"): ("receivables", "item", RECEIVABLE, None),
    ("delivered_not_invoiced", "delivery"): ("credit", "document", DELIVERY, None),
    ("delivered_not_invoiced", "delivery_since_invoiced"): ("credit", "document", DELIVERY, None),
    ("accrual_not_reversed", "delivery"): ("payables", "item", PAYABLE, "item_key"),
    ("due_date_moved", "receivable_instalment"): ("receivables", "item", RECEIVABLE, "item_key"),
    ("lapping", "receipt"): ("receivables", "item", RECEIVABLE, None),
    ("retention_unclaimed", "retention"): ("contracts", "contract", CONTRACT, "contract_key"),
    ("retention_unclaimed", "retention_since_paid"): ("receivables", "item", RECEIVABLE, None),
    ("payee_account_changed", "payee_account_change"): ("payables", "supplier", SUPPLIER, "supplier_key"),
    ("employee_account", "supplier_account"): ("payables", "supplier", SUPPLIER, None),
    ("forgotten_collection", "contract_milestone"): ("contracts", "contract", CONTRACT, "contract_key"),
    ("begun_before_signature", "contract"): ("contracts", "contract", CONTRACT, None),
    ("unapproved_change", "contract_change"): ("contracts", "contract", CONTRACT, "contract_key"),
    ("paid_beyond_performance", "payment"): ("contracts", "contract", CONTRACT, "contract_key"),
    ("unexplained_bank_line", "bank_line"): ("cash", "line", LINE, None),
    ("round_trip", "bank_line"): ("cash", "line", LINE, None),
}  # fmt: skip
ELSEWHERE = {
    "audit_difference": "leads by its control account to the page of that: receivables, payables, cash",
    "bank_difference": "leads to its line or account by the cash page's own test",
    "unposted": "a document that nobody posted is in no figure, so no page lists it; the finding names its source row",
    "missing_rate": "a rate is no document, and belongs to no page of money",
    "late_rate": "a rate is no document, and belongs to no page of money",
}
NOT_MONEY_HERE = {"bill_dishonoured", "plan_revised", "unplanned_payment"} | {
    *("overspent", "duplicate_claim", "claim_over_policy", "misposted", "cost_parked"),
    *("duplicate_payment", "duplicate_party", "party_differs", "budget_used"),
}
"""Rules of bills, fund plans, budgets and duplicates: their own pages answer for them."""


def test_every_rule_about_money_leads_somewhere_or_says_why_not() -> None:
    with (PROJECT_ROOT / "seeds" / "alert_rules.csv").open(encoding="utf-8", newline="") as stream:
        rules = {row["rule"] for row in csv.DictReader(stream)}
    led = {rule for rule, _ in LEADS}
    assert rules - led - set(ELSEWHERE) - NOT_MONEY_HERE == set()
    assert not led & (set(ELSEWHERE) | NOT_MONEY_HERE)


@pytest.mark.parametrize(("rule", "subject_type"), LEADS, ids=str)
def test_it_leads_to_the_document(page: Open, warehouse: Warehouse, rule: str, subject_type: str) -> None:
    area, level, sql, said = LEADS[rule, subject_type]
    [(key,)] = warehouse.rows(sql)
    finding = {
        "rule": rule,
        "subject_type": subject_type,
        "subject_key": key if said is None else "a key of its own",
        "company_key": None,
        "system": "erp",
        "as_of_date": AS_OF,
        "message_arguments": json.dumps({said: key} if said else {}),
    }
    link = finding_link(DRILLS, finding, "en")
    assert link is not None
    path, _, query = link.partition("?")
    given = dict(parse_qsl(query))
    assert (path, given[level]) == (
        area,
        key if area != "credit" or level != "document" else f"delivered_unbilled@{key}",
    )
    if rule in ("december_sale", "above_order_price", "delivered_not_invoiced", "employee_account", "lapping"):
        html = page(area, **{name: value for name, value in given.items() if name != "as_of"})
        assert "qd-here" in html.split("qd-crumbs")[1] and not re.search("qd-empty|qd-warning", html), link


def test_what_was_found_in_the_data_leads_where_it_should(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select distinct on (rule, subject_type) rule, subject_type, subject_key, company_key, system, "
        "message_arguments::varchar from serving.alerts.findings order by rule, subject_type, subject_key"
    )
    for rule, subject_type, key, company, system, arguments in found:
        if rule in NOT_MONEY_HERE | set(ELSEWHERE) or subject_type == "journal_entry":
            continue
        finding = {
            "rule": rule, "subject_type": subject_type, "subject_key": key, "company_key": company, "system": system,
            "as_of_date": AS_OF, "message_arguments": arguments,
        }  # fmt: skip
        assert finding_link(DRILLS, finding, "en") is not None, (rule, subject_type)

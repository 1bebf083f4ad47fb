"""Tables of the OA, parents first: who is who, who may decide what, requests and their steps.

Its keys are its own; people are known by their staff number. Instants are in UTC. What belongs to another system (a
customer, a supplier, a project, an order of the ERP) is text that somebody typed.
"""

from ingestion.demo.group.oa.forms import FORMS
from ingestion.demo.group.schema import DAY, FLAG, INSTANT, MONEY, STAMPS, WHOLE, Table, key, optional, text

FORM_TYPES = (
    *("contract", "contract_change", "purchase_request", "tender_award", "payment", "expense_claim", "travel"),
    *("fund_plan", "budget_adjustment"),
)
ROLES = ("department", "finance", "deputy", "general_manager", "group")

TABLES: tuple[Table, ...] = (
    Table(
        "department",  # companies and, below them, departments
        {
            "id": key(),
            "code": text(),
            "name": text(),
            "kind": text("company", "department"),
            "parent_id": optional(key("department")),
            "is_active": FLAG,
            "merged_into_id": optional(key("department")),
            **STAMPS,
        },
    ),
    Table(
        "employee",
        {
            "id": key(),
            "staff_number": text(),
            "login": text(),
            "name": text(),
            "position": text("staff", "head", "deputy general manager", "general manager"),
            "company_id": key("department"),
            "department_id": key("department"),
            "manager_id": optional(key("employee")),
            "email": text(),
            "hired_on": DAY,
            "left_on": optional(DAY),
            "is_active": FLAG,
            **STAMPS,
        },
        indexes=(("department_id",),),
    ),
    Table(
        "approval_limit",  # no amount: no limit
        {
            "id": key(),
            "employee_id": key("employee"),
            "currency": text(),
            "amount": optional(MONEY),
            "valid_from": DAY,
            "valid_until": optional(DAY),
            **STAMPS,
        },
    ),
    Table(
        "delegation",
        {
            "id": key(),
            "employee_id": key("employee"),
            "delegate_id": key("employee"),
            "starts_on": DAY,
            "ends_on": DAY,
            "reason": text(),
            **STAMPS,
        },
    ),
    Table(
        "process",
        {"id": key(), "code": text(), "name": text(), "form_type": text(*FORM_TYPES), "is_active": FLAG, **STAMPS},
    ),
    Table(
        "process_node",
        {
            "id": key(),
            "process_id": key("process"),
            "sequence": WHOLE,
            "role": text(*ROLES),
            "is_always": FLAG,
            **STAMPS,
        },
        parent=("process", "process_id"),
    ),
    Table(
        "request",
        {
            "id": key(),
            "number": optional(text()),
            "process_id": key("process"),
            "form_type": text(*FORM_TYPES),
            "title": text(),
            "applicant_id": key("employee"),
            "company_id": key("department"),
            "department_id": key("department"),
            "currency": text(),
            "amount": MONEY,
            "status": text("draft", "in_approval", "returned", "approved", "rejected"),
            "current_node": text("applicant", *ROLES, "end"),
            "submitted_at": optional(INSTANT),
            "finished_at": optional(INSTANT),
            **STAMPS,
        },
        indexes=(("number",),),
    ),
    Table(
        "request_step",
        {
            "id": key(),
            "request_id": key("request"),
            "sequence": WHOLE,
            "round": WHOLE,
            "node": text(*ROLES),
            "approver_id": key("employee"),
            "acting_for_id": optional(key("employee")),
            "arrived_at": INSTANT,
            "decided_at": optional(INSTANT),
            "decision": optional(text("approved", "returned", "rejected")),
            "returned_to": optional(text("applicant", "step")),
            "opinion": optional(text()),
            **STAMPS,
        },
        parent=("request", "request_id"),
        indexes=(("request_id",), ("approver_id",)),
    ),
    *FORMS,
)

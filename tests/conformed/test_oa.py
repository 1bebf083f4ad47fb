"""What the OA says, as conformed: nothing is lost, totals are those of the source, parts add up to their wholes."""

import pytest

from tests.conformed.conftest import Warehouse

# entity, the table from which it comes
ENTITIES = (
    ("departments", "department"),
    ("employees", "employee"),
    ("authority_limits", "approval_limit"),
    ("delegations", "delegation"),
    ("approval_requests", "request"),
    ("approval_steps", "request_step"),
    ("approval_process_nodes", "process_node"),
    ("contracts", "contract"),
    ("contract_lines", "contract_line"),
    ("contract_milestones", "contract_milestone"),
    ("contract_changes", "contract_change"),
    ("contract_settlements", "contract_settlement"),
    ("purchase_requests", "purchase_request"),
    ("tenders", "tender"),
    ("bids", "bid"),
    ("supplier_evaluations", "supplier_evaluation"),
    ("supplier_evaluation_scores", "supplier_evaluation_score"),
    ("travel_requests", "travel_request"),
    ("expense_claims", "expense_claim"),
    ("expense_claim_lines", "expense_claim_line"),
    ("expense_policies", "expense_policy"),
    ("fund_plans", "fund_plan"),
    ("fund_plan_revisions", "fund_plan_revision"),
    ("fund_plan_lines", "fund_plan_line"),
    ("payment_requests", "payment_request"),
)
# of no company: they belong to a person, a process or the whole group
WITHOUT_COMPANY = {"authority_limits", "delegations", "approval_process_nodes", "expense_policies"}
# in the OA, nothing stands in these: customers and suppliers are names there
EMPTY = {"customer_key", "supplier_key", "product_key", "manager_employee_key", "parent_department_key"}
# entity, its text as typed, the entity that is meant, the text there
TYPED = (
    ("contracts", "for_contract_reference", "contracts", "contract_reference"),
    ("contracts", "tender_reference", "tenders", "tender_reference"),
    ("payment_requests", "contract_reference", "contracts", "contract_reference"),
    ("fund_plan_lines", "contract_reference", "contracts", "contract_reference"),
    ("expense_claims", "travel_reference", "travel_requests", "travel_reference"),
)
# entity, its amounts, the table and its amounts, how the table's rows find their company and currency
AMOUNTS = (
    ("contracts", "net_amount tax_amount gross_amount", "contract", "net_amount tax_amount gross_amount", ""),
    ("contract_lines", "net_amount", "contract_line", "net_amount", "contract"),
    ("contract_milestones", "gross_amount", "contract_milestone", "gross_amount", "contract"),
    ("contract_changes", "net_amount tax_amount", "contract_change", "net_amount tax_amount", "contract"),
    (
        *("contract_settlements", "submitted_gross_amount audited_gross_amount"),
        *("contract_settlement", "submitted_gross_amount audited_gross_amount", "contract"),
    ),
    ("approval_requests", "requested_amount", "request", "amount", ""),
    ("purchase_requests", "estimated_gross_amount", "purchase_request", "estimated_amount", ""),
    ("tenders", "budget_amount", "tender", "budget_amount", ""),
    ("bids", "gross_amount bond_amount", "bid", "gross_amount bond_amount", "tender"),
    ("travel_requests", "estimated_amount", "travel_request", "estimated_amount", ""),
    ("expense_claims", "net_amount tax_amount gross_amount", "expense_claim", "net_amount tax_amount gross_amount", ""),
    (
        *("expense_claim_lines", "net_amount tax_amount gross_amount"),
        *("expense_claim_line", "net_amount tax_amount gross_amount", "expense_claim claim"),
    ),
    (
        *("fund_plan_revisions", "receipt_amount payment_amount"),
        *("fund_plan_revision", "receipt_amount payment_amount", "fund_plan plan"),
    ),
    ("payment_requests", "gross_amount", "payment_request", "gross_amount", ""),
)


def oa(entity: str) -> str:
    """Rows of an entity that come from the OA; other systems provide some of them too."""
    return f"(select * from conformed.{entity} where system = 'oa')"


@pytest.mark.parametrize(("entity", "table"), ENTITIES)
def test_every_row_of_the_oa_is_there_and_has_its_company(warehouse: Warehouse, entity: str, table: str) -> None:
    is_department = " where kind = 'department'" if table == "department" else ""
    found = warehouse.rows(f"select source_key::bigint from {oa(entity)} where source_table = '{table}'")
    assert found == warehouse.source_rows("oa", f"select id from {table}{is_department}")
    if entity not in WITHOUT_COMPANY:
        assert not warehouse.rows(f"select source_key from {oa(entity)} where company_key is null")


def test_companies_of_the_oa_are_mapped(warehouse: Warehouse) -> None:
    assert warehouse.rows("select company_id::bigint from conformed.source_companies where system = 'oa'") == (
        warehouse.source_rows("oa", "select id from department where kind = 'company'")
    )


def test_references_resolve(warehouse: Warehouse) -> None:
    key_columns = warehouse.rows(
        "select table_name, column_name from duckdb_columns() where schema_name = 'conformed' "
        "and column_name like '%\\_key' escape '\\' and column_name not in ('company_key', 'source_key', 'process_key')"
    )
    entities = {name for name, _ in ENTITIES}
    wrong = []
    for entity, column in key_columns:
        parent = _parent_of(str(column), entities)
        if entity not in entities or parent is None:
            continue
        key = "employee_key" if parent == "employees" else f"{parent.removesuffix('s')}_key"
        stated, lost = warehouse.references(oa(entity), str(column), oa(parent), key)
        if lost or (not stated and column not in EMPTY):
            wrong.append(f"{entity}.{column} -> {parent}: {stated} stated, {lost} lost")
    assert not wrong


def _parent_of(column: str, entities: set[str]) -> str | None:
    """The entity whose key stands in a column; None: of another area, such as a product."""
    if column.endswith("employee_key"):
        return "employees"
    if column.endswith("department_key"):
        return "departments"
    return next((name for name in entities if f"{name.removesuffix('s')}_key" == column), None)


@pytest.mark.parametrize(("entity", "amounts", "table", "source_amounts", "parent"), AMOUNTS)
def test_amounts_are_those_of_the_source(
    warehouse: Warehouse, entity: str, amounts: str, table: str, source_amounts: str, parent: str
) -> None:
    ours = ", ".join(f"(sum({amount}) * 100)::bigint" for amount in amounts.split())
    theirs = ", ".join(f"sum(cast(replace({table}.{amount}, '.', '') as integer))" for amount in source_amounts.split())
    # a child's company and currency are its parent's; its column may be named shorter
    owner, _, column = parent.partition(" ")
    joined = f"join {owner} on {table}.{column or owner}_id = {owner}.id" if parent else ""
    from_owner = owner or table
    assert warehouse.rows(f"select company_id::bigint, currency, count(*), {ours} from {oa(entity)} group by all") == (
        warehouse.source_rows(
            "oa",
            f"select {from_owner}.company_id, {from_owner}.currency, count(*), {theirs} "
            f"from {table} {joined} group by 1, 2",
        )
    )


@pytest.mark.parametrize(("entity", "reference", "parent", "parent_reference"), TYPED)
def test_most_of_what_people_typed_is_found(
    warehouse: Warehouse, entity: str, reference: str, parent: str, parent_reference: str
) -> None:
    ((typed, found),) = warehouse.rows(
        f"select count(*), count(*) filter ({reference} in (select {parent_reference} from {oa(parent)})) "
        f"from {oa(entity)} where {reference} is not null"
    )
    assert typed > 0 and found / typed >= 0.8


def test_payments_name_the_bills_of_the_erp(warehouse: Warehouse) -> None:
    bills = {
        str(number).replace("-", "")
        for (number,) in warehouse.source_rows("erp", "select number from purchase_invoice")
    }
    named = warehouse.rows(
        f"select paid_document_reference from {oa('payment_requests')} where paid_document_reference is not null"
    )
    assert sum(str(reference) in bills for (reference,) in named) / len(named) > 0.9


def test_lines_add_up_to_their_documents(warehouse: Warehouse) -> None:
    assert not warehouse.rows(
        f"select contract_key from {oa('contracts')} as whole "
        f"left join {oa('contract_lines')} as line using (contract_key) "
        "group by contract_key, whole.net_amount having whole.net_amount <> coalesce(sum(line.net_amount), 0)"
    )
    assert not warehouse.rows(
        f"select contract_key from {oa('contracts')} as whole "
        f"join {oa('contract_milestones')} as part using (contract_key) "
        "group by contract_key, whole.gross_amount having whole.gross_amount <> sum(part.gross_amount)"
    )
    assert not warehouse.rows(
        f"select expense_claim_key from {oa('expense_claims')} as whole "
        f"left join {oa('expense_claim_lines')} as line using (expense_claim_key) "
        "group by expense_claim_key, whole.gross_amount, whole.net_amount, whole.tax_amount "
        "having whole.gross_amount <> coalesce(sum(line.gross_amount), 0) or whole.net_amount <> sum(line.net_amount) "
        "or whole.net_amount + whole.tax_amount <> whole.gross_amount"
    )
    assert not warehouse.rows(
        f"select fund_plan_revision_key from {oa('fund_plan_revisions')} as whole "
        f"left join {oa('fund_plan_lines')} as line using (fund_plan_revision_key) "
        "group by fund_plan_revision_key, whole.receipt_amount, whole.payment_amount "
        "having whole.receipt_amount <> coalesce(sum(line.planned_amount) filter (line_direction = 'receipt'), 0) "
        "or whole.payment_amount <> coalesce(sum(line.planned_amount) filter (line_direction = 'payment'), 0)"
    )
    assert not warehouse.rows(
        f"select supplier_evaluation_key from {oa('supplier_evaluations')} as whole "
        f"left join {oa('supplier_evaluation_scores')} as part using (supplier_evaluation_key) "
        "group by supplier_evaluation_key, whole.total_score having sum(part.weight_share) <> 1 "
        "or abs(whole.total_score - sum(part.weight_share * part.component_score)) > 0.005"
    )


def test_approval_steps_end_as_their_requests_say(warehouse: Warehouse) -> None:
    assert not warehouse.rows(
        "select approval_request_key, request_status, finished_at, max_by(decision, step_number) "
        f"from {oa('approval_requests')} join {oa('approval_steps')} using (approval_request_key) "
        "where request_status in ('approved', 'rejected') group by approval_request_key, request_status, finished_at "
        "having max_by(decision, step_number) <> request_status or max(decided_at) <> finished_at "
        "or count(*) filter (decision is null) > 0"
    )


def test_each_return_begins_a_round(warehouse: Warehouse) -> None:
    assert warehouse.rows(f"select 1 from {oa('approval_steps')} where round_number > 1")
    assert not warehouse.rows(
        "select approval_request_key, max(round_number), count(*) filter (decision = 'returned') "
        f"from {oa('approval_steps')} join {oa('approval_requests')} using (approval_request_key) "
        "where request_status in ('approved', 'rejected') group by approval_request_key "
        "having max(round_number) <> 1 + count(*) filter (decision = 'returned')"
    )


def test_steps_stand_at_nodes_of_their_process(warehouse: Warehouse) -> None:
    assert not warehouse.rows(
        f"select approval_step_key from {oa('approval_steps')} as step "
        f"join {oa('approval_requests')} as request using (approval_request_key) "
        f"anti join {oa('approval_process_nodes')} as node "
        "on request.process_key = node.process_key and step.node_name = node.node_name "
        "and request.approval_matter = node.approval_matter"
    )


def test_at_most_one_revision_of_a_plan_is_in_force(warehouse: Warehouse) -> None:
    assert warehouse.rows(f"select 1 from {oa('fund_plan_revisions')} where superseded_date is not null")
    assert not warehouse.rows(
        f"select one.fund_plan_key from {oa('fund_plan_revisions')} as one "
        f"join {oa('fund_plan_revisions')} as other on one.fund_plan_key = other.fund_plan_key "
        "and one.revision_number < other.revision_number "
        "where one.effective_date < coalesce(other.superseded_date, 'infinity') "
        "and other.effective_date < coalesce(one.superseded_date, 'infinity')"
    )
    ((plans, in_force),) = warehouse.rows(
        "select count(distinct fund_plan_key), "
        "count(*) filter (effective_date is not null and superseded_date is null) "
        f"from {oa('fund_plan_revisions')} where fund_plan_key in "
        f"(select fund_plan_key from {oa('fund_plan_revisions')} where revision_status = 'approved')"
    )
    assert plans == in_force


def test_documents_are_decided_when_their_requests_are(warehouse: Warehouse) -> None:
    for entity in ("contracts", "purchase_requests", "payment_requests", "travel_requests", "expense_claims"):
        assert not warehouse.rows(
            f"select document.source_key from {oa(entity)} as document join {oa('approval_requests')} as request "
            "using (approval_request_key) where (request.request_status = 'approved') <> "
            "(document.approved_date is not null)"
        ), entity
    # An afternoon in New York, where the overseas subsidiary signs, is the next day in Shanghai, whose days count.
    late = "signed_date < approved_date - case company_key when 'YZO' then 1 else 0 end"
    assert not warehouse.rows(f"select contract_key from {oa('contracts')} where {late} or closed_date < finished_date")


def test_limits_of_a_person_do_not_overlap(warehouse: Warehouse) -> None:
    assert not warehouse.rows(
        f"select one.employee_key from {oa('authority_limits')} as one join {oa('authority_limits')} as other "
        "on one.employee_key = other.employee_key and one.authority_limit_key < other.authority_limit_key "
        "where one.valid_from_date < coalesce(other.valid_until_date, 'infinity') "
        "and other.valid_from_date < coalesce(one.valid_until_date, 'infinity')"
    )
    assert not warehouse.rows(f"select 1 from {oa('delegations')} where valid_from_date >= valid_until_date")

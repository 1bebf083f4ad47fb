"""Orders, deliveries, invoices and stock of the group against the ERP's own tables, and against each other."""

from collections.abc import Sequence

import pytest

from tests.conformed.conftest import Warehouse

SIDES = {
    "sales": ("sales_order", "delivery", "sales_invoice", "delivered_on", "planned_on"),
    "purchase": ("purchase_order", "goods_receipt", "purchase_invoice", "received_on", "expected_on"),
}
LEDGER_SIDES = {"sales": "receivable", "purchase": "payable"}
# parent and key of every reference from one of our entities to another
REFERENCES = {
    "departments": {"company_key": "companies", "merged_into_department_key": "departments.department_key"},
    "employees": {"department_key": "departments", "manager_employee_key": "employees.employee_key"},
    "authority_limits": {"employee_key": "employees"},
    "orders": {
        "company_key": "companies",
        "customer_key": "customers",
        "supplier_key": "suppliers",
        "department_key": "departments",
        "employee_key": "employees",
    },
    "order_lines": {"order_key": "orders", "product_key": "products"},
    "deliveries": {"order_key": "orders", "warehouse_key": "warehouses", "customer_key": "customers"},
    "delivery_lines": {
        "delivery_key": "deliveries",
        "order_line_key": "order_lines",
        "product_key": "products",
    },
    "invoices": {
        "item_key": "open_items",
        "account_key": "accounts",
        "order_key": "orders",
        "delivery_key": "deliveries",
        "original_invoice_key": "invoices.invoice_key",
        "department_key": "departments",
        "employee_key": "employees",
        "customer_key": "customers",
        "supplier_key": "suppliers",
    },
    "invoice_lines": {
        "invoice_key": "invoices",
        "account_key": "accounts",
        "delivery_line_key": "delivery_lines",
        "product_key": "products",
    },
    "stock_moves": {"product_key": "products", "warehouse_key": "warehouses", "delivery_key": "deliveries"},
}


def cents(*columns: str) -> str:
    """Sums of the source's amounts in whole cents."""
    return ", ".join(f"sum(cast(round({column} * 100) as integer))" for column in columns)


def in_cents(*columns: str) -> str:
    """Sums of our amounts in whole cents."""
    return ", ".join(f"(sum({column}) * 100)::bigint" for column in columns)


def equal(ours: Sequence[tuple[object, ...]], theirs: Sequence[tuple[object, ...]]) -> None:
    """The same rows, and some."""
    assert theirs
    assert sorted(ours, key=str) == sorted(theirs, key=str)


@pytest.mark.parametrize("entity", REFERENCES)
def test_references_resolve(warehouse: Warehouse, entity: str) -> None:
    for column, parent in REFERENCES[entity].items():
        table, _, key = parent.partition(".")
        stated, lost = warehouse.references(f"conformed.{entity}", column, f"conformed.{table}", key or column)
        assert not lost and stated, f"{entity}.{column}"


@pytest.mark.parametrize("side", SIDES)
def test_orders_are_those_of_the_erp(warehouse: Warehouse, side: str) -> None:
    order = SIDES[side][0]
    equal(
        warehouse.rows(f"""
            select company_id, document_status, currency, count(*), count(cancellation_date), count(approved_date),
                {in_cents("net_amount", "tax_amount", "gross_amount")}
            from conformed.orders where order_side = '{side}' group by all
        """),
        warehouse.source_rows(
            "erp",
            f"""
            select cast(company_id as text), status, currency, count(*), count(cancelled_on), count(approved_on),
                {cents("net_amount", "tax_amount", "gross_amount")}
            from {order} group by 1, 2, 3
            """,
        ),
    )


def test_lines_add_up_to_their_orders(warehouse: Warehouse) -> None:
    wrong = warehouse.rows("""
        select order_key, orders.net_amount, sum(order_lines.net_amount)
        from conformed.orders left join conformed.order_lines using (order_key)
        group by all having sum(order_lines.net_amount) is distinct from conformed.orders.net_amount
    """)
    assert not wrong


@pytest.mark.parametrize("side", SIDES)
def test_deliveries_are_those_of_the_erp(warehouse: Warehouse, side: str) -> None:
    _, delivery, _, come, planned = SIDES[side]
    equal(
        warehouse.rows(f"""
            select company_id, document_status, strftime(planned_date, '%Y-%m'), strftime(delivered_date, '%Y-%m'),
                count(*), {in_cents("net_amount")}
            from conformed.deliveries where delivery_side = '{side}' group by all
        """),
        warehouse.source_rows(
            "erp",
            f"""
            select cast(company_id as text), case when {come} is null then 'planned' else 'delivered' end,
                substr({planned}, 1, 7), substr({come}, 1, 7), count(*), {cents("net_amount")}
            from {delivery} group by 1, 2, 3, 4
            """,
        ),
    )
    equal(
        warehouse.rows(f"""
            select delivery_lines.company_id, product_key, count(*), (sum(delivered_quantity) * 1000)::bigint,
                {in_cents("net_amount", "cost_amount_company")}
            from conformed.delivery_lines where delivery_side = '{side}' group by all
        """),
        warehouse.source_rows(
            "erp",
            f"""
            select cast(company_id as text), 'erp|' || product_id, count(*),
                sum(cast(round(quantity * 1000) as integer)), {cents("line.net_amount", "line.cost_amount")}
            from {delivery}_line as line join {delivery} as delivery on line.{delivery}_id = delivery.id
            group by 1, 2
            """,
        ),
    )


def test_accruals_equal_the_ledger_in_every_month(warehouse: Warehouse) -> None:
    """The ledger's account also holds, with the other sign, goods that are billed before they come."""
    ledger = warehouse.source_rows(
        "erp",
        f"""
        select cast(entry.company_id as text), substr(entry.posting_date, 1, 7), -{cents("line.amount_company")}
        from journal_line as line
        join journal_entry as entry on line.entry_id = entry.id
        join account on line.account_id = account.id
        where account.account_class = 'accrual' group by 1, 2 having {cents("line.amount_company")} <> 0
        """,
    )
    ours = warehouse.rows("""
        with billed_ahead as (
            select invoices.* from conformed.invoices
            join conformed.deliveries on invoices.delivery_key = deliveries.delivery_key
            where ledger_side = 'payable' and document_kind = 'invoice'
                and invoices.document_status = 'posted' and accrual_date is null
        ),
        effects as (
            select company_id, accrual_date as effect_date, accrued_amount_company as amount from conformed.deliveries
            union all
            select company_id, accrual_reversal_date, -accrued_amount_company from conformed.deliveries
            union all
            select company_id, posting_date, -net_amount_company from billed_ahead
            union all
            select billed_ahead.company_id, delivered_date, net_amount_company
            from billed_ahead join conformed.deliveries on billed_ahead.delivery_key = deliveries.delivery_key
        )
        select company_id, strftime(effect_date, '%Y-%m'), (sum(amount) * 100)::bigint
        from effects where effect_date is not null group by all having sum(amount) <> 0
    """)
    equal(ours, ledger)


@pytest.mark.parametrize("side", SIDES)
def test_invoices_are_those_of_the_erp_with_credit_notes_negative(warehouse: Warehouse, side: str) -> None:
    amounts = [f"{kind}_amount{money}" for money in ("", "_company") for kind in ("net", "tax", "gross")]
    equal(
        warehouse.rows(f"""
            select company_id, document_kind, document_status, currency, is_retention, count(*), count(contract_number),
                count(project_code), count(cancellation_date), {in_cents(*amounts)}
            from conformed.invoices where ledger_side = '{LEDGER_SIDES[side]}' group by all
        """),
        warehouse.source_rows(
            "erp",
            f"""
            select cast(company_id as text), document_kind, status, currency, is_retention, count(*),
                count(contract_number), count(project_code), count(cancelled_on),
                {cents(*(f"case document_kind when 'credit_note' then -1 else 1 end * {name}" for name in amounts))}
            from {SIDES[side][2]} group by 1, 2, 3, 4, 5
            """,
        ),
    )


def test_lines_add_up_to_their_invoices(warehouse: Warehouse) -> None:
    wrong = warehouse.rows("""
        select invoice_key from conformed.invoices left join conformed.invoice_lines using (invoice_key)
        group by invoices.invoice_key, invoices.net_amount, invoices.tax_amount, invoices.net_amount_company
        having sum(invoice_lines.net_amount) is distinct from conformed.invoices.net_amount
            or sum(invoice_lines.tax_amount) is distinct from conformed.invoices.tax_amount
            or sum(invoice_lines.net_amount_company) is distinct from conformed.invoices.net_amount_company
    """)
    assert not wrong


def test_open_items_know_what_their_documents_say(warehouse: Warehouse) -> None:
    wrong = warehouse.rows("""
        select invoice_key from conformed.invoices full join conformed.open_items using (item_key)
        where (invoice_key is null and document_type in ('invoice', 'credit_note'))
            or (invoice_key is not null and document_status <> 'draft' and (
                open_items.document_amount is distinct from gross_amount
                or open_items.contract_reference is distinct from conformed.invoices.contract_reference
                or open_items.project_reference is distinct from conformed.invoices.project_reference
            ))
    """)
    assert not wrong
    retained = warehouse.rows("""
        select ledger_side, (sum(abs(instalment_amount)) * 100)::bigint
        from conformed.open_item_instalments join conformed.open_items using (item_key)
        where instalment_kind = 'retention' group by all
    """)
    theirs = [
        (
            LEDGER_SIDES[side],
            warehouse.source_rows(
                "erp",
                f"select {cents('amount')} from {names[2]}_instalment as instalment "
                f"join {names[2]} as invoice on instalment.invoice_id = invoice.id "
                "where kind = 'retention' and status <> 'draft'",
            )[0][0],
        )
        for side, names in SIDES.items()
    ]
    equal(retained, theirs)


def test_stock_is_that_of_the_erp(warehouse: Warehouse) -> None:
    equal(
        warehouse.rows(f"""
            select product_key, warehouse_key, movement_kind, count(*), (sum(moved_quantity) * 1000)::bigint,
                {in_cents("cost_amount_company")}
            from conformed.stock_moves group by all
        """),
        warehouse.source_rows(
            "erp",
            f"""
            select 'erp|' || product_id, 'erp|' || warehouse_id, kind, count(*),
                sum(cast(round(quantity * 1000) as integer)), {cents("cost_amount")}
            from stock_move group by 1, 2, 3
            """,
        ),
    )


def test_what_is_delivered_from_a_warehouse_moves_stock(warehouse: Warehouse) -> None:
    wrong = warehouse.rows("""
        with moved as (
            select delivery_key, product_key, sum(moved_quantity) as quantity, sum(cost_amount_company) as cost
            from conformed.stock_moves where movement_kind in ('sale', 'purchase') group by all
        ),
        delivered as (
            select delivery_key, product_key,
                sum(case delivery_lines.delivery_side when 'sales' then -1 else 1 end * delivered_quantity) as quantity,
                sum(case delivery_lines.delivery_side when 'sales' then -1 else 1 end
                    * delivery_lines.cost_amount_company) as cost
            from conformed.delivery_lines join conformed.deliveries using (delivery_key)
            where warehouse_key is not null and document_status = 'delivered' group by all
        )
        select * from moved full join delivered using (delivery_key, product_key)
        where moved.quantity is distinct from delivered.quantity or moved.cost is distinct from delivered.cost
    """)
    assert not wrong

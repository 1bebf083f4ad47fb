"""Tables of the ERP for trade, parents first.

Invoices and instalments have the columns of the first demonstration ERP, and more behind them. `account` stands among
the tables of the books; it references company and currency, and invoices reference it, so it is made between
MASTER_TABLES and TRADE_TABLES. Contracts and projects are those of other systems: texts that people typed.
"""

from ingestion.demo.group.erp.schema_masters import CURRENCY, MASTER_TABLES
from ingestion.demo.group.schema import (
    CHILD_STAMP,
    DAY,
    FLAG,
    MONEY,
    QUANTITY,
    RATE,
    STAMPS,
    WHOLE,
    Column,
    Table,
    key,
    optional,
    text,
)

_TYPED = {"contract_number": optional(text()), "project_code": optional(text())}
_AMOUNTS = {"net_amount": MONEY, "tax_amount": MONEY, "gross_amount": MONEY}


def _order(name: str, party: str) -> tuple[Table, Table]:
    return (
        Table(
            name,
            {
                "id": key(),
                "company_id": key("company"),
                "number": text(),
                f"{party}_id": key(party),
                "status": text("draft", "approved", "closed", "cancelled"),
                "order_date": DAY,
                "promised_date": DAY,
                "currency": CURRENCY,
                **_AMOUNTS,
                **_TYPED,
                "employee_id": key("employee"),
                "department_id": key("department"),
                "approved_on": optional(DAY),
                "closed_on": optional(DAY),
                "cancelled_on": optional(DAY),
                **STAMPS,
            },
            indexes=((f"{party}_id",),),
        ),
        Table(
            f"{name}_line",
            {
                "id": key(),
                "order_id": key(name),
                "sequence": WHOLE,
                "product_id": optional(key("product")),
                "quantity": QUANTITY,
                "unit_price": MONEY,
                "net_amount": MONEY,
                **CHILD_STAMP,
            },
            parent=(name, "order_id"),
            indexes=(("order_id",),),
        ),
    )


def _delivery(name: str, party: str, order: str, more: dict[str, Column]) -> tuple[Table, Table]:
    return (
        Table(
            name,
            {
                "id": key(),
                "company_id": key("company"),
                "number": text(),
                "order_id": key(order),
                f"{party}_id": key(party),
                "warehouse_id": optional(key("warehouse")),  # none: straight to the site or to the customer
                "currency": CURRENCY,
                "net_amount": MONEY,
                **more,
                **STAMPS,
            },
            indexes=(("order_id",),),
        ),
        Table(
            f"{name}_line",
            {
                "id": key(),
                f"{name}_id": key(name),
                "order_line_id": key(f"{order}_line"),
                "product_id": key("product"),
                "quantity": QUANTITY,
                "net_amount": MONEY,
                "cost_amount": MONEY,
                **CHILD_STAMP,
            },
            parent=(name, f"{name}_id"),
            indexes=((f"{name}_id",), ("order_line_id",)),
        ),
    )


def _invoice(name: str, party: str, order: str, delivery: str, theirs: dict[str, Column]) -> tuple[Table, ...]:
    return (
        Table(
            name,
            {
                "id": key(),
                "company_id": key("company"),
                "number": text(),
                "document_kind": text("invoice", "credit_note"),
                f"{party}_id": key(party),
                **theirs,
                "account_id": key("account"),
                "status": text("draft", "posted", "cancelled"),
                "document_date": DAY,
                "posting_date": DAY,
                "due_date": optional(DAY),
                "currency": CURRENCY,
                "exchange_rate": RATE,
                **_AMOUNTS,
                "gross_amount_company": MONEY,
                "original_invoice_id": optional(key(name)),
                "cancelled_on": optional(DAY),
                "net_amount_company": MONEY,
                "tax_amount_company": MONEY,
                "einvoice_number": optional(text()),
                **_TYPED,
                "order_id": optional(key(order)),
                f"{delivery}_id": optional(key(delivery)),
                "employee_id": key("employee"),
                "department_id": key("department"),
                "is_retention": FLAG,
                **STAMPS,
            },
            indexes=((f"{party}_id", "posting_date"), ("order_id",)),
        ),
        Table(
            f"{name}_instalment",
            {
                "id": key(),
                "invoice_id": key(name),
                "sequence": WHOLE,
                "due_date": DAY,
                "amount": MONEY,
                "kind": text("normal", "retention"),
                **CHILD_STAMP,
            },
            parent=(name, "invoice_id"),
            indexes=(("invoice_id",),),
        ),
        Table(
            f"{name}_line",
            {
                "id": key(),
                "invoice_id": key(name),
                "sequence": WHOLE,
                "account_id": key("account"),
                "product_id": optional(key("product")),
                f"{delivery}_line_id": optional(key(f"{delivery}_line")),
                "quantity": optional(QUANTITY),
                "net_amount": MONEY,
                "tax_amount": MONEY,
                "net_amount_company": MONEY,
                **CHILD_STAMP,
            },
            parent=(name, "invoice_id"),
            indexes=(("invoice_id",),),
        ),
    )


TRADE_TABLES: tuple[Table, ...] = (
    *_order("sales_order", "customer"),
    *_delivery(
        "delivery",
        "customer",
        "sales_order",
        {"status": text("planned", "delivered"), "planned_on": DAY, "delivered_on": optional(DAY)},
    ),
    *_order("purchase_order", "supplier"),
    *_delivery(
        "goods_receipt",
        "supplier",
        "purchase_order",
        {
            "status": text("announced", "received"),
            "expected_on": DAY,
            "received_on": optional(DAY),
            "accrued_amount_company": MONEY,  # what stands as received and not invoiced, while is_accrued
            "is_accrued": FLAG,
            "accrual_reversed_on": optional(DAY),
        },
    ),
    *_invoice("sales_invoice", "customer", "sales_order", "delivery", {}),
    *_invoice("purchase_invoice", "supplier", "purchase_order", "goods_receipt", {"supplier_invoice_number": text()}),
    Table(
        "stock_move",
        {
            "id": key(),
            "company_id": key("company"),
            "product_id": key("product"),
            "warehouse_id": key("warehouse"),
            "moved_on": DAY,
            "kind": text("purchase", "sale", "production", "count"),
            "quantity": QUANTITY,
            "cost_amount": MONEY,
            "delivery_id": optional(key("delivery")),
            "goods_receipt_id": optional(key("goods_receipt")),
            "contract_number": optional(text()),
            **STAMPS,
        },
        indexes=(("product_id", "warehouse_id"),),
    ),
)
TABLES = MASTER_TABLES + TRADE_TABLES

"""Tables of the ERP for who and what there is, parents first.

Customers and suppliers have the columns of the first demonstration ERP, and more behind them.
"""

from ingestion.demo.group.schema import DAY, FLAG, INSTANT, MONEY, STAMPS, WHOLE, Column, Table, key, optional, text

CURRENCY = Column(text().kind, references="currency")

MASTER_TABLES: tuple[Table, ...] = (
    Table("currency", {"code": text(), "name": text(), "minor_digits": WHOLE, "updated_at": INSTANT}),
    Table(
        "company",
        {
            "id": key(),
            "code": text(),
            "name": text(),
            "currency": CURRENCY,
            "parent_id": optional(key("company")),
            "country": text(),
            **STAMPS,
        },
    ),
    Table(
        "department",
        {
            "id": key(),
            "company_id": key("company"),
            "code": text(),
            "name": text(),
            "is_active": FLAG,
            "merged_into_id": optional(key("department")),
            **STAMPS,
        },
    ),
    Table(
        "employee",
        {
            "id": key(),
            "number": text(),
            "name": text(),
            "company_id": key("company"),
            "department_id": key("department"),
            "manager_id": optional(key("employee")),
            "hired_on": DAY,
            "left_on": optional(DAY),
            "bank_account_number": text(),  # to which wages and claims are paid
            **STAMPS,
        },
    ),
    Table(
        "employee_limit",  # up to which amount somebody may approve an order or a payment, and when
        {
            "id": key(),
            "employee_id": key("employee"),
            "currency": CURRENCY,
            "amount": MONEY,
            "valid_from": DAY,
            "valid_until": optional(DAY),
            **STAMPS,
        },
        indexes=(("employee_id",),),
    ),
    *(
        Table(
            party,
            {
                "id": key(),
                "number": text(),
                "name": text(),
                f"{party}_group": optional(text()),
                "country": optional(text()),
                "tax_number": optional(text()),
                "represents_company_id": optional(key("company")),
                "short_name": text(),
                "terms_days": WHOLE,
                **more,
                **STAMPS,
            },
        )
        for party, more in (
            ("customer", {"credit_limit": optional(MONEY), "credit_limit_currency": optional(CURRENCY)}),
            ("supplier", {"bank_name": text(), "bank_account_number": text()}),
        )
    ),
    Table(
        "supplier_bank_change",  # the log of changed accounts; somebody else confirms each by calling the supplier
        {
            "id": key(),
            "supplier_id": key("supplier"),
            "old_account_number": text(),
            "new_account_number": text(),
            "changed_on": DAY,
            "employee_id": key("employee"),
            "confirmed_on": optional(DAY),
            "confirmed_by_id": optional(key("employee")),
            **STAMPS,
        },
        indexes=(("supplier_id",),),
    ),
    Table(
        "product",
        {
            "id": key(),
            "code": text(),
            "name": text(),
            "product_line": text(),
            "unit": text(),
            "list_price": MONEY,
            "standard_cost": MONEY,
            **STAMPS,
        },
    ),
    Table("warehouse", {"id": key(), "company_id": key("company"), "code": text(), "name": text(), **STAMPS}),
)

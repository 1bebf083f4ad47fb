"""Tables of the OA's forms about people's spending; see schema.py."""

from ingestion.demo.group.schema import DAY, MONEY, STAMPS, WHOLE, Table, key, optional, text

_ASKED = {
    "request_id": key("request"),
    "company_id": key("department"),
    "department_id": key("department"),
    "employee_id": key("employee"),
    "project_code": optional(text()),
}

FORMS_OF_PEOPLE: tuple[Table, ...] = (
    Table(
        "expense_policy",  # what is paid for a hotel night or a day's meals
        {
            "id": key(),
            "subject": text("hotel", "meals"),
            "city_tier": text("first", "second", "third", "abroad"),
            "grade": text("staff", "manager"),
            "currency": text(),
            "amount": MONEY,
            **STAMPS,
        },
    ),
    Table(
        "travel_request",
        {
            "id": key(),
            **_ASKED,
            "number": text(),
            "from_city": text(),
            "to_city": text(),
            "city_tier": text("first", "second", "third", "abroad"),
            "purpose": text(),
            "starts_on": DAY,
            "ends_on": DAY,
            "currency": text(),
            "estimated_amount": MONEY,
            "approved_on": optional(DAY),
            "status": text("in_approval", "approved"),
            **STAMPS,
        },
    ),
    Table(
        "expense_claim",
        {
            "id": key(),
            **_ASKED,
            "number": optional(text()),
            "travel_number": optional(text()),
            "currency": text(),
            "net_amount": MONEY,
            "tax_amount": MONEY,
            "gross_amount": MONEY,
            "submitted_on": optional(DAY),
            "decided_on": optional(DAY),
            "paid_on": optional(DAY),
            "status": text("draft", "in_approval", "approved", "rejected", "paid"),
            **STAMPS,
        },
        indexes=(("number",),),
    ),
    Table(
        "expense_claim_line",
        {
            "id": key(),
            "claim_id": key("expense_claim"),
            "sequence": WHOLE,
            "subject": text(),
            "incurred_on": DAY,
            "city": text(),
            "quantity": WHOLE,
            "invoice_number": optional(text()),
            "invoice_code": optional(text()),
            "seller_name": optional(text()),
            "net_amount": MONEY,
            "tax_amount": MONEY,
            "gross_amount": MONEY,
            # what the tax bureau's register says of the invoice; without a number there is nothing to ask for
            "invoice_status": optional(text("normal", "red_lettered", "voided")),
            "red_lettered_on": optional(DAY),
            **STAMPS,
        },
        parent=("expense_claim", "claim_id"),
        indexes=(("claim_id",), ("invoice_number",)),
    ),
)

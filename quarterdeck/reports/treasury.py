"""Reports of bills, credit, guarantees and fund plans."""

from quarterdeck.reports.report import COMMON, COMPANY, SYSTEM, Option, Report

BILLS_MATURITY = Report(
    name="bills-maturity",
    description="Bills on a day by the days to their maturity: held, issued, and those that may come back.",
    query="treasury/bills",
    columns=(
        *("system", "company", "company_name", "side", "state", "bill_number", "bill_kind", "acceptor", "party"),
        *("maturity_date", "days_to_maturity", "bucket", "currency", "bill_amount", "group_currency"),
        *("bill_amount_group", "bill_count", "source_table", "source_key", "load_id"),
    ),
    options=(
        *COMMON,
        Option("detail", "A row a bill, or sums by state and bucket.", "choice", ("bill", "bucket"), "bill"),
        Option("buckets", "Upper bounds in days to maturity, such as 30,60,90,180.", "buckets"),
    ),
)
BILL_EVENTS = Report(
    name="bill-events",
    description="What happened to bills between two days, with what discounts cost and what came back.",
    query="treasury/bill_events",
    columns=(
        *("system", "company", "company_name", "event_date", "bill_number", "side", "bill_kind", "acceptor", "event"),
        *("is_assumed", "customer", "supplier", "bank", "maturity_date", "currency", "event_amount", "bills_amount"),
        *("recourse_amount", "receivable_amount", "payable_amount", "cash_amount", "interest_amount", "fee_amount"),
        *("discount_rate", "claim_reopened_date", "source_table", "source_key", "load_id"),
    ),
    options=(
        Option("from_date", "First day.", "day", is_required=True),
        Option("until_date", "Last day.", "day", is_required=True),
        COMPANY,
        SYSTEM,
    ),
)
CREDIT_HEADROOM = Report(
    name="credit-headroom",
    description="What banks grant on a day, what loans, accepted bills and guarantees take from it, and what is left.",
    query="treasury/credit",
    columns=(
        *("system", "company", "company_name", "bank", "currency", "limit_amount", "drawn_amount", "accepted_amount"),
        *("guaranteed_amount", "margin_amount", "counted_amount", "headroom_amount", "undrawn_amount", "used_share"),
        *("line_state", "facility_end_date", "loan_count", "next_due_date", "next_due_amount", "group_currency"),
        "undrawn_amount_group",
    ),
)
BANK_MATURITIES = Report(
    name="bank-maturities",
    description="What falls due at the banks after a day: bills, loans, guarantees, facilities, each with its day.",
    query="treasury/maturities",
    columns=(
        *("system", "company", "company_name", "kind", "document_number", "bank", "party", "due_date", "days_to_due"),
        *("currency", "due_amount", "group_currency", "due_amount_group", "source_table", "source_key", "load_id"),
    ),
)
GUARANTEES = Report(
    name="guarantees",
    description="Guarantees that stand on a day, their margin, and when they expire.",
    query="treasury/guarantees",
    columns=(
        *("system", "company", "company_name", "side", "kind", "guarantee_number", "party", "contract_number", "bank"),
        *("currency", "guarantee_amount", "margin_amount", "issue_date", "expiry_date", "days_to_expiry", "status"),
        *("group_currency", "guarantee_amount_group", "source_table", "source_key", "load_id"),
    ),
)
FUND_PLAN = Report(
    name="fund-plan",
    description="The fund plan of a day's month: planned at first and now, executed, unplanned, missed.",
    query="fund_plans/plan",
    columns=(
        *("company", "company_name", "month_start_date", "department", "contract_number", "direction", "category"),
        *("currency", "plan_count"),
        *("revision_count", "original_amount", "planned_amount", "executed_amount", "unplanned_amount"),
        *("missed_amount", "executed_share"),
    ),
    options=(
        *COMMON,
        Option(
            "detail",
            "By company, or further by department or contract.",
            "choice",
            ("company", "department", "contract"),
            "company",
        ),
    ),
)

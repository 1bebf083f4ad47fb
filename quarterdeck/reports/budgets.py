"""Reports of budgets and expense claims."""

from quarterdeck.reports.report import AS_OF, COMMON, Option, Report

DIMENSIONS = ("company", "department", "project", "person", "product", "subject", "month")
AGAINST = ("department", "project", "company")
PERIODS = ("year", "half_year", "quarter", "month")
BUDGET_STATUS = Report(
    name="budget-status",
    description="Budgets of a year on a day: original, adjusted, revised, committed, actual, available, outlook.",
    query="budgets/status",
    columns=(
        *("fiscal_year", "company", "company_name", "department", "project", "person", "product", "subject"),
        *("month_start_date", "currency", "original_amount", "adjustment_amount", "revised_amount"),
        *("committed_amount", "actual_amount", "available_amount", "utilisation_pct", "outlook_amount"),
        *("outlook_pct", "null_reason"),
    ),
    options=(
        *COMMON,
        Option("year", "The fiscal year; that of the day by default.", "number"),
        Option("by", "What rows tell apart, separated by commas.", "words", DIMENSIONS, "company,department"),
        Option(
            "scope",
            "Accounts under a budget's control, or every cost and what is bought for stock.",
            "choice",
            ("budgeted", "all"),
            "budgeted",
        ),
        Option(
            "department",
            "Key of a department.",
            known_by="budgets/known_department",
            found_by="the page of budgets has the key in the address of a department",
        ),
    ),
)
BUDGET_VARIANCE = Report(
    name="budget-variance",
    description="Budget, actual and variance by account and period, of what each budget is laid against.",
    query="budgets/variance",
    columns=(
        *("fiscal_year", "company", "company_name", "department", "project", "account_number", "account_name"),
        *("period_start_date", "period_end_date", "currency", "budget_amount", "actual_amount", "variance_amount"),
    ),
    options=(
        *COMMON,
        Option("year", "The fiscal year; that of the day by default.", "number"),
        Option("against", "What budgets are laid against.", "choice", AGAINST, "department"),
        Option("period", "A row a year, half year, quarter or month.", "choice", PERIODS, "year"),
        Option("cumulative", "Carry what a period leaves over to the next.", "choice", ("no", "yes"), "no"),
    ),
)
BUDGET_PATH = Report(
    name="budget-path",
    description="The life of one commitment: request, contract, order, receipt, invoice; what is open and spent.",
    query="budgets/path",
    columns=(
        *("path_key", "event_date", "company", "stage", "movement", "commitment_number", "document_class"),
        *("document_number", "department", "account_number", "account_name", "account_basis", "project", "supplier"),
        *("currency", "committed_amount", "actual_amount", "company_currency", "committed_amount_company"),
        *("actual_amount_company", "open_amount_company", "spent_amount_company"),
        *("system", "source_table", "source_key", "load_id"),
    ),
    options=(
        AS_OF,
        Option(
            "key",
            "Number or key of any document of it.",
            is_required=True,
            known_by="budgets/known_path",
            found_by="it takes the number of a request, contract, order, receipt, invoice, journey or claim",
        ),
    ),
)
EXPENSE_CLAIMS = Report(
    name="expense-claims",
    description="Expense claims on a day: amounts, days to approval and payment, policy, invoices used twice.",
    query="budgets/claims",
    columns=(
        *("system", "company", "company_name", "department", "person", "claim_number", "status", "line_number"),
        *("subject", "city", "incurred_date", "submitted_date", "approved_date", "paid_date", "invoice_number"),
        *("reimbursed_with", "currency", "gross_amount", "net_amount", "allowed_amount", "excess_amount"),
        *("company_currency", "gross_amount_company", "line_count", "claim_count", "duplicate_count"),
        *("over_policy_count", "red_lettered_count", "approval_days", "cycle_days"),
        *("source_table", "source_key", "load_id"),
    ),
    options=(
        *COMMON,
        Option("from_date", "Claims submitted on it or later.", "day"),
        Option(
            "detail",
            "A row a line, or sums by claim, person, department or subject.",
            "choice",
            ("line", "claim", "person", "department", "subject"),
            "claim",
        ),
        Option(
            "only",
            "Lines whose invoice was reimbursed before, that are beyond the policy, or whose invoice was cancelled.",
            "choice",
            ("duplicate", "over_policy", "red_lettered"),
        ),
    ),
)

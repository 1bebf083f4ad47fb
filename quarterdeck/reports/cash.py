"""Reports of cash."""

from quarterdeck.reports.report import AS_OF, COMPANY, SYSTEM, Option, Report

CASH_POSITION = Report(
    name="cash-position",
    description="Cash on a day by account, bank, company and currency: free, restricted, in transit.",
    query="cash/position",
    columns=(
        *("system", "company", "company_name", "bank", "account_number", "ledger_account", "purpose", "state"),
        *("currency", "balance_amount", "company_currency", "balance_amount_company", "group_currency"),
        *("balance_amount_group", "account_count", "last_line_date", "source_table", "source_key", "load_id"),
    ),
    options=(
        AS_OF,
        COMPANY,
        SYSTEM,
        Option(
            "detail",
            "A row an account, or sums by bank, company or currency.",
            "choice",
            ("account", "bank", "company", "currency"),
            "account",
        ),
    ),
)
CASH_FLOW = Report(
    name="cash-flow",
    description="Cash flow between two days: opening + flows by category + exchange difference = closing.",
    query="cash/flow",
    columns=(
        *("period_start_date", "period_end_date", "company", "company_name", "section", "category"),
        *("company_currency", "amount_company", "group_currency", "amount_group", "line_count"),
    ),
    options=(
        Option("from_date", "First day.", "day", is_required=True),
        Option("until_date", "Last day.", "day", is_required=True),
        Option(
            "period", "A day, a week, a month, or the whole time.", "choice", ("day", "week", "month", "whole"), "whole"
        ),
        COMPANY,
        SYSTEM,
        Option("accounts", "All, or those whose money may be spent freely.", "choice", ("all", "free"), "all"),
        Option("detail", "By company, or all companies in one.", "choice", ("company", "group"), "company"),
    ),
)

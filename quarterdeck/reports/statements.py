"""Statements of the general ledger."""

from quarterdeck.reports.report import COMMON, Option, Report

_FROM = Option("from_date", "First day; by default that of the fiscal year.", "day")
_BY = Option("by", "A row for the whole, or a row for each month of it.", "choice", ("whole", "month"), "whole")
_SCOPE = Option("scope", "A row a company, or their sum.", "choice", ("company", "group"), "company")
TRIAL_BALANCE = Report(
    name="trial-balance",
    description="Opening, debits, credits and closing of every account, company by company, of a span or its months.",
    query="statements/trial_balance",
    columns=(
        *("system", "company", "company_name", "period_end_date", "account_number", "account_name", "account_type"),
        *("statement", "statement_line", "dimension", "currency", "opening_amount", "debit_amount", "credit_amount"),
        *("closing_amount", "source_table", "source_key", "load_id"),
    ),
    options=(
        *COMMON,
        _FROM,
        _BY,
        Option(
            "detail",
            "A row an account, or an account and one of these.",
            "choice",
            ("account", "department", "project", "counterparty"),
            "account",
        ),
    ),
)
GROUP_TRIAL_BALANCE = Report(
    name="group-trial-balance",
    description="The group's opening, debits, credits and closing by line, translation and elimination apart.",
    query="statements/group_trial_balance",
    columns=(
        *("period_end_date", "statement", "statement_line", "dimension", "presentation_currency", "opening_group"),
        *(
            "debit_group",
            "credit_group",
            "closing_group",
            "translation_group",
            "elimination_group",
            "consolidated_group",
        ),
    ),
    options=(
        *COMMON,
        _FROM,
        _BY,
        Option(
            "detail", "A row a line, or a line and one of these.", "choice", ("line", "department", "project"), "line"
        ),
    ),
)
PROFIT_AND_LOSS = Report(
    name="profit-and-loss",
    description="Income and expenses from one day to another; what companies of the group sell each other apart.",
    query="statements/profit_and_loss",
    columns=(
        *("company", "company_name", "period_end_date", "section", "line", "account_number", "account_name"),
        *(
            "dimension",
            "currency",
            "amount",
            "presentation_currency",
            "amount_group",
            "elimination_group",
            "consolidated_group",
        ),
    ),
    options=(
        *COMMON,
        _FROM,
        _BY,
        _SCOPE,
        Option(
            "detail",
            "A row a line of the statement, or a line and one of these.",
            "choice",
            ("line", "account", "department", "project"),
            "line",
        ),
    ),
)
BALANCE_SHEET = Report(
    name="balance-sheet",
    description="Assets, liabilities and equity on a day or month ends; the group's with eliminations and translation.",
    query="statements/balance_sheet",
    columns=(
        *("company", "company_name", "period_end_date", "section", "line", "account_number", "account_name"),
        *(
            "dimension",
            "currency",
            "amount",
            "presentation_currency",
            "translation_group",
            "amount_group",
            "elimination_group",
        ),
        "consolidated_group",
    ),
    options=(
        *COMMON,
        Option("from_date", "By month: the day from which on; by default the first of the fiscal year.", "day"),
        _BY,
        _SCOPE,
        Option(
            "detail",
            "A row a line of the statement, or a line and one of these.",
            "choice",
            ("line", "account", "department", "project"),
            "line",
        ),
    ),
)

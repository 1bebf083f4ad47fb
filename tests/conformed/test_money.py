"""Money, books and budgets of the group, against the ERP's own tables, and tied to each other as auditors tie them."""

import pytest

from tests.conformed.conftest import Warehouse

# parent and key of every reference from one of our entities to another
REFERENCES = {
    "accounts": {"bank_account_key": "bank_accounts"},
    "ledger_entries": {
        "account_key": "accounts",
        "department_key": "departments",
        "employee_key": "employees",
        "product_key": "products",
        "reversed_journal_entry_key": "ledger_entries.journal_entry_key",
    },
    "bank_lines": {"bank_account_key": "bank_accounts"},
    "cash_documents": {
        "item_key": "open_items",
        "customer_key": "customers",
        "supplier_key": "suppliers",
        "bank_account_key": "bank_accounts",
        "bill_key": "bills",
        "replaced_cash_document_key": "cash_documents.cash_document_key",
    },
    "bills": {"customer_key": "customers", "supplier_key": "suppliers"},
    "bill_events": {
        "bill_key": "bills",
        "bank_account_key": "bank_accounts",
        "cash_document_key": "cash_documents",
    },
    "loans": {"credit_facility_key": "credit_facilities"},
    "loan_events": {"loan_key": "loans", "bank_account_key": "bank_accounts"},
    "guarantees": {"customer_key": "customers", "margin_bank_account_key": "bank_accounts.bank_account_key"},
    "guarantee_events": {"guarantee_key": "guarantees"},
    "fund_transfers": {
        "from_bank_account_key": "bank_accounts.bank_account_key",
        "to_bank_account_key": "bank_accounts.bank_account_key",
    },
    "advances": {
        "customer_key": "customers",
        "supplier_key": "suppliers",
        "cash_document_key": "cash_documents",
    },
    "payment_promises": {
        "item_key": "open_items",
        "customer_key": "customers",
        "employee_key": "employees",
        "replaced_payment_promise_key": "payment_promises.payment_promise_key",
    },
    "disputes": {
        "item_key": "open_items",
        "customer_key": "customers",
        "employee_key": "employees",
        "credit_item_key": "open_items.item_key",
    },
    "budget_lines": {
        "budget_version_key": "budget_versions",
        "department_key": "departments",
        "account_key": "accounts",
    },
    "budget_adjustments": {"department_key": "departments", "account_key": "accounts"},
}
# our rows: our amount, their table, their amount, and the parent that knows the company where a row does not
TOTALS = {
    "bank_accounts": ("opening_amount", "bank_account", "opening_amount", ""),
    "bank_lines": ("line_amount", "bank_line", "t.amount", "bank_account p on p.id = t.bank_account_id"),
    "cash_documents where cash_direction = 'receipt'": ("cash_amount_company", "receipt", "amount_company", ""),
    "cash_documents where cash_direction = 'payment'": ("cash_amount_company", "payment", "amount_company", ""),
    "cash_documents where is_returned": ("bank_amount", "payment where is_returned = 1", "bank_amount", ""),
    "cash_documents where is_advance and cash_direction = 'receipt'": (
        "cash_amount",
        "receipt where is_advance = 1",
        "amount",
        "",
    ),
    "bills": ("bill_amount", "note", "amount", ""),
    "bill_events": (
        "event_amount - interest_amount - fee_amount",
        "note_event",
        "t.amount - interest_amount - fee_amount",
        "note p on p.id = t.note_id",
    ),
    "credit_facilities": ("limit_amount", "facility", "limit_amount", ""),
    "loans": ("loan_amount * (1 + interest_rate)", "loan", "amount * (1 + interest_rate)", ""),
    "loan_events": ("event_amount", "loan_event", "t.amount", "loan p on p.id = t.loan_id"),
    "guarantees": ("guarantee_amount + margin_amount", "guarantee", "amount + margin_amount", ""),
    "guarantee_events": (
        "margin_amount",
        "guarantee_event",
        "t.margin_amount",
        "guarantee p on p.id = t.guarantee_id",
    ),
    "fund_transfers": ("from_amount + to_amount", "fund_transfer", "from_amount + to_amount", ""),
    "payment_promises": ("promised_amount", "payment_promise", "amount", ""),
    "payment_promises where promise_status = 'replaced'": (
        "promised_amount",
        "payment_promise where status = 'replaced'",
        "amount",
        "",
    ),
    "disputes": ("disputed_amount", "dispute", "amount", ""),
    "disputes where dispute_outcome = 'credited'": (
        "disputed_amount",
        "dispute where outcome = 'credited'",
        "amount",
        "",
    ),
    "budget_versions": ("fiscal_year", "budget_version", "year", ""),
    "budget_lines": ("budget_amount", "budget_line", "amount", "budget_version p on p.id = t.version_id"),
    "budget_adjustments": ("adjustment_amount", "budget_adjustment", "amount", ""),
    "ledger_entries where ledger_amount_company > 0": (
        "ledger_amount_company",
        "journal_line where t.amount_company > 0",
        "amount_company",
        "journal_entry p on p.id = t.entry_id",
    ),
}


@pytest.mark.parametrize("entity", REFERENCES)
def test_references_resolve(warehouse: Warehouse, entity: str) -> None:
    for column, parent in REFERENCES[entity].items():
        table, _, key = parent.partition(".")
        stated, lost = warehouse.references(f"conformed.{entity}", column, f"conformed.{table}", key or column)
        assert not lost and stated, f"{entity}.{column}"


@pytest.mark.parametrize("entity", TOTALS)
def test_totals_equal_the_source_by_company(warehouse: Warehouse, entity: str) -> None:
    ours, table, theirs, parent = TOTALS[entity]
    name, _, only = table.partition(" where ")
    found = warehouse.rows(
        f"select company_id, count(*), (sum({ours}) * 100)::decimal(18, 0)::bigint from conformed.{entity} group by 1"
    )
    expected = warehouse.source_rows(
        "erp",
        f"select cast({'p' if parent else 't'}.company_id as text), count(*), "
        f"cast(round(sum({theirs}) * 100) as integer) from {name} t "
        f"{'join ' + parent if parent else ''} {'where ' + only if only else ''} group by 1",
    )
    assert found == expected and found


def test_every_class_of_open_items_is_its_accounts_on_every_day(warehouse: Warehouse) -> None:
    """Receivables, payables and advances, each apart, in both currencies; the journal is the judge."""
    days = warehouse.rows(
        """
        with movements as (
            select ledger_side, company_key, currency, effect_date as day, effect_amount as items,
                effect_amount_company as items_company, 0 as books, 0 as books_company
            from conformed.open_item_effects
            inner join conformed.open_items using (item_key)
            union all
            select account_class, ledger_entries.company_key, ledger_entries.currency, posting_date, 0, 0,
                ledger_amount * sign, ledger_amount_company * sign
            from conformed.ledger_entries
            inner join conformed.accounts using (account_key)
            inner join (values ('receivable', 1), ('customer_advance', 1), ('payable', -1), ('supplier_advance', -1))
                as sides (account_class, sign) using (account_class)
        ),
        daily as (
            select ledger_side, day, sum(items) = sum(books) and sum(items_company) = sum(books_company) as is_equal
            from movements
            group by ledger_side, company_key, currency, day
        )
        select ledger_side, bool_and(is_equal), count(*) > 0 from daily group by 1
        """
    )
    sides = ("customer_advance", "payable", "receivable", "supplier_advance")
    assert days == [(side, True, True) for side in sides]


def test_an_advance_is_asked_for_paid_and_used_as_such(warehouse: Warehouse) -> None:
    paid = warehouse.rows(
        """
        select distinct advance_status, requested_amount = cash_amount, is_advance,
            advances.ledger_side = cash_documents.ledger_side, advances.customer_key is not distinct from
            cash_documents.customer_key
        from conformed.advances left join conformed.cash_documents using (cash_document_key)
        where advance_status = 'paid'
        """
    )
    assert paid == [("paid", True, True, True, True)]
    used = warehouse.rows(
        """
        select max(residual) <= 0, min(residual - document_amount) >= 0 from (
            select document_amount, sum(effect_amount) as residual
            from conformed.open_items inner join conformed.open_item_effects using (item_key)
            where ledger_side in ('customer_advance', 'supplier_advance')
            group by item_key, document_amount
        )
        """
    )
    assert used == [(True, True)]


def test_banks_state_what_the_books_keep(warehouse: Warehouse) -> None:
    """Opening balance and lines of every account are its ledger account, and its last stated balance."""
    accounts = warehouse.rows(
        """
        with lines as (
            select bank_account_key, sum(line_amount) as amount, arg_max(balance_amount, line_number) as balance_amount
            from conformed.bank_lines group by 1
        ),
        books as (
            select bank_account_key, sum(ledger_amount) as amount
            from conformed.ledger_entries inner join conformed.accounts using (account_key) group by 1
        )
        select distinct opening_amount + coalesce(lines.amount, 0) = books.amount,
            coalesce(lines.balance_amount, opening_amount) = books.amount
        from conformed.bank_accounts
        left join lines using (bank_account_key)
        left join books using (bank_account_key)
        """
    )
    assert accounts == [(True, True)]


def test_receipts_and_payments_are_lines_of_the_bank(warehouse: Warehouse) -> None:
    """What was returned came and went, what was entered anew moved once."""
    accounts = warehouse.rows(
        """
        with lines as (
            select bank_account_key, sum(line_amount) as amount from conformed.bank_lines
            where purpose in ('收款 Receipt', '付款 Payment', '退汇 Returned') group by 1
        ),
        documents as (
            select bank_account_key, sum(if(cash_direction = 'receipt', bank_amount, -bank_amount)) as amount
            from conformed.cash_documents where document_status = 'posted' and medium = 'bank' group by 1
        )
        select distinct lines.amount = documents.amount from lines full join documents using (bank_account_key)
        """
    )
    assert accounts == [(True,)]


def test_a_transfer_is_two_lines_of_the_banks(warehouse: Warehouse) -> None:
    legs = warehouse.rows(
        """
        with legs as (
            select bank_account_key, day, amount, count(*) as legs from (
                select from_bank_account_key as bank_account_key, transfer_date as day, -from_amount as amount
                from conformed.fund_transfers
                union all
                select to_bank_account_key, transfer_date, to_amount from conformed.fund_transfers
            ) group by all
        ),
        lines as (
            select bank_account_key, value_date as day, line_amount as amount, count(*) as lines
            from conformed.bank_lines where counterparty_name like '本单位账户%' group by all
        )
        select distinct legs = lines from legs full join lines using (bank_account_key, day, amount)
        """
    )
    assert legs == [(True,)]


def test_entries_balance_and_what_undoes_one_is_its_opposite(warehouse: Warehouse) -> None:
    assert not warehouse.rows(
        "select journal_entry_key from conformed.ledger_entries group by 1 having sum(ledger_amount_company) <> 0"
    )
    undone = warehouse.rows(
        """
        with pairs as (
            select reversed_journal_entry_key as entry, account_key, ledger_amount_company as amount
            from conformed.ledger_entries where is_reversal
            union all
            select journal_entry_key, account_key, ledger_amount_company from conformed.ledger_entries
            where journal_entry_key in (select reversed_journal_entry_key from conformed.ledger_entries)
        )
        select distinct sum(amount) from pairs group by entry, account_key
        """
    )
    assert undone == [(0,)]
    unnamed = "select count(*) from conformed.ledger_entries where is_reversal and reversed_journal_entry_key is null"
    assert warehouse.rows(unnamed) == [(0,)]


@pytest.mark.parametrize(
    ("account_class", "entity", "adds", "takes"),
    [
        ("bills_receivable", "bill_events", ("received",), ("endorsed", "discounted", "collected")),
        ("bills_payable", "bill_events", ("paid",), ("issued",)),
        ("loan", "loan_events", ("repayment",), ("drawdown",)),
    ],
)
def test_bills_and_loans_are_in_the_books_on_every_day(
    warehouse: Warehouse, account_class: str, entity: str, adds: tuple[str, ...], takes: tuple[str, ...]
) -> None:
    signs = " ".join(f"when '{event}' then {sign}" for sign, events in ((1, adds), (-1, takes)) for event in events)
    events = warehouse.rows(
        f"select company_key, event_date, sum(event_amount * (case event_type {signs} else 0 end)) as amount "
        f"from conformed.{entity} group by 1, 2 having amount <> 0"
    )
    books = warehouse.rows(
        "select ledger_entries.company_key, posting_date, sum(ledger_amount) as amount from conformed.ledger_entries "
        "inner join conformed.accounts using (account_key) "
        f"where account_class = '{account_class}' group by 1, 2 having amount <> 0"
    )
    assert events == books and events


def test_states_are_those_of_the_last_event(warehouse: Warehouse) -> None:
    states = warehouse.rows(
        """
        select distinct bill_status, event_type from conformed.bills inner join conformed.bill_events using (bill_key)
        qualify row_number() over (
            partition by bill_key order by event_date desc, event_type in ('received', 'issued')
        ) = 1
        """
    )
    assert ("held", "received") in states
    assert all(status == event for status, event in states if status != "held")
    loans = "case loan_status when 'repaid' then 0 else loan_amount end"
    assert warehouse.rows(
        f"""
        select distinct {loans} = sum(case event_type when 'interest' then 0 when 'drawdown' then event_amount
            else -event_amount end)
        from conformed.loans inner join conformed.loan_events using (loan_key)
        group by loan_key, loan_status, loan_amount
        """
    ) == [(True,)]


def test_margins_lie_on_their_accounts(warehouse: Warehouse) -> None:
    accounts = warehouse.rows(
        """
        with lines as (
            select bank_account_key, sum(line_amount) as amount from conformed.bank_lines
            inner join conformed.bank_accounts using (bank_account_key)
            where bank_accounts.purpose = 'margin' group by 1
        ),
        margins as (
            select margin_bank_account_key as bank_account_key, sum(guarantee_events.margin_amount) as amount
            from conformed.guarantee_events inner join conformed.guarantees using (guarantee_key) group by 1
        )
        select distinct lines.amount = margins.amount from lines full join margins using (bank_account_key)
        """
    )
    assert accounts == [(True,)]


def test_a_version_of_the_budget_holds_months_of_its_year(warehouse: Warehouse) -> None:
    months = "select distinct year(month_start_date) = fiscal_year, day(month_start_date) from conformed.budget_lines"
    assert warehouse.rows(f"{months} inner join conformed.budget_versions using (budget_version_key)") == [(True, 1)]
    kinds = "select version_kind, count(*) > 0 from conformed.budget_versions group by 1"
    assert warehouse.rows(kinds) == [("original", True), ("revision", True)]
    applied = (
        "select adjustment_status, bool_and(approval_date is not null) from conformed.budget_adjustments group by 1"
    )
    assert warehouse.rows(applied) == [("approved", True), ("requested", False)]


def test_the_chart_says_what_every_account_is(warehouse: Warehouse) -> None:
    assert not warehouse.rows("select * from conformed.accounts where account_type is null or account_class = 'other'")
    of_types = warehouse.rows("select distinct account_type, statement_type from conformed.accounts")
    assert of_types == [
        ("asset", "balance"),
        ("equity", "balance"),
        ("expense", "income"),
        ("income", "income"),
        ("liability", "balance"),
    ]

"""Tables of the demonstration ERP: dates YYYY-MM-DD, instants in UTC, money and rates as exact text."""

from ingestion.demo.erp_sides import PURCHASES, SALES, Side

_SHARED = """
create table company (
    id integer primary key,
    code text not null unique,
    name text not null,
    currency text not null references currency,
    parent_id integer references company,
    created_at text not null,
    updated_at text not null
);
create table currency (
    code text primary key,
    name text not null,
    minor_digits integer not null,
    updated_at text not null
);
create table exchange_rate (
    id integer primary key,
    rate_date text not null,
    from_currency text not null references currency,
    to_currency text not null references currency,
    rate text not null,
    updated_at text not null,
    unique (rate_date, from_currency, to_currency)
);
create table account (
    id integer primary key,
    company_id integer not null references company,
    number text not null,
    name text not null,
    account_class text not null check (
        account_class in ('receivable', 'bank', 'revenue', 'tax', 'exchange', 'payable', 'expense')
    ),
    currency text not null references currency,
    updated_at text not null,
    unique (company_id, number)
);
create table journal_entry (
    id integer primary key,
    company_id integer not null references company,
    number text not null unique,
    posting_date text not null,
    document_type text not null,
    document_id integer not null,
    created_at text not null,
    updated_at text not null
);
create table journal_line (
    id integer primary key,
    entry_id integer not null references journal_entry,
    account_id integer not null references account,
    customer_id integer references customer,
    supplier_id integer references supplier,
    currency text not null references currency,
    amount text not null,
    amount_company text not null,
    updated_at text not null,
    check (customer_id is null or supplier_id is null)
);
create index journal_line_entry on journal_line (entry_id);
create index journal_line_account on journal_line (account_id);
create index journal_entry_document on journal_entry (document_type, document_id);
"""
_OF_A_SIDE = """
create table {party} (
    id integer primary key,
    number text not null unique,
    name text not null,
    {party}_group text,
    country text,
    tax_number text,
    represents_company_id integer references company,
    created_at text not null,
    updated_at text not null
);
create table {invoice} (
    id integer primary key,
    company_id integer not null references company,
    number text not null unique,
    document_kind text not null check (document_kind in ('invoice', 'credit_note')),
    {party}_id integer not null references {party},{their_number}
    account_id integer not null references account,
    status text not null check (status in ('draft', 'posted', 'cancelled')),
    document_date text not null,
    posting_date text not null,
    due_date text,
    currency text not null references currency,
    exchange_rate text not null,
    net_amount text not null,
    tax_amount text not null,
    gross_amount text not null,
    gross_amount_company text not null,
    original_invoice_id integer references {invoice},
    cancelled_on text,
    created_at text not null,
    updated_at text not null
);
create table {invoice}_instalment (
    id integer primary key,
    invoice_id integer not null references {invoice},
    sequence integer not null,
    due_date text not null,
    amount text not null,
    updated_at text not null,
    unique (invoice_id, sequence)
);
create table {cash} (
    id integer primary key,
    company_id integer not null references company,
    number text not null unique,
    {party}_id integer not null references {party},
    account_id integer not null references account,
    status text not null check (status in ('draft', 'posted', 'cancelled')),
    posting_date text not null,
    currency text not null references currency,
    exchange_rate text not null,
    amount text not null,
    amount_company text not null,
    bank_reference text,
    cancelled_on text,
    created_at text not null,
    updated_at text not null
);
create table {settlement} (
    id integer primary key,
    company_id integer not null references company,
    invoice_id integer not null references {invoice},
    {cash}_id integer references {cash},
    credit_note_id integer references {invoice},
    instalment_sequence integer,
    settled_on text not null,
    amount text not null,
    amount_company_invoice text not null,
    amount_company_credit text not null,
    reversed_on text,
    created_at text not null,
    updated_at text not null,
    check (({cash}_id is null) <> (credit_note_id is null))
);
create index {settlement}_invoice on {settlement} (invoice_id);
create index {settlement}_{cash} on {settlement} ({cash}_id);
create index {settlement}_credit_note on {settlement} (credit_note_id);
create index {invoice}_{party} on {invoice} ({party}_id, posting_date);
create index {cash}_{party} on {cash} ({party}_id, posting_date);
"""


def _tables(side: Side, their_number: str = "") -> str:
    return _OF_A_SIDE.format(
        party=side.party,
        invoice=side.invoice,
        cash=side.cash,
        settlement=side.settlement,
        their_number=their_number,
    )


SCHEMA = _SHARED + _tables(SALES) + _tables(PURCHASES, "\n    supplier_invoice_number text not null,")

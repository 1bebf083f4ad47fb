"""Tables of the demonstration ERP: dates YYYY-MM-DD, instants in UTC, money and rates as exact text."""

SCHEMA = """
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
    account_class text not null check (account_class in ('receivable', 'bank', 'revenue', 'tax', 'exchange')),
    currency text not null references currency,
    updated_at text not null,
    unique (company_id, number)
);
create table customer (
    id integer primary key,
    number text not null unique,
    name text not null,
    customer_group text,
    country text,
    tax_number text,
    represents_company_id integer references company,
    created_at text not null,
    updated_at text not null
);
create table sales_invoice (
    id integer primary key,
    company_id integer not null references company,
    number text not null unique,
    document_kind text not null check (document_kind in ('invoice', 'credit_note')),
    customer_id integer not null references customer,
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
    original_invoice_id integer references sales_invoice,
    cancelled_on text,
    created_at text not null,
    updated_at text not null
);
create table sales_invoice_instalment (
    id integer primary key,
    invoice_id integer not null references sales_invoice,
    sequence integer not null,
    due_date text not null,
    amount text not null,
    updated_at text not null,
    unique (invoice_id, sequence)
);
create table receipt (
    id integer primary key,
    company_id integer not null references company,
    number text not null unique,
    customer_id integer not null references customer,
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
create table settlement (
    id integer primary key,
    company_id integer not null references company,
    invoice_id integer not null references sales_invoice,
    receipt_id integer references receipt,
    credit_note_id integer references sales_invoice,
    instalment_sequence integer,
    settled_on text not null,
    amount text not null,
    amount_company_invoice text not null,
    amount_company_credit text not null,
    reversed_on text,
    created_at text not null,
    updated_at text not null,
    check ((receipt_id is null) <> (credit_note_id is null))
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
    currency text not null references currency,
    amount text not null,
    amount_company text not null,
    updated_at text not null
);
create index settlement_invoice on settlement (invoice_id);
create index settlement_receipt on settlement (receipt_id);
create index settlement_credit_note on settlement (credit_note_id);
create index sales_invoice_customer on sales_invoice (customer_id, posting_date);
create index receipt_customer on receipt (customer_id, posting_date);
create index journal_line_entry on journal_line (entry_id);
create index journal_line_account on journal_line (account_id);
create index journal_entry_document on journal_entry (document_type, document_id);
"""

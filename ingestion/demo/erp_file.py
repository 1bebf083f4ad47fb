"""The SQLite file of the demonstration ERP: its tables, and how dates and money stand in them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import polars as pl

from ingestion.demo.erp_world import CURRENCIES, RATE_UNIT

_RATE_DIGITS = len(str(RATE_UNIT)) - 1
SCHEMA = """
create table company (
    id integer primary key, code text not null unique, name text not null, currency text not null references currency,
    parent_id integer references company, created_at text not null, updated_at text not null);
create table currency (
    code text primary key, name text not null, minor_digits integer not null, updated_at text not null);
create table exchange_rate (
    id integer primary key, rate_date text not null, from_currency text not null references currency,
    to_currency text not null references currency, rate text not null, updated_at text not null,
    unique (rate_date, from_currency, to_currency));
create table account (
    id integer primary key, company_id integer not null references company, number text not null, name text not null,
    account_class text not null check (account_class in ('receivable', 'bank', 'revenue', 'tax', 'exchange')),
    currency text not null references currency, updated_at text not null, unique (company_id, number));
create table customer (
    id integer primary key, number text not null unique, name text not null, customer_group text, country text,
    tax_number text, represents_company_id integer references company, created_at text not null,
    updated_at text not null);
create table sales_invoice (
    id integer primary key, company_id integer not null references company, number text not null unique,
    document_kind text not null check (document_kind in ('invoice', 'credit_note')),
    customer_id integer not null references customer, account_id integer not null references account,
    status text not null check (status in ('draft', 'posted', 'cancelled')),
    document_date text not null, posting_date text not null, due_date text, currency text not null references currency,
    exchange_rate text not null, net_amount text not null, tax_amount text not null, gross_amount text not null,
    gross_amount_company text not null, original_invoice_id integer references sales_invoice, cancelled_on text,
    created_at text not null, updated_at text not null);
create table sales_invoice_instalment (
    id integer primary key, invoice_id integer not null references sales_invoice, sequence integer not null,
    due_date text not null, amount text not null, updated_at text not null, unique (invoice_id, sequence));
create table receipt (
    id integer primary key, company_id integer not null references company, number text not null unique,
    customer_id integer not null references customer, account_id integer not null references account,
    status text not null check (status in ('draft', 'posted', 'cancelled')), posting_date text not null,
    currency text not null references currency, exchange_rate text not null, amount text not null,
    amount_company text not null, bank_reference text, cancelled_on text, created_at text not null,
    updated_at text not null);
create table settlement (
    id integer primary key, company_id integer not null references company,
    invoice_id integer not null references sales_invoice, receipt_id integer references receipt,
    credit_note_id integer references sales_invoice, instalment_sequence integer, settled_on text not null,
    amount text not null, amount_company_invoice text not null, amount_company_credit text not null,
    reversed_on text, created_at text not null, updated_at text not null,
    check ((receipt_id is null) <> (credit_note_id is null)));
create table journal_entry (
    id integer primary key, company_id integer not null references company, number text not null unique,
    posting_date text not null, document_type text not null, document_id integer not null, created_at text not null,
    updated_at text not null);
create table journal_line (
    id integer primary key, entry_id integer not null references journal_entry,
    account_id integer not null references account, customer_id integer references customer,
    currency text not null references currency, amount text not null, amount_company text not null,
    updated_at text not null);
create index settlement_invoice on settlement (invoice_id);
create index settlement_receipt on settlement (receipt_id);
create index settlement_credit_note on settlement (credit_note_id);
create index sales_invoice_customer on sales_invoice (customer_id, posting_date);
create index receipt_customer on receipt (customer_id, posting_date);
create index journal_line_entry on journal_line (entry_id);
create index journal_line_account on journal_line (account_id);
create index journal_entry_document on journal_entry (document_type, document_id);
"""
_UPDATED = (
    "customer",
    "sales_invoice",
    "sales_invoice_instalment",
    "receipt",
    "settlement",
    "journal_entry",
    "journal_line",
)


def write_database(path: Path, tables: dict[str, pl.DataFrame]) -> None:
    """Write the tables to a new file beside `path`, and rename it to `path` when it is complete.

    Args:
        path: the file that is replaced.
        tables: by name, at least with the table's columns; dates, instants, money and rates as whole numbers.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(partial)) as connection:
            connection.executescript(SCHEMA)
            for table in _UPDATED:
                connection.execute(f"create index {table}_updated on {table} (updated_at)")
            for table, frame in tables.items():
                columns = [row[1] for row in connection.execute(f"pragma table_info({table})")]
                marks = ", ".join("?" * len(columns))
                connection.executemany(
                    f"insert into {table} values ({marks})", _as_stored(frame, columns).rows()
                )
            connection.commit()
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _as_stored(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Dates as YYYY-MM-DD, instants as YYYY-MM-DD HH:MM:SS (UTC), money and rates as exact decimal text."""
    return frame.select(_stored(name) if frame[name].dtype.is_integer() else pl.col(name) for name in columns)


def _stored(name: str) -> pl.Expr:
    column = pl.col(name)
    if name.endswith(("_date", "_on")):
        return column.cast(pl.Int32).cast(pl.Date).dt.to_string("%Y-%m-%d")
    if name.endswith("_at"):
        return pl.from_epoch(column, "s").dt.to_string("%Y-%m-%d %H:%M:%S")
    if name in ("rate", "exchange_rate"):
        return _decimal(column, _RATE_DIGITS)
    if "amount" in name:
        return _decimal(column, 2)
    if name.endswith("currency"):
        return column.replace_strict(np.arange(len(CURRENCIES)), np.array(CURRENCIES)).alias(name)
    return column


def _decimal(column: pl.Expr, digits: int) -> pl.Expr:
    whole, rest = column.abs() // 10**digits, column.abs() % 10**digits
    sign = pl.when(column < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.format("{}{}.{}", sign, whole, rest.cast(pl.String).str.zfill(digits)).alias(
        column.meta.output_name()
    )

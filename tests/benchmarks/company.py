"""A company of a million invoices: made by arithmetic, landed as dlt lands, built and published by the real steps."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from flows import steps
from ingestion import loader
from quarterdeck.publication import read_pointer
from quarterdeck.settings import Settings, load_settings
from tests.benchmarks.measuring import Options

INVOICES, EFFECTS = 1_000_000, 2_750_000
AS_OF = date(2026, 10, 31)
SETTINGS = f"""
presentation_currency = "CNY"
as_of = {AS_OF}
[systems.erp]
kind = "demo_erp"
url = "sqlite:///nothing.sqlite"
[[companies]]
code = "yuanzhou"
name = "Yuanzhou"
currency = "CNY"
sources = {{ erp = "1" }}
[[companies]]
code = "overseas"
name = "Overseas"
currency = "USD"
parent = "yuanzhou"
sources = {{ erp = "2" }}
"""
# A receipt pays up to five invoices of one customer, one in ten of them in part; a fifth of all invoices is unpaid.
# With an effect a document and two a settlement this makes about 2.75 effects an invoice.
_WORLD = """
create table invoice as
with drawn as (
    select
        n as id,
        (n - 1) // 5 as receipt_number,
        hash(receipt_number) as dice,
        (10000 + hash(n, 'amount') % 5000000)::bigint as cents,
        -- four years of postings, those of one receipt within a month
        date '2026-10-31' - (dice // 7 % 1460)::integer - (hash(n) % 28)::integer as posting_date,
        (hash(n, 'terms') % 4)::integer * 30 as terms
    from range(1, $invoices + 1) as numbers (n)
)
select
    id,
    1 + (receipt_number % 5 = 0)::integer as company_id,
    1 + dice % $customers as customer_id,
    posting_date,
    cents,
    (cents / 100)::decimal(38, 2) as amount,
    posting_date + terms as due_date
from drawn;

create table receipt as
select
    1 + (id - 1) // 5 as id,
    any_value(company_id) as company_id,
    any_value(customer_id) as customer_id,
    least(max(posting_date) + (10 + hash(1 + (id - 1) // 5, 'late') % 120)::integer, date '2027-06-30') as posting_date
from invoice
group by (id - 1) // 5;

-- some of what would have been paid by now stays open, and so does all that is paid later
create table settlement as
select
    row_number() over (order by invoice.id) as id,
    invoice.company_id,
    invoice.id as invoice_id,
    receipt.id as receipt_id,
    receipt.posting_date as settled_on,
    -- one in ten is paid in part
    case when hash(invoice.id, 'part') % 10 = 0 then (invoice.cents // 2 / 100)::decimal(38, 2) else invoice.amount end
        as amount
from invoice
inner join receipt on 1 + (invoice.id - 1) // 5 = receipt.id
where receipt.posting_date <= date '2026-10-31' and hash(invoice.id, 'open') % 100 < 83;

create table paid as
select receipt_id, sum(amount)::decimal(38, 2) as amount from settlement group by receipt_id;
"""
_STAMP = "timestamp '2026-10-31 12:00:00'"
_CURRENCY = "case company_id when 1 then 'CNY' else 'USD' end"
# Account ids: company × 10, and 1 for receivables, 2 for the bank, 3 for revenue.
_TABLES = {
    "company": """
        select * from (values
            (1, 'YZE', 'Yuanzhou', 'CNY', null), (2, 'YZO', 'Overseas', 'USD', 1)
        ) as companies (id, code, name, currency, parent_id)
    """,
    "currency": "select * from (values ('CNY', 'Yuan', 2), ('USD', 'Dollar', 2)) as c (code, name, minor_digits)",
    "exchange_rate": """
        select
            row_number() over () as id, day::date as rate_date, 'USD' as from_currency, 'CNY' as to_currency,
            '7.1' as rate
        from range(timestamp '2022-01-01', timestamp '2026-11-01', interval 1 month) as days (day)
    """,
    "account": f"""
        select
            company_id * 10 + part as id, company_id, (1000 + part)::varchar as number, account_class as name,
            account_class, {_CURRENCY} as currency
        from (values (1, 'receivable'), (2, 'bank'), (3, 'revenue')) as classes (part, account_class)
        cross join (values (1), (2)) as companies (company_id)
    """,
    "customer": """
        select
            n as id, 'C' || n as number, 'Customer ' || n as name, null::varchar as customer_group, 'CN' as country,
            null::varchar as tax_number, null::bigint as represents_company_id
        from range(1, $customers + 1) as numbers (n)
    """,
    "sales_invoice": f"""
        select
            id, company_id, 'INV-' || id as number, 'invoice' as document_kind, customer_id,
            company_id * 10 + 1 as account_id, 'posted' as status, posting_date as document_date, posting_date,
            due_date, {_CURRENCY} as currency, '1' as exchange_rate,
            amount::varchar as net_amount, '0' as tax_amount, amount::varchar as gross_amount,
            amount::varchar as net_amount_company, '0' as tax_amount_company, amount::varchar as gross_amount_company,
            false as is_retention, null::date as cancelled_on, posting_date::timestamp as created_at
        from invoice
    """,
    "receipt": f"""
        select
            receipt.id, company_id, 'REC-' || receipt.id as number, customer_id, company_id * 10 + 1 as account_id,
            'posted' as status, posting_date, {_CURRENCY} as currency, paid.amount::varchar as amount,
            paid.amount::varchar as amount_company, null::date as cancelled_on, 'bank' as medium,
            false as is_advance, false as is_returned, paid.amount::varchar as bank_amount,
            posting_date::timestamp as created_at
        from receipt
        inner join paid on receipt.id = paid.receipt_id
    """,
    "settlement": """
        select
            id, invoice_id, receipt_id, null::bigint as credit_note_id, null::integer as instalment_sequence,
            settled_on, amount::varchar as amount, amount::varchar as amount_company_invoice,
            amount::varchar as amount_company_credit, null::date as reversed_on, false as is_advance,
            settled_on::timestamp as created_at
        from settlement
    """,
    "journal_entry": """
        select
            id, company_id, 'J-' || id as number, posting_date, 'sales_invoice' as document_type, id as document_id,
            false as is_reversal, posting_date::timestamp as created_at
        from invoice
        union all
        select
            $invoices + receipt.id, company_id, 'J-' || $invoices + receipt.id, posting_date, 'receipt', receipt.id,
            false, posting_date::timestamp
        from receipt
        inner join paid on receipt.id = paid.receipt_id
    """,
    "journal_line": f"""
        with booked as (
            select id as entry_id, company_id, customer_id, 3 as counter_account, amount from invoice
            union all
            select $invoices + receipt.id, company_id, customer_id, 2, -paid.amount
            from receipt
            inner join paid on receipt.id = paid.receipt_id
        )
        select
            entry_id * 2 + side as id, entry_id, company_id * 10 + case side when 0 then 1 else counter_account end
                as account_id,
            case side when 0 then customer_id end as customer_id, null::bigint as supplier_id,
            {_CURRENCY} as currency, (case side when 0 then amount else -amount end)::varchar as amount,
            (case side when 0 then amount else -amount end)::varchar as amount_company
        from booked
        cross join (values (0), (1)) as sides (side)
    """,
}
_CUSTOMERS = 5_000


@contextmanager
def published_company(options: Options) -> Iterator[Settings]:
    """The company's warehouse, published: the one of `options.keep` when it is there already."""
    if options.keep is not None:
        folder = options.keep.resolve() / f"company-{options.scaled(INVOICES)}"
        folder.mkdir(parents=True, exist_ok=True)
        yield _published(folder, options)
        return
    with TemporaryDirectory(prefix="quarterdeck-company-") as name:
        yield _published(Path(name), options)


def _published(folder: Path, options: Options) -> Settings:
    config = folder / "quarterdeck.toml"
    config.write_text(SETTINGS)
    settings = load_settings(config)
    if pointer := read_pointer(settings.layout):
        options.say(f"company: version {pointer.version} of {folder.name} is used again")
        return settings
    options.say(f"company: landing {options.scaled(INVOICES):,} invoices")
    _land(settings, options)
    seen = steps.snapshot(settings, options.say)
    steps.build(settings, options.say)
    findings = steps.audit(settings, options.say)
    if findings:
        raise RuntimeError(f"The audits found something in a company that has nothing to find: {findings}")
    steps.publish_build(settings, seen, options.say)
    return settings


def _land(settings: Settings, options: Options) -> None:
    """Write the company's rows as one load of the landing zone."""
    settings.layout.build.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.layout.build) as name, duckdb.connect(f"{name}/company.duckdb") as connection:
        sizes = {"$invoices": options.scaled(INVOICES), "$customers": options.scaled(_CUSTOMERS)}
        connection.execute(_with(_WORLD, sizes))
        files = {table: Path(name) / f"{table}.parquet" for table in _TABLES}
        for table, sql in _TABLES.items():
            connection.execute(f"copy ({_rows(_with(sql, sizes))}) to '{files[table]}' (format parquet)")
        loads = [{"table_name": table, "mode": "first", "extracted_at": datetime(2026, 10, 31, 12)} for table in files]
        loader.load(settings.layout, "erp", files.items(), loads)


def _rows(select: str) -> str:
    """As the landing writes them: with the row's stamp, and whether it is gone."""
    return f"select *, {_STAMP} as updated_at, false as _is_deleted from ({select})"


def _with(sql: str, sizes: dict[str, int]) -> str:
    for name, size in sizes.items():
        sql = sql.replace(name, str(size))
    return sql

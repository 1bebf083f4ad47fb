"""The demonstration ERP: two companies, their customers, invoices, cash and books, in one SQLite file."""

from datetime import date
from pathlib import Path

import polars as pl

from ingestion.demo.erp_books import make_journal
from ingestion.demo.erp_cash import make_payments, make_receipts
from ingestion.demo.erp_credit_notes import make_credit_notes
from ingestion.demo.erp_file import write_database
from ingestion.demo.erp_invoices import make_instalments, make_invoices
from ingestion.demo.erp_parties import make_accounts, make_companies, make_currencies, make_customers
from ingestion.demo.erp_settlements import make_settlements
from ingestion.demo.erp_world import World

HISTORY_DAYS = 913


def make_demo(path: Path, as_of: date, seed: int = 7, invoices: int = 2000) -> None:
    """Write the demonstration ERP, replacing what stands at `path` by an atomic rename.

    Equal arguments give equal tables, stamps included.

    Args:
        path: the SQLite file to write.
        as_of: the last day of the history, which is about two and a half years long; invoices fall due later.
        seed: of the random numbers.
        invoices: how many invoices; credit notes come on top. Below 300 some corners become rare.
    """
    world = World.make(as_of=as_of, seed=seed, history_days=HISTORY_DAYS)
    customers = make_customers(world)
    sales, plan = make_invoices(world, customers, invoices)
    credit_notes, credits = make_credit_notes(world, sales, plan)
    plan = plan.join(credits.group_by("obligation").agg(credited=pl.col("amount").sum()), "obligation", "left")
    payments = make_payments(world, customers, sales, plan.with_columns(pl.col("credited").fill_null(0)))
    receipts, payments = make_receipts(world, customers, sales, payments)
    documents = pl.concat([sales, credit_notes], how="diagonal")
    settlements = make_settlements(world, documents, receipts, payments, credits)
    entries, lines = make_journal(documents, receipts, settlements)
    write_database(
        path,
        {
            "company": make_companies(world),
            "currency": make_currencies(world),
            "exchange_rate": world.rates.table(),
            "account": make_accounts(world),
            "customer": customers,
            "sales_invoice": documents,
            "sales_invoice_instalment": make_instalments(sales, plan),
            "receipt": receipts,
            "settlement": settlements,
            "journal_entry": entries,
            "journal_line": lines,
        },
    )

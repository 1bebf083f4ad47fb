"""The demonstration ERP: two companies, their customers and suppliers, cash and books, in one SQLite file."""

from datetime import date
from pathlib import Path

from ingestion.demo.erp_accounts import make_accounts, make_companies, make_currencies
from ingestion.demo.erp_books import make_journal
from ingestion.demo.erp_file import write_database
from ingestion.demo.erp_intercompany import with_intercompany
from ingestion.demo.erp_parties import make_parties
from ingestion.demo.erp_sides import PURCHASES, SALES
from ingestion.demo.erp_trade import make_tables, make_trade
from ingestion.demo.erp_world import World

HISTORY_DAYS = 913
_BILLS_PER_INVOICE = 0.45


def make_demo(path: Path, as_of: date, seed: int = 7, invoices: int = 2000) -> None:
    """Write the demonstration ERP, replacing what stands at `path` by an atomic rename.

    Equal arguments give equal tables, stamps included.

    Args:
        path: the SQLite file to write.
        as_of: the last day of the history, which is about two and a half years long; invoices fall due later.
        seed: of the random numbers.
        invoices: how many sales invoices; credit notes come on top, and nearly half as many bills of suppliers. Below
            300 some corners become rare.
    """
    world = World.make(as_of=as_of, seed=seed, history_days=HISTORY_DAYS)
    sales = make_trade(world, SALES, make_parties(world, SALES), invoices)
    sales_tables, sales_lines = make_tables(world, SALES, sales)
    buying = world.apart(1)
    bills = round(invoices * _BILLS_PER_INVOICE)
    purchases = make_trade(buying, PURCHASES, make_parties(buying, PURCHASES), bills)
    purchase_tables, purchase_lines = make_tables(buying, PURCHASES, with_intercompany(buying, purchases, sales))
    entries, lines = make_journal([sales_lines, purchase_lines])
    write_database(
        path,
        {
            "company": make_companies(world),
            "currency": make_currencies(world),
            "exchange_rate": world.rates.table(),
            "account": make_accounts(world),
            **sales_tables,
            **purchase_tables,
            "journal_entry": entries,
            "journal_line": lines,
        },
    )

"""One side of the demonstration ERP from its parties' first invoice to the last settlement."""

from dataclasses import dataclass

import polars as pl

from ingestion.demo.erp_books import make_lines
from ingestion.demo.erp_cash import make_cash
from ingestion.demo.erp_credit_notes import make_credit_notes
from ingestion.demo.erp_invoices import make_instalments, make_invoices
from ingestion.demo.erp_payments import make_payments
from ingestion.demo.erp_settlements import make_settlements
from ingestion.demo.erp_sides import Side
from ingestion.demo.erp_world import World


@dataclass(frozen=True)
class Trade:
    """What happened on one side, before it is settled and booked.

    Attributes:
        parties: as `make_parties` gives them.
        documents: invoices, then credit notes, as `make_invoices` and `make_credit_notes` give them, with their_number:
            what the supplier calls it.
        instalments: the table's columns.
        cash: receipts, or payments to suppliers, as `make_cash` gives them.
        payments: the parts of cash that settle something, as `make_cash` gives them.
        credits: what credit notes settle, as `make_credit_notes` gives it.
    """

    parties: pl.DataFrame
    documents: pl.DataFrame
    instalments: pl.DataFrame
    cash: pl.DataFrame
    payments: pl.DataFrame
    credits: pl.DataFrame


def make_trade(world: World, side: Side, parties: pl.DataFrame, count: int) -> Trade:
    """Invoices (`count` of them), credit notes, and how all that is paid."""
    invoices, plan = make_invoices(world, side, parties, count)
    credit_notes, credits = make_credit_notes(world, side, invoices, plan)
    plan = plan.join(credits.group_by("obligation").agg(credited=pl.col("amount").sum()), "obligation", "left")
    plan = plan.with_columns(pl.col("credited").fill_null(0))
    parts = make_payments(world, side, parties, invoices, plan)
    cash, payments = make_cash(world, side, parties, parts)
    documents = pl.concat([invoices, credit_notes], how="diagonal").with_columns(
        their_number=pl.format("{}/{}", "party_id", (pl.col("id") * 7919 % 100_000).cast(pl.String).str.zfill(5))
    )
    return Trade(parties, documents, make_instalments(invoices, plan), cash, payments, credits)


def make_tables(world: World, side: Side, trade: Trade) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """The side's tables by name, and its journal lines."""
    settlements = make_settlements(world, trade.documents, trade.cash, trade.payments, trade.credits)
    tables = {
        side.party: trade.parties,
        side.invoice: trade.documents,
        f"{side.invoice}_instalment": trade.instalments,
        side.cash: trade.cash,
        side.settlement: settlements,
    }
    lines = make_lines(side, trade.documents, trade.cash, settlements)
    return {name: side.named(rows) for name, rows in tables.items()}, lines

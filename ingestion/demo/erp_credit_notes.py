"""Credit notes of the demonstration ERP: applied in full, in part, or not at all."""

import numpy as np
import polars as pl

from ingestion.demo.erp_accounts import CODES
from ingestion.demo.erp_sides import Side
from ingestion.demo.erp_world import World, converted

FULL, PARTIAL, UNAPPLIED = range(3)


def make_credit_notes(
    world: World, side: Side, invoices: pl.DataFrame, plan: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Credit notes to a few per cent of the posted invoices, set off against their last instalment.

    Returns:
        Credit notes in the columns of invoices; and what they settle: obligation, invoice_id, credit_note_id,
        settled_on, amount.
    """
    suitable = (invoices["status"] == "posted") & (invoices["posting_date"] <= world.as_of - 50)
    chosen = world.pick(suitable.to_numpy(), 0.06, 30)
    last = plan.filter(pl.col("sequence") == pl.col("instalments"))
    origin = invoices.filter(pl.Series(chosen)).join(
        last.select("obligation", invoice_id="invoice_id", last_amount="amount"),
        left_on="id",
        right_on="invoice_id",
    )
    count = len(origin)
    kind = np.arange(count) % 3
    share_pct = world.random.integers(3, 25, count)
    share_pct[::9] = 100
    share_pct[kind == UNAPPLIED] = 3
    applied = np.maximum(origin["last_amount"].to_numpy() * share_pct // 100, 1)
    gross = np.where(kind == PARTIAL, applied * 5 // 4 + 1, applied)
    tax = gross * origin["tax_amount"].to_numpy() // origin["gross_amount"].to_numpy()
    company, currency = origin["company"].to_numpy(), origin["currency"].to_numpy()
    posting = origin["posting_date"].to_numpy() + world.days(3, 45, count)
    rate = world.rates.at(currency, company, posting)
    cancelled = (kind == UNAPPLIED) & (np.arange(count) % 4 == 0)
    cancelled_on = np.minimum(posting + 3, world.as_of)
    created = world.stamps(posting)
    ids = len(invoices) + 1 + np.arange(count)
    notes = pl.DataFrame(
        {
            "id": ids,
            "company_id": company + 1,
            "number": [f"{CODES[one]}-{side.codes[1]}-{number:06d}" for one, number in zip(company, ids, strict=True)],
            "document_kind": ["credit_note"] * count,
            "party_id": origin["party_id"],
            "account_id": origin["account_id"],
            "status": np.where(cancelled, "cancelled", "posted"),
            "document_date": posting,
            "posting_date": posting,
            "due_date": posting,
            "currency": currency,
            "exchange_rate": rate,
            "net_amount": gross - tax,
            "tax_amount": tax,
            "gross_amount": gross,
            "gross_amount_company": converted(gross, rate),
            "tax_amount_company": converted(tax, rate),
            "original_invoice_id": origin["id"],
            "cancelled_on": cancelled_on,
            "created_at": created,
            "updated_at": np.where(cancelled, world.stamps(cancelled_on + 1), created),
            "company": company,
        }
    ).with_columns(cancelled_on=pl.when(pl.col("status") == "cancelled").then("cancelled_on"))
    credits = pl.DataFrame(
        {
            "obligation": origin["obligation"],
            "invoice_id": origin["id"],
            "credit_note_id": ids,
            "settled_on": np.minimum(posting + world.days(0, 10, count), world.as_of),
            "amount": applied,
        }
    ).filter(pl.Series(kind != UNAPPLIED))
    return notes, credits

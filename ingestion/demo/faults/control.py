"""The one difference between a subledger and its control account."""

import numpy as np
import polars as pl

from ingestion.demo.faults.draws import whole
from ingestion.demo.faults.entries import code, vouchers
from ingestion.demo.faults.ground import Ground
from ingestion.demo.group.books_chart import account
from ingestion.demo.group.versions import UNTIL
from ingestion.demo.group.world import dates, numbers

_DIFFERENCE = "control_difference"
_SIDES = {  # invoice, party, the account against which it is booked, sign at the control account
    "receivable": ("sales_invoice", "customer", "write_off", -1),
    "payable": ("purchase_invoice", "supplier", "other_income", 1),
}


def plant_control_difference(ground: Ground) -> None:
    """Somebody takes an amount off what a party owes, or is owed, by an entry without a document."""
    given = ground.given[_DIFFERENCE]
    for variant, (invoice, party, counter, sign) in _SIDES.items():
        picked = ground.pick(_DIFFERENCE, variant, _bookings(ground, invoice, party), table=invoice, day="seen_on")
        rows = picked.with_columns(posting_date="seen_on", entry="id")
        sides = [
            rows.with_columns(amount=pl.lit(sign * given["amount"]), account_id=account(variant), _place=pl.lit(1)),
            rows.with_columns(
                amount=pl.lit(-sign * given["amount"]), account_id=account(counter), _place=pl.lit(2)
            ).drop(f"{party}_id"),
        ]
        lines = pl.concat(sides, how="diagonal").with_columns(amount_company="amount").sort("entry", "_place")
        entries = vouchers(ground, lines)
        told = picked.sort("id").with_columns(entries.alias("entry_id"), account(variant).alias("account_id"))
        told = told.with_columns(happened_on="seen_on", amount=pl.lit(given["amount"]))
        why = "The entry changes the control account, and no document: open items and ledger differ from then on."
        ground.tell(_DIFFERENCE, variant, "journal_entry", told, why, key="entry_id")
        ground.tell(_DIFFERENCE, variant, "account", told, why, key="account_id")
        # the control as a whole, as the product's own audits name it
        control = pl.concat_str(pl.lit(f"{variant}|"), code(ground), pl.lit(f"|{ground.system}|"), "currency")
        told = told.with_columns(detail=control, _none=pl.lit(None, pl.Int64))
        ground.tell(_DIFFERENCE, variant, "account", told, why, key="_none")
    _tell_exchange(ground)


def _bookings(ground: Ground, invoice: str, party: str) -> pl.DataFrame:
    """Parties with an invoice in the company's currency, and a working day on which an entry could be made."""
    random, masters = ground.random(f"{_DIFFERENCE} {invoice}"), ground.chains.masters
    home = masters.companies.select(pl.col("id").alias("company_id"), "currency")
    third = (
        ground.last(party).filter(pl.col("represents_company_id").is_null()).select(pl.col("id").alias(f"{party}_id"))
    )
    rows = ground.last(invoice).filter((pl.col("status") == "posted") & (pl.col("document_kind") == "invoice"))
    rows = rows.join(home, on=["company_id", "currency"], how="semi").join(third, on=f"{party}_id", how="semi")
    rows = rows.filter(pl.col("gross_amount") >= ground.given[_DIFFERENCE]["amount"] // 4).sort("id")
    after = numbers(rows["posting_date"]) + whole(random, ground.given[_DIFFERENCE]["booked_after"], rows.height)
    after = np.minimum(after, ground.world.timeline.last)
    day = ground.world.timeline.next_working(after.astype(np.int32))
    return rows.select("id", "company_id", f"{party}_id", "currency", pl.Series("seen_on", dates(day)))


def _tell_exchange(ground: Ground) -> None:
    """Entries of exchange differences reach control accounts too, with no invoice and no payment; rightly."""
    control = ground.versions["account"].filter(pl.col("account_class").is_in(["receivable", "payable"]))
    rows = ground.last("journal_entry").filter(pl.col("document_type").is_in(["settlement", "supplier_settlement"]))
    lines = ground.versions["journal_line"].filter(pl.col(UNTIL).is_null())
    entry = lines.schema["entry_id"]
    lines = lines.join(rows.select(entry_id=pl.col("id").cast(entry)), on="entry_id", how="semi")
    lines = lines.filter(pl.col("account_id").is_in(control["id"].implode()))
    reached = lines.group_by(pl.col("entry_id").cast(pl.Int64).alias("id")).agg(amount=pl.col("amount_company").sum())
    home = ground.chains.masters.companies.select(pl.col("id").alias("company_id"), "currency")
    rows = rows.join(reached, on="id", maintain_order="left").join(home, on="company_id", maintain_order="left")
    rows = rows.with_columns(seen_on=pl.max_horizontal("_first", "posting_date"), happened_on="posting_date")
    picked = ground.pick(_DIFFERENCE, "exchange_difference", rows, table="journal_entry", day="seen_on", lookalike=True)
    why = "The entry stands on a control account without invoice or payment, for a settlement at another rate."
    ground.tell(_DIFFERENCE, "exchange_difference", "journal_entry", picked, why, lookalike=True)

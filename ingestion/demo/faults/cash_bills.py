"""Bills that are not paid at maturity: the receipt as which they came is undone, and who took them has recourse."""

from dataclasses import replace

import numpy as np
import polars as pl

from ingestion.demo.faults.cash_ground import lowest_of
from ingestion.demo.faults.draws import whole
from ingestion.demo.faults.entries import bank_lines, completed, journal, stamped
from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.faults.postings import payments, receipts
from ingestion.demo.group.books_chart import account, bank_account
from ingestion.demo.group.money import Money
from ingestion.demo.group.money_bank import make_bank_lines
from ingestion.demo.group.money_charges import purpose_account
from ingestion.demo.group.world import MINOR_UNIT, SHARE_UNIT, dates, numbers

_KIND = "bill_dishonoured"
_FATES = {"endorsed": "endorsed", "discounted": "discounted", "held": "collected"}
"""What became of a bill before, by variant; it was not collected after all."""
_WHY = {
    "endorsed": "A bill that a supplier had taken was not paid: the supplier is owed again, and so are we.",
    "discounted": "A bill that the bank had discounted was not paid: the bank took the money back.",
    "held": "A bill that was held to maturity was not paid: the customer owes the money again.",
}


def bills_are_dishonoured(ground: Ground, money: Money) -> Money:
    """Plant bill_dishonoured in money: receipts, and payments by endorsement, are undone on the day of return."""
    places = _places(ground, money)
    chosen = []
    for variant, fate in _FATES.items():
        of = places.filter(pl.col("_fate") == fate)
        so_far = of.filter(pl.col("returned_on") <= ground.world.timeline.anchor)
        if variant == "discounted" and so_far.height < ground.promised(_KIND, variant)[0]:
            # a small group has few: some that were held may as well have been sold to the bank
            of = pl.concat([of, places.filter((pl.col("_fate") == "collected") & (pl.col("_days") >= 60))])
        picked = ground.pick(_KIND, variant, of, table="note", key="note_id", day="returned_on")
        chosen.append(picked.with_columns(variant=pl.lit(variant)))
    bills = pl.concat(chosen).sort("note_id")
    ground.left[_KIND] = bills
    if bills.is_empty():
        return money
    ground.take("receipt", bills["receipt_id"])
    ground.take("payment", bills["payment_id"])
    shorter = bills.select(id="note_id", _matures="matures_on")
    notes = money.notes.join(shorter, on="id", how="left", maintain_order="left")
    events, lines = _events(money, bills), _bank_lines(money, bills)
    return replace(
        money,
        notes=notes.with_columns(matures_on=pl.coalesce("_matures", "matures_on")).drop("_matures"),
        note_events=events,
        bank_lines=make_bank_lines(ground.chains.masters, [lines]),
        receipts=_ended(money.receipts, "id", "cancelled_on", bills, "receipt_id"),
        payments=_ended(money.payments, "id", "cancelled_on", bills, "payment_id"),
        settlements=_ended(money.settlements, "cash_id", "reversed_on", bills, "receipt_id"),
        supplier_settlements=_ended(money.supplier_settlements, "cash_id", "reversed_on", bills, "payment_id"),
    )


def _events(money: Money, bills: pl.DataFrame) -> pl.DataFrame:
    """Events of bills: those that were held are returned instead of collected, or were discounted before."""
    changed = bills.filter(pl.col("_fate") == "collected").select(
        *("_interest", "_fee", "_early_on"), "variant", id="event_id", _returned="returned_on"
    )
    events = money.note_events.join(changed, on="id", how="left", maintain_order="left")
    is_held, is_sold = pl.col("variant") == "held", pl.col("variant") == "discounted"
    return events.with_columns(
        kind=pl.when(is_held).then(pl.lit("dishonoured")).when(is_sold).then(pl.lit("discounted")).otherwise("kind"),
        happened_on=pl.when(is_held).then("_returned").when(is_sold).then("_early_on").otherwise("happened_on"),
        interest_amount=pl.when(is_sold).then("_interest").otherwise("interest_amount"),
        fee_amount=pl.when(is_sold).then("_fee").otherwise("fee_amount"),
        bank_account_id=pl.when(is_held.fill_null(False)).then(None).otherwise("bank_account_id"),
    ).select(money.note_events.columns)


def _bank_lines(money: Money, bills: pl.DataFrame) -> pl.DataFrame:
    """Lines of the bank without those that were never collected, and with what the bank paid for others before."""
    changed = bills.filter(pl.col("_fate") == "collected").select(
        *("_interest", "_fee", "_early_on", "variant"), document_id="event_id", document_type=pl.lit("note_event")
    )
    lines = money.bank_lines.join(changed, on=["document_type", "document_id"], how="left", maintain_order="left")
    is_sold = pl.col("variant") == "discounted"
    lines = lines.filter((pl.col("variant") == "held").fill_null(False).not_()).with_columns(
        value_date=pl.when(is_sold).then("_early_on").otherwise("value_date"),
        amount=pl.when(is_sold).then(pl.col("amount") - pl.col("_interest") - pl.col("_fee")).otherwise("amount"),
        purpose=pl.when(is_sold).then(pl.lit("贴现 Discount")).otherwise("purpose"),
    )
    return lines.select(money.bank_lines.columns)


def _places(ground: Ground, money: Money) -> pl.DataFrame:
    """Bills that could be returned: note_id, receipt_id, payment_id, event_id, company_id, amount, matures_on,
    returned_on, paid_on (to the endorsee), recovered_on, bank_account_id, _fate."""
    given, random = ground.given[_KIND], ground.random("bills")
    events = money.note_events
    came = events.filter(pl.col("kind") == "received").select("note_id", receipt_id="cash_id", _got="happened_on")
    became = events.filter(pl.col("kind").is_in(list(_FATES.values()))).select(
        "note_id", "happened_on", "bank_account_id", event_id="id", payment_id="cash_id", _fate="kind"
    )
    notes = money.notes.filter(pl.col("side") == "receivable").select(
        "company_id", "amount", "issued_on", "matures_on", "party_id", "number", "acceptor", note_id="id"
    )
    bills = notes.join(came, on="note_id").join(became, on="note_id").sort("note_id")
    bills = _as_discounted(ground, bills)
    # an endorsed bill may as well run shorter: nothing but its end follows from it
    sooner = pl.max_horizontal(
        pl.col("issued_on") + pl.duration(days=given["shortest"]), pl.col("happened_on") + pl.duration(days=20)
    )
    late = (pl.col("_fate") == "endorsed") & (pl.col("matures_on") > pl.lit(ground.world.timeline.anchor))
    bills = bills.with_columns(
        matures_on=pl.when(late & (sooner < pl.col("matures_on"))).then(sooner).otherwise("matures_on"),
        bank_account_id=pl.coalesce("bank_account_id", purpose_account(ground.chains.masters, "operating")),
    )
    timeline, day = ground.world.timeline, numbers(bills["matures_on"])
    for name, rule in (
        ("returned_on", "known_after"),
        ("paid_on", "recourse_after"),
        ("recovered_on", "recovered_after"),
    ):
        after = whole(random, given[rule], bills.height).astype(np.int32)
        base = numbers(bills["returned_on"]) if name == "recovered_on" else day
        day = timeline.add_working(base, after)
        bills = bills.with_columns(dates(day).alias(name))
    bills = bills.filter(pl.col("returned_on") < pl.lit(timeline.end))
    bills = _settled_alone(bills, money)
    # the money lacks until the customer pays
    bills = bills.with_columns(
        _since=pl.when(pl.col("_fate") == "collected").then("happened_on").otherwise("returned_on"),
        _until=pl.min_horizontal("recovered_on", pl.lit(timeline.end)),
    )
    low = lowest_of(money.bank_lines, ground.chains.masters.bank_accounts, bills, "_since", "_until")
    return bills.filter(low > pl.col("amount") * 5 / 4)


def _as_discounted(ground: Ground, bills: pl.DataFrame) -> pl.DataFrame:
    """The bills with what it would be if the bank had bought them after a third of their time.

    Adds _early_on, _days (that they ran from then), _interest, _fee.
    """
    given = ground.world.parameters["money"]["notes"]
    third = numbers(bills["_got"]) + (numbers(bills["matures_on"]) - numbers(bills["_got"])) // 3
    rate = round(given["discount_rate"] * SHARE_UNIT)
    bills = bills.with_columns(_early_on=dates(ground.world.timeline.next_working(third)))
    bills = bills.with_columns(_days=(pl.col("matures_on") - pl.col("_early_on")).dt.total_days())
    return bills.with_columns(
        _interest=(pl.col("amount") * rate * pl.col("_days") / (360 * SHARE_UNIT)).round().cast(pl.Int64),
        _fee=pl.lit(given["discount_fee"] * MINOR_UNIT, pl.Int64),
    )


def _settled_alone(bills: pl.DataFrame, money: Money) -> pl.DataFrame:
    """Bills whose receipt and payment stand, are no advances, and settled what they settled before the return."""
    for name, documents, settlements in (
        ("receipt_id", money.receipts, money.settlements),
        ("payment_id", money.payments, money.supplier_settlements),
    ):
        odd = documents.filter(pl.col("cancelled_on").is_not_null() | pl.col("is_advance") | pl.col("is_returned"))
        bills = bills.join(odd.select(pl.col("id").alias(name)), on=name, how="anti")
        used = settlements.select(
            pl.col("cash_id").alias(name), _at=pl.max_horizontal("settled_on", "seen_on"), _undone="reversed_on"
        )
        later = bills.select(name, "returned_on").drop_nulls().join(used, on=name)
        later = later.filter((pl.col("_at") >= pl.col("returned_on")) | pl.col("_undone").is_not_null())
        bills = bills.join(later.select(name), on=name, how="anti")
    return bills


def _ended(rows: pl.DataFrame, key: str, day: str, bills: pl.DataFrame, name: str) -> pl.DataFrame:
    """The rows of bills (`name`: the column of their key) with the day of return as the day of their end."""
    days = bills.select(pl.col(name).alias(key), _returned="returned_on").drop_nulls()
    both = rows.join(days, on=key, how="left", maintain_order="left")
    return both.with_columns(pl.coalesce(day, "_returned").alias(day)).drop("_returned")


def bills_come_back(ground: Ground) -> None:
    """What the ERP shows of them: the return of endorsed and discounted ones, the recourse, the money that comes late.

    Tells the truth, and the look-alike: bills whose maturity was no working day.
    """
    bills, end = ground.left[_KIND], pl.lit(ground.world.timeline.end)
    if bills.height:
        bills = _return(ground, bills)
        _pay(ground, bills.filter(pl.col("recovered_on") <= end), "receipt", "customer", "recovered_on")
        taken = bills.filter((pl.col("variant") == "endorsed") & (pl.col("paid_on") <= end))
        _pay(ground, taken, "payment", "supplier", "paid_on")
        told = bills.with_columns(happened_on="matures_on", seen_on="returned_on", currency=pl.lit("CNY"))
        for (variant,), rows in told.partition_by("variant", as_dict=True).items():
            name = str(variant)
            ground.tell(_KIND, name, "note", rows, _WHY[name], key="note_id")
            ground.tell(_KIND, name, "note_event", rows, _WHY[name], key="return_id")
            ground.tell(_KIND, name, "receipt", rows, _WHY[name], key="receipt_id", role=CONTEXT)
            ground.tell(
                _KIND, name, "payment", rows.drop_nulls("payment_id"), _WHY[name], key="payment_id", role=CONTEXT
            )
    notes = ground.last("note").filter((pl.col("side") == "receivable") & (pl.col("status") == "collected"))
    paid = ground.last("note_event").filter(pl.col("kind") == "collected").select(id="note_id", seen_on="happened_on")
    late = notes.join(paid, on="id").filter(pl.col("seen_on") > pl.col("matures_on"))
    late = late.with_columns(happened_on="matures_on")
    picked = ground.pick(_KIND, "maturity_on_holiday", late, table="note", day="seen_on", lookalike=True)
    why = "The bill matured on a day on which banks do not pay; it was paid on the next working day."
    ground.tell(_KIND, "maturity_on_holiday", "note", picked, why, lookalike=True)


def _return(ground: Ground, bills: pl.DataFrame) -> pl.DataFrame:
    """Events of the return, with the bank's money of discounted ones; bills with `return_id`."""
    apart = bills.filter(pl.col("variant") != "held").with_columns(happened_on="returned_on")
    apart = apart.with_columns(ground.new_keys("note_event", apart.height).alias("return_id"))
    by_bank = pl.col("variant") == "discounted"
    events = apart.select(
        *("note_id", "happened_on", "amount"),
        id="return_id",
        kind=pl.lit("dishonoured"),
        interest_amount=pl.lit(0),
        fee_amount=pl.lit(0),
        bank_account_id=pl.when(by_bank).then("bank_account_id"),
    )
    ground.add("note_event", stamped(completed(ground, "note_event", events), "happened_on", 24))
    ground.change("note", apart.select("returned_on", id="note_id", status=pl.lit("dishonoured")), since="returned_on")
    taken = apart.filter(by_bank)
    lines = taken.select(
        "bank_account_id",
        value_date="returned_on",
        amount=-pl.col("amount"),
        purpose=pl.lit("票据追索 Recourse"),
        counterparty="acceptor",
        reference="number",
    )
    bank_lines(ground, lines.with_columns(ground.new_keys("bank_line", lines.height).alias("id")))
    common = {"entry": "return_id", "document_id": "return_id", "posting_date": "returned_on"}
    facts = taken.select("company_id", "bank_account_id", "amount", currency=pl.lit("CNY"), **common)
    sides = [
        facts.with_columns(account_id=account("notes_receivable"), bank_account_id=pl.lit(None, pl.Int64), _place=1),
        facts.with_columns(account_id=bank_account(), amount=-pl.col("amount"), _place=2),
    ]
    booked = pl.concat(sides).with_columns(amount_company="amount", document_type=pl.lit("note_event"))
    journal(ground, booked.sort("entry", "_place"))
    held = bills.filter(pl.col("variant") == "held").with_columns(return_id="event_id")
    return pl.concat([apart.drop("happened_on"), held.drop("happened_on")], how="diagonal_relaxed").sort("note_id")


def _pay(ground: Ground, bills: pl.DataFrame, table: str, party: str, day: str) -> None:
    """Money in the place of a receipt or payment by bill: it settles what that had settled."""
    if bills.is_empty():
        return
    old, settlement = f"{table}_id", "settlement" if table == "receipt" else "supplier_settlement"
    documents = ground.last(table).select(f"{party}_id", "contract_number", "bank_reference", _old="id")
    rows = bills.select("company_id", "amount", "returned_on", "bank_account_id", posting_date=day, replaces_id=old)
    rows = rows.join(documents, left_on="replaces_id", right_on="_old", maintain_order="left")
    keys = (receipts if table == "receipt" else payments)(ground, rows)
    news = rows.select(pl.col("replaces_id").alias(old), "posting_date", "returned_on", keys.alias("_new"))
    settled = ground.last(settlement).join(news, on=old, maintain_order="left")
    settled = settled.filter(pl.col("reversed_on") == pl.col("returned_on")).with_columns(
        pl.col("_new").alias(old), settled_on="posting_date", reversed_on=pl.lit(None, pl.Date)
    )
    settled = settled.with_columns(ground.new_keys(settlement, settled.height).alias("id"))
    ground.add(settlement, stamped(settled, "settled_on", 23))

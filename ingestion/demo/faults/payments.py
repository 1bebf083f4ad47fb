"""Suppliers that are paid twice for one obligation, and what only looks so."""

import numpy as np
import polars as pl

from ingestion.demo.faults.draws import real, whole
from ingestion.demo.faults.entries import affordable
from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.faults.payment_candidates import next_working, paid_bills, weeks_later, working
from ingestion.demo.faults.payment_entries import ASKED, asked_for, enter_bills, pay_bills, return_payments
from ingestion.demo.faults.postings import payments
from ingestion.demo.faults.references import colliding_numbers, next_numbers, other_einvoices, rewritten
from ingestion.demo.group.world import dates, numbers

KIND = "duplicate_payment"
_ROUND, _SHARES = 10_000, 100
"""Parts of a bill are paid in whole hundreds; shares are drawn in hundredths."""
_MONTH, _YEAR = (4, 5), 52
"""In weeks."""


def pay_twice(ground: Ground) -> None:
    """Plant all of the kind in the ERP; leaves what the OA was asked for."""
    bills = paid_bills(ground)
    asked = [_exact(ground, bills), _rewritten(ground, bills), _in_parts(ground, bills)]
    asked += [_rents(ground, bills), _colliding(ground, bills), _restarted(ground, bills)]
    _repaid(ground, bills)
    ground.left[KIND] = pl.concat([pl.DataFrame(schema=ASKED), *asked])


def _exact(ground: Ground, bills: pl.DataFrame) -> pl.DataFrame:
    """Some bills are entered and paid twice, of others only the payment is entered twice, and settles nothing."""
    picked = ground.pick(KIND, "exact", _again(ground, bills, "exact"), table="payment", day="pay_on")
    drawn = ground.random(f"{KIND} exact entered").random(picked.height)
    is_entered = pl.Series(drawn < ground.given[KIND]["entered_share"], dtype=pl.Boolean)
    entered = _entered(ground, picked.filter(is_entered))
    why = "The same bill was entered a second time, without its order, and paid a second time."
    _tell(ground, "exact", entered, why, {"payment": ("paid_id", "id"), "purchase_invoice": ("bill_id",)})
    paid = pay_bills(ground, picked.filter(~is_entered), settles=False)
    why = "The bill was settled; a second payment of its amount, with its number, settles nothing."
    _tell(ground, "exact", paid, why, {"payment": ("paid_id", "id")})
    return pl.concat([asked_for(entered), asked_for(paid)])


def _rewritten(ground: Ground, bills: pl.DataFrame) -> pl.DataFrame:
    picked = ground.pick(KIND, "rewritten", _again(ground, bills, "rewritten"), table="payment", day="pay_on")
    references = rewritten(ground.random(f"{KIND} rewritten references"), picked["supplier_invoice_number"])
    entered = _entered(ground, picked.with_columns(references, einvoice_number=pl.lit(None, pl.String)))
    why = "The bill was entered a second time with its number typed otherwise, without its order, and paid again: same "
    why += "supplier, amount and document date."
    _tell(ground, "rewritten", entered, why, {"payment": ("paid_id", "id"), "purchase_invoice": ("bill_id",)})
    return asked_for(entered)


def _again(ground: Ground, bills: pl.DataFrame, name: str) -> pl.DataFrame:
    """Bills that could be entered again (entered_on), and paid again (pay_on)."""
    later = weeks_later(ground, bills.filter("is_enterable"), ground.given[KIND]["days_between"], f"{KIND} {name}")
    before = whole(ground.random(f"{KIND} {name} entered"), ground.given[KIND]["entered_before"], later.height)
    entered = next_working(ground, later, (numbers(later["pay_on"]) - before).astype(np.int32))
    later = later.with_columns(entered.alias("entered_on")).filter(pl.col("entered_on") > pl.col("billed_on"))
    return affordable(ground, later, day="pay_on")


def _entered(ground: Ground, rows: pl.DataFrame) -> pl.DataFrame:
    return pay_bills(ground, enter_bills(ground, rows))


def _in_parts(ground: Ground, bills: pl.DataFrame) -> pl.DataFrame:
    """A bill is paid whole, and again in two parts that add up to it."""
    given = ground.given[KIND]
    later = affordable(ground, weeks_later(ground, bills, given["days_between"], f"{KIND} split"), day="pay_on")
    rest = weeks_later(ground, later.with_columns(_paid="paid_on", paid_on="pay_on"), (7, 21), f"{KIND} rest")
    later = rest.rename({"pay_on": "rest_on"}).with_columns(pay_on="paid_on", paid_on="_paid").drop("_paid")
    later = later.filter(pl.col("amount") > 4 * _ROUND)
    picked = ground.pick(KIND, "split", later, table="payment", day="rest_on")
    share = pl.Series((real(ground.random(f"{KIND} part"), given["part"], picked.height) * _SHARES).astype(np.int64))
    first = (picked["amount"] * share // _SHARES) // _ROUND * _ROUND
    one = pay_bills(ground, picked.with_columns(first.alias("amount")), settles=False)
    two = picked.with_columns(amount=pl.col("amount") - first, pay_on="rest_on")
    two = pay_bills(ground, two, settles=False)
    both = picked.with_columns(first_id=one["paid_id"], second_id=two["paid_id"], pay_on="rest_on")
    why = "The bill was paid whole, and again by two payments that add up to it and settle nothing."
    _tell(ground, "split", both, why, {"payment": ("first_id", "second_id", "id")})
    return pl.concat([asked_for(one), asked_for(two)])


def _rents(ground: Ground, bills: pl.DataFrame) -> pl.DataFrame:
    """The same amount of the same supplier in the next months, each with a number of its own: look-alikes."""
    months = ground.given[KIND]["rent_months"]
    fits = _monthly(ground, bills, "monthly_rent", months)
    rents = fits.filter((pl.col("subject") == "rent") & ~pl.col("id").is_in(ground.taken("payment").implode()))
    promised = ground.promised(KIND, "monthly_rent", lookalike=True)[0]
    is_enough = (rents["pay_on"] <= ground.world.timeline.anchor).sum() >= promised
    why = "Every month's bill of the same amount has a number of its own."
    return _equal(ground, "monthly_rent", rents if is_enough else fits, months, why)


def _colliding(ground: Ground, bills: pl.DataFrame) -> pl.DataFrame:
    """Two equal bills whose numbers are alike only without their separators (A-1/12, A-11/2): look-alikes."""
    why = "The two numbers are alike only when their separators are left out: two bills of two deliveries."
    return _equal(ground, "colliding_numbers", _monthly(ground, bills, "colliding_numbers", 2), 2, why)


def _monthly(ground: Ground, bills: pl.DataFrame, name: str, months: int) -> pl.DataFrame:
    """Bills whose like could come again every month: _in_0, _in_1 … (days until then), pay_on (of the last)."""
    random = ground.random(f"{KIND} {name} days")
    steps = [whole(random, _MONTH, bills.height) * 7 for _ in range(months)]
    fits = bills.with_columns(
        *(pl.Series(f"_in_{at}", np.sum(steps[: at + 1], axis=0)) for at in range(months)),
        pay_on="paid_on",
        _every=(months + 1) * pl.col("amount"),
    ).filter("is_enterable")
    for at in range(months):
        later = (numbers(fits["paid_on"]) + fits[f"_in_{at}"].to_numpy()).astype(np.int32)
        fits = fits.with_columns(pay_on=dates(later)).filter(working(ground, fits, later))
    return affordable(ground, fits, amount="_every", day="paid_on")


def _equal(ground: Ground, variant: str, places: pl.DataFrame, months: int, why: str) -> pl.DataFrame:
    """Equal bills in the months after some of those of `_monthly`."""
    picked = ground.pick(KIND, variant, places, table="payment", day="pay_on", lookalike=True)
    random = ground.random(f"{KIND} {variant}")
    before = whole(random, ground.given[KIND]["entered_before"], picked.height)
    series = colliding_numbers(random, picked.height)
    asked = []
    for at in range(months):
        shift = pl.duration(days=pl.col(f"_in_{at}"))
        rows = picked.with_columns(
            pl.col("document_date", "due_date", "billed_on") + shift, last_on="pay_on", pay_on=pl.col("paid_on") + shift
        )
        entered = np.maximum(numbers(rows["pay_on"]) - before, numbers(rows["document_date"])).astype(np.int32)
        rows = rows.with_columns(next_working(ground, rows, entered).alias("entered_on"))
        number = series[at] if variant == "colliding_numbers" else next_numbers(ground, rows)
        rows = _entered(ground, rows.with_columns(number, other_einvoices(random, rows)))
        keys = {"payment": ("paid_id", "id"), "purchase_invoice": ("bill_id",)}
        _tell(ground, variant, rows, why, keys, lookalike=True, first=at == 0)
        asked.append(asked_for(rows))
    return pl.concat([pl.DataFrame(schema=ASKED), *asked])


def _restarted(ground: Ground, bills: pl.DataFrame) -> pl.DataFrame:
    """A supplier that begins its numbers anew each year: the same number and amount a year later are look-alikes."""
    random = ground.random(f"{KIND} restarted")
    plain = bills.filter(pl.col("is_enterable") & pl.col("supplier_invoice_number").str.contains(r"^\d{4}$"))
    later = (numbers(plain["paid_on"]) + 7 * random.integers(_YEAR - 2, _YEAR + 3, plain.height)).astype(np.int32)
    plain = plain.with_columns(pay_on=dates(later)).filter(working(ground, plain, later))
    shift = pl.col("pay_on") - pl.col("paid_on")
    shifted = plain.with_columns(
        pl.col("document_date") + shift, pl.col("due_date") + shift, entered_on=pl.col("billed_on") + shift,
        _of=pl.col("document_date").dt.year(), _year=(pl.col("document_date") + shift).dt.year(),
    )  # fmt: skip
    known = ground.versions["purchase_invoice"].select(
        "supplier_id", "supplier_invoice_number", _year=pl.col("document_date").dt.year()
    )
    shifted = shifted.filter(pl.col("_of") < pl.col("_year")).join(
        known.unique(), on=["supplier_id", "supplier_invoice_number", "_year"], how="anti"
    )
    shifted = affordable(ground, shifted, day="pay_on").unique(
        ["supplier_id", "supplier_invoice_number", "_year"], keep="first", maintain_order=True
    )
    entered = next_working(ground, shifted, numbers(shifted["entered_on"]))
    shifted = shifted.with_columns(pl.min_horizontal(entered, pl.col("pay_on")).alias("entered_on"))
    picked = ground.pick(KIND, "restarted_numbers", shifted, table="payment", day="pay_on", lookalike=True)
    rows = _entered(ground, picked.with_columns(other_einvoices(random, picked)))
    why = "The supplier begins its numbers anew each year: equal number and amount, another year, other goods."
    keys = {"payment": ("paid_id", "id"), "purchase_invoice": ("bill_id",)}
    _tell(ground, "restarted_numbers", rows, why, keys, lookalike=True)
    return asked_for(rows)


def _repaid(ground: Ground, bills: pl.DataFrame) -> None:
    """The bank sends a payment back, and it is paid anew: look-alikes."""
    given, random = ground.given[KIND], ground.random(f"{KIND} repaid")
    returned, again = (whole(random, given[name], bills.height) for name in ("returned_after", "repaid_after"))
    back = next_working(ground, bills, (numbers(bills["paid_on"]) + returned).astype(np.int32))
    anew = next_working(ground, bills, (numbers(back) + again).astype(np.int32))
    later = bills.with_columns(back.alias("returned_on"), anew.alias("pay_on"))
    picked = ground.pick(KIND, "reversed_and_repaid", later, table="payment", day="pay_on", lookalike=True)
    return_payments(ground, picked)
    new = picked.select(
        *("company_id", "supplier_id", "bank_account_id", "amount", "invoice_id", "bank_reference"),
        posting_date="pay_on",
        replaces_id="id",
    )
    if picked.height:
        picked = picked.with_columns(payments(ground, new).alias("paid_id"))
        why = "The bank sent the first payment back; the second replaces it."
        _tell(ground, "reversed_and_repaid", picked, why, {"payment": ("paid_id", "id")}, lookalike=True)


def _tell(
    ground: Ground, variant: str, rows: pl.DataFrame, why: str, keys: dict[str, tuple[str, ...]], *,
    lookalike: bool = False, first: bool = True,
) -> None:  # fmt: skip
    """Both payments, and the second bill, are what a finding may name; the bill of the first is context."""
    facts = rows.with_columns(happened_on="pay_on", seen_on="last_on" if "last_on" in rows.columns else "pay_on")
    for table, columns in keys.items():
        for key in columns:
            if first or key != "id":
                ground.tell(KIND, variant, table, facts, why, key=key, lookalike=lookalike)
    if first:
        ground.tell(KIND, variant, "purchase_invoice", facts, why, key="invoice_id", lookalike=lookalike, role=CONTEXT)

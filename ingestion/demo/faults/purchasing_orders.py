"""Purchase orders that are one order in parts, each just below a limit."""

from dataclasses import replace

import numpy as np
import polars as pl

from ingestion.demo.faults.draws import real
from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.purchasing_contracts import NOBODY_ABOVE, head_limits
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.trade_tools import tax_of
from ingestion.demo.group.world import MINOR_UNIT, RATE_UNIT

SPLIT = "split_order"
_STEP = 10 * MINOR_UNIT
_WHY = {
    "no_request": "Each order stays just below the amount from which a request is needed; together they do not.",
    "head_limit": "Each order stays just below what the buyer's head may decide; together they do not.",
    "natural": "It happened so without a plan: the orders together are above the limit below which each stays.",
    "monthly_calls": "They are regular calls of about the same amount, a month apart.",
    "different_needs": "Different buyers needed different things of the same supplier.",
}
_BUYER = ("employee", "department")


def orders_are_split(ground: Ground, trade: Trade) -> Trade:
    """Orders for services that lie near each other become parts of one, and others what only looks so."""
    given = ground.given[SPLIT]
    needed = ground.world.parameters["approvals"]["orders_above"] * MINOR_UNIT
    free, days = _services(ground, trade).with_columns(limit=pl.lit(needed, pl.Int64)), given["within_days"] - 1
    runs = _runs(free, days, given["most_parts"])
    heads = runs.with_columns(limit=head_limits(ground.chains.masters, runs))
    # a head orders himself, and has no head: one of the others is the buyer
    buyer = {f"_{name}": pl.col(f"{name}_id").get(pl.col("limit").arg_min()) for name in _BUYER}
    heads = heads.with_columns(
        **{name: value.over("_run") for name, value in buyer.items()}, limit=pl.col("limit").min().over("_run")
    ).filter(pl.col("limit") < NOBODY_ABOVE)
    # those that fit few places come first
    changed = [
        _planted(ground, "head_limit", heads),
        _planted(ground, "different_needs", _runs(free, days, 2, differ=True), lookalike=True, keeps_buyer=True),
        _planted(ground, "no_request", runs),
        _planted(ground, "monthly_calls", _months(free, given["month_days"]), lookalike=True),
    ]
    ground.left[SPLIT] = (
        pl.concat(changed)
        .select("_employee", "id")
        .join(trade.orders.select("id", "ordered_on"), on="id", maintain_order="left")
    )
    trade = _changed(trade, pl.concat(changed))
    _tell_natural(ground, trade, needed)
    return trade


def _services(ground: Ground, trade: Trade) -> pl.DataFrame:
    """Orders of services in yuan, of third parties, without contract, with one line and one plain invoice of one line.

    Returns:
        columns of orders, and line_id, invoice_id, day (of the order), country (of the supplier).
    """
    masters = ground.chains.masters
    outside = masters.suppliers.filter(pl.col("own_company_id").is_null()).select("country", party_id="id")
    lines = trade.order_lines.group_by(id="order_id").agg(line_id=pl.col("id").first(), _lines=pl.len())
    bills = trade.invoices.filter(pl.col("order_id").is_not_null()).group_by(id="order_id").agg(
        invoice_id=pl.col("id").first(), _bills=pl.len(), _rate=pl.col("rate").first(),
        _plain=(pl.col("delivery_id").is_null() & pl.col("posted_on").is_not_null()).all(),
    )  # fmt: skip
    single = trade.invoice_lines.group_by(invoice_id="invoice_id").agg(
        _count=pl.len(), _subject=pl.col("subject").first()
    )
    taken = ground.taken("purchase_invoice").implode()
    return (
        trade.orders.filter(
            (pl.col("side") == "purchase") & pl.col("contract_id").is_null() & pl.col("cancelled_on").is_null(),
            pl.col("currency") == "CNY",
        )
        .join(outside, on="party_id", maintain_order="left")
        .join(lines, on="id", maintain_order="left")
        .join(bills, on="id", maintain_order="left")
        .join(single, on="invoice_id", maintain_order="left")
        # the rent is the same every month, and of one landlord
        .filter(
            (pl.col("_lines") == 1) & (pl.col("_bills") == 1) & pl.col("_plain") & (pl.col("_count") == 1),
            (pl.col("_rate") == RATE_UNIT) & (pl.col("_subject") != "rent") & ~pl.col("invoice_id").is_in(taken),
        )
        .with_columns(day="ordered_on")
        .sort("ordered_on", "id")
    )


def _runs(orders: pl.DataFrame, days: int, most: int, *, differ: bool = False) -> pl.DataFrame:
    """Orders of one company that follow each other within days: `_run`, and `_size` of the run, at least two."""
    key = ["company_id", "country"]
    gap = pl.col("day").diff().dt.total_days().fill_null(0) > days
    orders = orders.with_columns(_block=gap.cum_sum().over(key).cast(pl.Int64))
    place = pl.int_range(pl.len()).over(*key, "_block") // most
    orders = orders.with_columns(_block=pl.col("_block") * 10_000 + place).with_columns(
        _first=pl.col("day").first().over(*key, "_block"), _buyer=pl.col("employee_id").first().over(*key, "_block")
    )
    near = orders.filter((pl.col("day") - pl.col("_first")).dt.total_days() <= days)
    if differ:
        others = (pl.col("employee_id") != pl.col("_buyer")) | (
            pl.col("id") == pl.col("id").first().over(*key, "_block")
        )
        near = near.filter(others)
    near = near.with_columns(
        _run=pl.col("id").first().over(*key, "_block"), _size=pl.len().over(*key, "_block"),
        _last=pl.col("day").last().over(*key, "_block"),
    )  # fmt: skip
    return near.filter(pl.col("_size") > 1)


def _months(orders: pl.DataFrame, days: int) -> pl.DataFrame:
    """Of each company one order in the middle of each month, three months in a row: `_run`, `_size`, `_last`."""
    key, number = ["company_id", "country"], pl.col("day").to_physical()
    orders = orders.with_columns(_month=number // days, _off=(number % days - days // 2).abs())
    one = orders.sort("_off", "id").unique([*key, "_month"], keep="first", maintain_order=True).sort("day", "id")
    one = one.with_columns(_block=pl.col("_month") // 3)
    one = one.with_columns(
        _run=pl.col("id").first().over(*key, "_block"), _size=pl.len().over(*key, "_block"),
        _last=pl.col("day").last().over(*key, "_block"),
    )  # fmt: skip
    return one.filter(pl.col("_size") > 2)


def _planted(
    ground: Ground, variant: str, runs: pl.DataFrame, *, lookalike: bool = False, keeps_buyer: bool = False
) -> pl.DataFrame:
    """Runs that are chosen, with what becomes of their orders: party, buyer, net amount."""
    free = runs.filter(~pl.col("id").is_in(ground.taken("purchase_order").implode()).any().over("_run"))
    firsts = free.filter(pl.col("id") == pl.col("_run")).with_columns(seen=pl.col("_last"))
    first = ground.pick(SPLIT, variant, firsts, table="purchase_order", day="seen", lookalike=lookalike)
    buyers = {f"_{name}": f"_{name}" if f"_{name}" in runs.columns else f"{name}_id" for name in _BUYER}
    found = first.select("_run", "fault", _party="party_id", **{name: pl.col(it) for name, it in buyers.items()})
    free = free.drop(buyers, strict=False)
    rows = free.join(found, on="_run", maintain_order="left")
    ground.take("purchase_order", rows["id"])
    ground.take("purchase_invoice", rows["invoice_id"])
    off = real(ground.random(f"{SPLIT} {variant}"), ground.given[SPLIT]["below"], rows.height)
    net = rows["limit"].to_numpy() * (1 - off) / (1 + rows["vat"].to_numpy())
    net = np.floor(net / _STEP).astype(np.int64) * _STEP
    tax = tax_of(net, rows["vat"].to_numpy())
    rows = rows.with_columns(
        net=pl.Series(net, dtype=pl.Int64), tax=pl.Series(tax, dtype=pl.Int64), happened_on="day", seen_on="_last"
    ).with_columns(amount=(pl.col("net") + pl.col("tax")).sum().over("fault"))
    ground.tell(SPLIT, variant, "purchase_order", rows, _WHY[variant], lookalike=lookalike)
    if keeps_buyer:
        rows = rows.with_columns(_employee="employee_id", _department="department_id")
    return rows.select("id", "line_id", "invoice_id", "_party", "_employee", "_department", "net", "tax")


def _changed(trade: Trade, rows: pl.DataFrame) -> Trade:
    """Trade with other parties, buyers and amounts of orders and of their invoices."""
    gross = pl.col("net") + pl.col("tax")
    amounts = {"net_amount": pl.col("net"), "tax_amount": pl.col("tax"), "gross_amount": gross}
    amounts |= {
        "party_id": pl.col("_party"),
        "employee_id": pl.col("_employee"),
        "department_id": pl.col("_department"),
    }

    def joined(frame: pl.DataFrame, key: str, on: str, values: dict[str, pl.Expr]) -> pl.DataFrame:
        both = frame.join(rows.rename({key: "_key"}).drop("line_id", "invoice_id", "id", strict=False), left_on=on,
                          right_on="_key", how="left", maintain_order="left")  # fmt: skip
        new = (pl.coalesce(value, name).alias(name) for name, value in values.items())
        return both.with_columns(new).select(frame.columns)

    single = {"net_amount": pl.col("net"), "tax_amount": pl.col("tax"), "net_amount_company": pl.col("net")}
    company = {"net_amount_company": pl.col("net"), "tax_amount_company": pl.col("tax"), "gross_amount_company": gross}
    of_order = {"net_amount": pl.col("net"), "price_amount": pl.col("net")}
    invoices = joined(trade.invoices, "invoice_id", "id", amounts | company)
    return replace(
        trade,
        orders=joined(trade.orders, "id", "id", amounts),
        order_lines=joined(trade.order_lines, "line_id", "id", of_order),
        invoices=_renumbered(trade.invoices, invoices),
        invoice_lines=joined(trade.invoice_lines, "invoice_id", "invoice_id", single),
        instalments=joined(trade.instalments, "invoice_id", "invoice_id", {"gross_amount": gross}),
    )


def _renumbered(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Bills of another supplier bear its next free number of the year, and an e-invoice number of its own."""
    year = pl.col("document_date").dt.year()
    is_moved = (pl.col("party_id") != pl.col("_old")) & (pl.col("side") == "purchase")
    rows = after.with_columns(before["party_id"].alias("_old")).with_columns(_moved=is_moved, _year=year)
    known = before.filter((pl.col("side") == "purchase") & pl.col("sister_id").is_null())
    used = known.group_by("party_id", _year=year).agg(
        _used=pl.col("their_number").str.extract(r"(\d+)$").str.tail(4).cast(pl.Int64).max()
    )
    moved = (
        rows.filter("_moved")
        .join(used, on=["party_id", "_year"], how="left", maintain_order="left")
        .with_columns(
            _place=pl.col("_used").fill_null(0)
            + pl.int_range(1, pl.len() + 1).over("party_id", "_year")
        )
    )  # fmt: skip
    padded, style = pl.col("_place").cast(pl.String).str.zfill(4), pl.col("party_id") % 4
    theirs = (
        pl.when(style == 0)
        .then(padded)
        .when(style == 1)
        .then(pl.concat_str("_year", pl.lit("-"), padded))
        .when(style == 2)
        .then(pl.concat_str(pl.lit("FP"), pl.col("_year").cast(pl.String).str.slice(2), padded))
        .otherwise(pl.concat_str((pl.col("party_id") + 10), pl.lit("/"), "_year", pl.lit("/"), "_place"))
    )
    electronic = pl.concat_str(
        pl.col("einvoice_number").str.slice(0, 9),
        (pl.col("party_id") + 100).cast(pl.String).str.zfill(3),
        pl.col("einvoice_number").str.slice(12),
    )
    new = moved.select("id", _theirs=theirs, _electronic=electronic)
    return (
        after.join(new, on="id", how="left", maintain_order="left")
        .with_columns(
            their_number=pl.coalesce("_theirs", "their_number"),
            einvoice_number=pl.coalesce("_electronic", "einvoice_number"),
        )
        .select(after.columns)
    )


def _tell_natural(ground: Ground, trade: Trade, needed: int) -> None:
    """Orders that nobody planted and that are together above a limit below which each stays."""
    given = ground.given[SPLIT]
    if not any(given["faults"].values()):
        return
    orders = trade.orders.filter(
        (pl.col("side") == "purchase") & (pl.col("currency") == "CNY") & pl.col("cancelled_on").is_null(),
        pl.col("contract_id").is_null() & ~pl.col("id").is_in(ground.taken("purchase_order").implode()),
    ).with_columns(day="ordered_on")
    limits: dict[str, pl.Expr | pl.Series] = {
        "request": pl.lit(needed, pl.Int64),
        "head": head_limits(ground.chains.masters, orders),
    }
    for limit in limits.values():
        near = orders.with_columns(limit=limit).filter(
            (pl.col("gross_amount") <= pl.col("limit"))
            & (pl.col("gross_amount") >= pl.col("limit") * (1 - given["near"]))
        )
        near = near.sort("day", "id").with_columns(
            gap=pl.col("day").diff().over("company_id", "party_id", "employee_id").dt.total_days(),
            before=pl.col("id").shift().over("company_id", "party_id", "employee_id"),
        )
        second = near.filter(pl.col("gap") < given["within_days"])
        if second.is_empty():
            continue
        second = second.with_columns(
            fault=ground.names(SPLIT, second.height), happened_on="day", seen_on="day", amount="gross_amount"
        )
        for key in ("id", "before"):
            ground.take("purchase_order", second[key])
            ground.tell(SPLIT, "natural", "purchase_order", second, _WHY["natural"], key=key)

"""Payments that no line of the month's fund plan stands behind."""

import polars as pl

from ingestion.demo.faults.ground import Ground

_KIND = "unplanned_payment"
_WHY = {
    "dropped": "The contract's payments stand in no revision of the month's plan, and the request names no line.",
    "other_month": "The request names a line of the plan of the month before; the month of payment has none for it.",
    "natural": "The request names no line, and no revision that was approved by the day of payment has one for it.",
}


def payments_are_unplanned(ground: Ground) -> None:
    """Plant unplanned_payment, and tell the generator's own: what nobody planned, and what was planned later.

    What fits is judged by what people typed, as an auditor has to.
    """
    _drop_lines(ground)
    paid, lines = _paid(ground), _lines(ground)
    open_ones = _unplanned(paid.filter(pl.col("line_id").is_null()), lines)
    moved = _of_other_month(ground, open_ones, lines)
    rest = open_ones.join(moved, on="id", how="anti").filter(
        ~pl.col("id").is_in(ground.taken("payment_request").implode())
    )
    ground.tell(
        _KIND, "natural", "payment_request", rest.with_columns(ground.names(_KIND, rest.height)), _WHY["natural"]
    )  # fmt: skip
    planned = paid.filter(pl.col("line_id").is_null()).join(open_ones, on="id", how="anti")
    picked = ground.pick(_KIND, "planned_later", planned, table="payment_request", day="seen_on", lookalike=True)
    why = "The request came before the plan: a revision that was approved before the payment has a line for it."
    ground.tell(_KIND, "planned_later", "payment_request", picked, why, lookalike=True)


def _every(ground: Ground, table: str) -> pl.DataFrame:
    """The newest version of every row, added ones too."""
    rows = ground.every(table)
    return rows.filter(pl.col("_until").is_null())


def _contract() -> pl.Expr:
    """A contract's number as typed, without what typing adds."""
    return pl.col("contract_number").str.to_uppercase().str.replace_all(r"\s", "").str.replace_all("–", "-")


def _paid(ground: Ground) -> pl.DataFrame:
    """Requests that were paid: id, company_id, month_on, contract, line_id, happened_on, seen_on, currency, amount."""
    rows = ground.every("payment_request")
    seen = rows.filter(pl.col("status") == "paid").group_by("id").agg(seen_on=pl.col("_from").min())
    return (
        _every(ground, "payment_request")
        .filter(pl.col("status") == "paid")
        .join(seen, on="id")
        .sort("id")
        .select(
            *("id", "company_id", "currency", "seen_on"),
            month_on=pl.col("paid_on").dt.truncate("1mo"),
            contract=_contract(),
            line_id="fund_plan_line_id",
            happened_on="paid_on",
            amount="gross_amount",
        )
    )


def _lines(ground: Ground) -> pl.DataFrame:
    """Lines of payments in approved revisions: line_id, revision_id, plan_id, line_number, company_id, month_on,
    contract, approved_on; without contract only those of material."""
    revisions = _every(ground, "fund_plan_revision").drop_nulls("approved_on")
    plans = _every(ground, "fund_plan").select("company_id", "month_on", plan_id="id")
    return (
        _every(ground, "fund_plan_line")
        .filter(pl.col("direction") == "payment")
        .filter(pl.col("contract_number").is_not_null() | (pl.col("category") == "material"))
        .join(revisions.select("plan_id", "approved_on", revision_id="id"), on="revision_id")
        .join(plans, on="plan_id")
        .select(
            *("revision_id", "plan_id", "line_number", "company_id", "month_on", "approved_on"),
            line_id="id",
            contract=_contract(),
        )
    )


def _fitting(paid: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Payments with each line of their month that fits and was approved in time."""
    on = ["company_id", "month_on", "contract"]
    found = paid.join(lines.rename({"line_id": "_line_id"}), on=on, nulls_equal=True)
    return found.filter(pl.col("approved_on") <= pl.col("happened_on"))


def _unplanned(paid: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    return paid.join(_fitting(paid, lines), on="id", how="anti")


def _drop_lines(ground: Ground) -> None:
    """Contracts that the planner forgot: their line is in no revision, and their payments name none."""
    lines, paid = _lines(ground), _paid(ground)
    alone = _every(ground, "fund_plan_line").filter(pl.len().over("revision_id") == 1)
    bare = lines.join(alone.select("revision_id"), on="revision_id", how="semi")["plan_id"]
    busy = ground.taken("fund_plan")
    linked = (
        paid.join(lines.select("line_id", "plan_id", "line_number", _typed="contract"), on="line_id")
        .filter((pl.col("contract") == pl.col("_typed")), ~pl.col("plan_id").is_in(bare.implode()))
        .filter(~pl.col("plan_id").is_in(busy.implode()))
        .unique("plan_id", keep="first", maintain_order=True)
    )
    # another line for the same contract would plan it after all
    double = lines.group_by("plan_id", "contract").agg(_count=pl.col("line_number").n_unique())
    linked = linked.join(double.filter(pl.col("_count") == 1), on=["plan_id", "contract"], how="semi")
    picked = ground.pick(_KIND, "dropped", linked, table="payment_request", day="seen_on")
    if picked.is_empty():
        return
    ground.take("fund_plan", picked["plan_id"])
    revisions = _every(ground, "fund_plan_revision").select("plan_id", revision_id="id")
    gone = (
        ground.last("fund_plan_line")
        .join(revisions, on="revision_id")
        .join(picked.select("plan_id", "line_number", "fault"), on=["plan_id", "line_number"])
    )
    named = paid.join(gone.select("fault", line_id="id"), on="line_id").sort("fault", "id")
    # those that are not paid in the end, too
    asked = ground.last("payment_request").filter(pl.col("fund_plan_line_id").is_in(gone["id"].implode()))
    ground.take("payment_request", asked["id"])
    ground.change("payment_request", asked.select("id", fund_plan_line_id=pl.lit(None, pl.Int64)))
    _take_out(ground, gone)
    first = named.group_by("fault").agg(_first=pl.col("seen_on").min())
    ground.tell(_KIND, "dropped", "payment_request", named.join(first, on="fault"), _WHY["dropped"])


def _take_out(ground: Ground, gone: pl.DataFrame) -> None:
    """Lines out of their revisions: the rest is numbered without a gap, and revisions and requests add up."""
    ground.remove("fund_plan_line", gone["id"])
    rest = ground.last("fund_plan_line").join(
        gone.select("revision_id", _gone="line_number"), on="revision_id"
    )  # fmt: skip
    after = rest.filter(pl.col("line_number") > pl.col("_gone"))
    ground.change("fund_plan_line", after.select("id", line_number=pl.col("line_number") - 1))
    totals = (
        rest.group_by("revision_id")
        .agg(
            pl.col("amount").filter(pl.col("direction") == name).sum().alias(f"{name}_amount")
            for name in ("receipt", "payment")
        )
        .rename({"revision_id": "id"})
    )
    ground.change("fund_plan_revision", totals)
    asked = ground.last("fund_plan_revision").join(totals, on="id", how="semi")
    amount = pl.max_horizontal("receipt_amount", "payment_amount")
    ground.change("request", asked.select(amount.alias("amount"), id="request_id"))


def _of_other_month(ground: Ground, unplanned: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Payments that nobody planned name a line of the plan before.

    Returns:
        id of those.
    """
    before = unplanned.with_columns(month_on=pl.col("month_on").dt.offset_by("-1mo"))
    found = _fitting(before, lines).sort("id", "_line_id").unique("id", keep="last", maintain_order=True)
    asked = ground.last("payment_request").select("id", "requested_on")
    found = found.join(asked, on="id").filter(pl.col("approved_on") <= pl.col("requested_on"))
    picked = ground.pick(_KIND, "other_month", found, table="payment_request", day="seen_on")
    ground.change("payment_request", picked.select("id", fund_plan_line_id="_line_id"))
    ground.tell(_KIND, "other_month", "payment_request", picked, _WHY["other_month"])
    return picked.select("id")

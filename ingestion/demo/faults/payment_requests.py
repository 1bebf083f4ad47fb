"""What the OA was asked for before planted payments: requests like those of their neighbours, decided as those were."""

import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.payment_entries import ASKED
from ingestion.demo.group.versions import FROM, UNTIL

_OF_REQUEST = "request_id"
_SECONDS = (1, 240)


def request_payments(ground: Ground, *names: str) -> None:
    """Enter the requests that ERP planters left under these names; columns: ASKED."""
    asked = pl.concat([pl.DataFrame(schema=ASKED), *(ground.left[name] for name in names if name in ground.left)])
    ways = ground.last("payment_request").select(like_id="id", _like_request=_OF_REQUEST)
    asked = asked.join(ways, on="like_id").sort("paid_on", "like_id", "amount")
    seen = ground.versions["request"].group_by("id").agg(_first=pl.col(FROM).min())
    asked = asked.join(seen, left_on="_like_request", right_on="id", maintain_order="left")
    asked = asked.filter(pl.col("_first") + pl.duration(days="days") <= ground.world.timeline.end).with_row_index(
        "_row"
    )
    if asked.is_empty():
        return
    asked = asked.with_columns(
        ground.new_keys("request", asked.height).alias("_request"),
        ground.new_keys("payment_request", asked.height).alias("_form"),
        _numbers(ground, asked).alias("_number"),
        _plan_lines(ground, asked).alias("_line"),
        # nobody does the same thing at the same second weeks later
        _seconds=pl.Series(ground.random("planted requests").integers(*_SECONDS, asked.height)),
    )
    requests = _moved(ground, "request", asked, "_like_request", ("submitted_at", "finished_at"))
    ground.add("request", requests.with_columns(id="_request", number="_number", amount="_asked"))
    _steps(ground, asked)
    forms = _moved(ground, "payment_request", asked, "like_id", ("requested_on",))
    ground.add(
        "payment_request",
        forms.with_columns(
            id="_form",
            request_id="_request",
            payee_name=pl.coalesce("payee", "payee_name"),
            erp_reference=pl.when(pl.col("erp_reference").is_not_null()).then("reference"),
            fund_plan_line_id="_line",
            gross_amount="_asked",
            paid_on=pl.when(pl.col("status") == "paid").then("_paid"),
        ),
    )


def _moved(ground: Ground, table: str, asked: pl.DataFrame, like: str, times: tuple[str, ...]) -> pl.DataFrame:
    """Versions of the rows that are alike, so many days later; those behind the timeline's end are left out."""
    key = "request_id" if table == "request_step" else "id"
    facts = asked.rename({"amount": "_asked", "paid_on": "_paid"})
    rows = facts.join(ground.versions[table], left_on=like, right_on=key, maintain_order="left")
    later, at = pl.duration(days="days"), pl.duration(days="days", seconds="_seconds")
    instants = [name for name in (*times, "created_at", "updated_at") if rows.schema[name] != pl.Date]
    days = [name for name in (*times, FROM, UNTIL) if rows.schema[name] == pl.Date]
    return rows.with_columns(
        *(pl.col(name) + at for name in instants), *(pl.col(name) + later for name in days)
    ).filter(pl.col(FROM) <= ground.world.timeline.end)  # fmt: skip


def _steps(ground: Ground, asked: pl.DataFrame) -> None:
    """The same steps; who was on leave then decides, as nobody stands in for him now."""
    steps = _moved(ground, "request_step", asked, "_like_request", ("arrived_at", "decided_at"))
    which = steps.select("_row", "id").unique(maintain_order=True)
    which = which.with_columns(ground.new_keys("request_step", which.height).alias("_step"))
    ground.add(
        "request_step",
        steps.join(which, on=["_row", "id"], maintain_order="left").with_columns(
            id="_step",
            request_id="_request",
            approver_id=pl.coalesce("acting_for_id", "approver_id"),
            acting_for_id=pl.lit(None, pl.Int64),
        ),
    )


def _numbers(ground: Ground, asked: pl.DataFrame) -> pl.Series:
    """FK-202403-0031: behind all of the month."""
    known = ground.every("request").unique("id").drop_nulls("number")
    parted = known.select(
        head=pl.col("number").str.replace(r"\d+$", ""), place=pl.col("number").str.extract(r"(\d+)$").cast(pl.Int64)
    )
    last = parted.group_by("head").agg(pl.col("place").max())
    month = (pl.col("_first") + pl.duration(days="days")).dt.to_string("%Y%m")
    return (
        asked.select(head=pl.concat_str(pl.lit("FK-"), month, pl.lit("-")))
        .join(last, on="head", how="left", maintain_order="left")
        .select(
            pl.concat_str(
                "head",
                (pl.col("place").fill_null(0) + pl.int_range(1, pl.len() + 1).over("head"))
                .cast(pl.String)
                .str.zfill(4),
            )
        )
        .to_series()
    )


def _plan_lines(ground: Ground, asked: pl.DataFrame) -> pl.Series:
    """The company's line for material in the month of the payment, of the newest revision when it was asked for."""
    plans = ground.last("fund_plan").select("company_id", "month_on", plan_id="id")
    revisions = ground.last("fund_plan_revision").select("plan_id", "submitted_on", revision_id="id")
    lines = (
        ground.last("fund_plan_line")
        .filter((pl.col("direction") == "payment") & (pl.col("category") == "material"))
        .filter(pl.col("contract_number").is_null())
        .join(revisions, on="revision_id")
        .join(plans, on="plan_id")
        .select("company_id", "month_on", "submitted_on", _line="id")
    )
    companies = ground.last("payment_request").select("company_id", like_id="id")
    wanted = asked.join(companies, on="like_id", maintain_order="left").select(
        "_row",
        "company_id",
        month_on=pl.col("paid_on").dt.truncate("1mo"),
        asked_on=pl.col("_first") + pl.duration(days="days"),
    )
    found = wanted.join(lines, on=["company_id", "month_on"]).filter(pl.col("submitted_on") <= pl.col("asked_on"))
    newest = found.sort("submitted_on", "_line").group_by("_row", maintain_order=True).agg(pl.col("_line").last())
    return wanted.join(newest, on="_row", how="left", maintain_order="left")["_line"]

"""Costs of a project that stand on another: bills, receipts, hours, and what is moved there and back by hand."""

import numpy as np
import polars as pl

from ingestion.demo.faults.costs_posted import between, booked_lines, change_lines, correction_days, reclassify, told
from ingestion.demo.faults.draws import real, whole
from ingestion.demo.faults.entries import vouchers
from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.group.books_chart import COMPANY_STEP, ROLES
from ingestion.demo.group.world import MINOR_UNIT, dates, numbers

_KIND = "cost_parked"
_SLOT = ROLES["project_cost"].slot

_WHY = {
    "bill": "The order is of one project, the bill and its cost were booked on another.",
    "receipt": "The order is of one project, what was received was booked on another.",
    "labour": "The timesheets of that week are of one project, the hours were charged to another.",
    "there_and_back": "A voucher by hand took cost off the project before a milestone, another brought it back.",
}


def costs_are_parked(ground: Ground) -> None:
    """Plant cost_parked, and what a reclassification has put right."""
    lines = _lines(ground)
    _documents(ground, lines, "bill")
    _documents(ground, lines, "receipt")
    _hours(ground, lines)
    _there_and_back(ground, lines)


def _lines(ground: Ground) -> pl.DataFrame:
    """Lines of project cost: see `booked_lines`; and `_onto`: another project's code, if any."""
    is_cost = (pl.col("account_id") % COMPANY_STEP == _SLOT) & pl.col("project_code").is_not_null()
    rows = booked_lines(ground, is_cost & (pl.col("amount_company") > 0))
    rows = rows.with_columns(pl.col("company_id").cast(pl.Int64)).sort("posting_date", "id")
    return _with_other(ground, rows, "posting_date")


def _with_other(ground: Ground, rows: pl.DataFrame, day: str) -> pl.DataFrame:
    """The rows with `_onto`: the project of the same company that began last before the day, but not the row's own."""
    newest = (
        ground.chains.projects.select(pl.col("company_id").cast(pl.Int64), "begins_on", _newest="code")
        .sort("begins_on", "_newest")
        .with_columns(_before=pl.col("_newest").shift(1).over("company_id"))
    )
    # the newest two of the day are enough, and a large group has too many projects to look at all of them
    found = (
        rows.with_row_index("_row")
        .sort(day)
        .join_asof(
            newest, left_on=day, right_on="begins_on", by="company_id", strategy="backward", check_sortedness=False
        )
    )
    own = pl.col("_newest") == pl.col("project_code")
    onto = pl.when(own).then("_before").otherwise("_newest")
    return found.sort("_row").with_columns(_onto=onto).drop("_row", "_newest", "_before", "begins_on", strict=False)


def _documents(ground: Ground, lines: pl.DataFrame, variant: str) -> None:
    """All lines of a bill's, or a receipt's, entry; some receipts are put right."""
    table = "purchase_invoice" if variant == "bill" else "goods_receipt"
    orders = ground.last("purchase_order").select("project_code", order_id="id")
    documents = ground.last(table).filter(pl.col("status") != "cancelled").select("order_id", document_id="id")
    of = documents.join(orders, on="order_id")
    rows = lines.filter(pl.col("type") == table).join(of, on=["document_id", "project_code"])
    # what is one document is one project's
    rows = rows.filter(
        pl.col("amount_company").sum().over("entry_id") >= ground.given[_KIND]["least"] * MINOR_UNIT,
        pl.col("project_code").n_unique().over("entry_id") == 1,
    ).with_columns(_first=pl.col("id").min().over("entry_id"))
    first = rows.filter(pl.col("id") == pl.col("_first"))
    picked = ground.pick(_KIND, variant, first, table="journal_line")
    _park(ground, variant, rows.join(picked.select("_first", "fault"), on="_first"))
    if variant == "bill":
        ground.change("purchase_invoice", picked.select(id="document_id", project_code="_onto"))
    ground.tell(_KIND, variant, table, told(picked), _WHY[variant], key="document_id")
    if variant == "receipt":
        _put_right(ground, rows, first)


def _park(ground: Ground, variant: str, rows: pl.DataFrame) -> None:
    """Let lines stand on the other project, and tell them."""
    change_lines(ground, rows.select("id", project_code="_onto"))
    ground.take("journal_line", rows["id"])
    ground.tell(_KIND, variant, "journal_line", told(rows).sort("fault", "id"), _WHY[variant])


def _put_right(ground: Ground, rows: pl.DataFrame, first: pl.DataFrame) -> None:
    """Receipts on the wrong project that a reclassification has brought to the right one."""
    picked = ground.pick(_KIND, "reclassified", first, table="journal_line", lookalike=True)
    parked = rows.join(picked.select("_first", "fault"), on="_first")
    change_lines(ground, parked.select("id", project_code="_onto"))
    ground.take("journal_line", parked["id"])
    whole = parked.group_by("fault").agg(
        pl.col("amount_company").sum(), pl.exclude("fault", "amount_company").first()
    ).sort("fault")  # fmt: skip
    whole = whole.with_columns(corrected_on=correction_days(ground, whole, ground.given[_KIND]["corrected_after"]))
    whole = whole.filter(pl.col("corrected_on") <= pl.lit(ground.world.timeline.end))
    keys = reclassify(
        ground, whole.with_columns(_gone="_onto", _come="project_code"), pl.col("account_id"), pl.col("account_id")
    )
    whole = told(whole, "corrected_on").with_columns(keys.alias("_voucher"))
    why = "A reclassification that names the entry has brought it to its project."
    ground.tell(_KIND, "reclassified", "journal_line", whole, why, lookalike=True)
    ground.tell(_KIND, "reclassified", "goods_receipt", whole, why, lookalike=True, key="document_id")
    ground.tell(_KIND, "reclassified", "journal_entry", whole, why, lookalike=True, key="_voucher", role=CONTEXT)


def _hours(ground: Ground, lines: pl.DataFrame) -> None:
    """A month of somebody's hours on one project is charged to another; what the department gives goes with it."""
    labour = lines.filter(pl.col("type") == "labour", pl.col("employee_id").is_not_null())
    unit = ["entry_id", "employee_id", "project_code"]
    labour = labour.with_columns(_first=pl.col("id").min().over(unit), _whole=pl.col("amount_company").sum().over(unit))
    first = labour.filter(
        pl.col("id") == pl.col("_first"), pl.col("_whole") * 10 >= ground.given[_KIND]["least"] * MINOR_UNIT
    )
    picked = ground.pick(_KIND, "labour", first, table="journal_line")
    rows = labour.join(picked.select("_first", "fault"), on="_first")
    _park(ground, "labour", rows)


def _there_and_back(ground: Ground, lines: pl.DataFrame) -> None:
    """Two vouchers about a milestone of the project's contract, equal but for their sign."""
    given, random, timeline = ground.given[_KIND], ground.random("there and back"), ground.world.timeline
    projects = ground.chains.projects.select("contract_id", "company_id", "department_id", project_code="code")
    stones = ground.chains.milestones.filter(~pl.col("kind").is_in(["advance", "retention"]))
    rows = projects.join(stones.select("contract_id", "happened_on", milestone_id="id"), on="contract_id")
    rows = rows.drop_nulls("happened_on").sort("milestone_id")
    day, count = numbers(rows["happened_on"]), rows.height
    before = timeline.add_working(day, -whole(random, given["before"], count).astype(np.int32))
    after = timeline.add_working(day, whole(random, given["after"], count).astype(np.int32))
    rows = rows.with_columns(
        there_on=dates(before), back_on=dates(after), _share=pl.Series(real(random, given["share"], count))
    )
    so_far = rows.join(lines.select("project_code", "posting_date", "amount_company"), on="project_code")
    so_far = so_far.filter(pl.col("posting_date") < pl.col("there_on"))
    spent = so_far.group_by("milestone_id").agg(_spent=pl.col("amount_company").sum())
    home = ground.chains.masters.companies.select("currency", company_id="id")
    rows = rows.join(spent, on="milestone_id").join(home, on="company_id").sort("milestone_id")
    size = 1000 * MINOR_UNIT
    rows = rows.with_columns(
        amount_company=(pl.col("_spent") * pl.col("_share") / size).round().cast(pl.Int64) * size, seen_on="back_on"
    ).filter(pl.col("amount_company") > 0, pl.col("back_on") < pl.lit(timeline.end))
    rows = _with_other(ground, rows, "there_on")
    picked = ground.pick(_KIND, "there_and_back", rows, table="milestone", key="milestone_id", day="seen_on")
    if picked.is_empty():
        return
    moves = pl.concat(
        [
            picked.with_columns(posting_date="there_on", _gone="project_code", _come="_onto"),
            picked.with_columns(posting_date="back_on", _gone="_onto", _come="project_code"),
        ]
    )
    moves = moves.sort("posting_date", "fault").with_row_index("entry")
    account = pl.col("company_id") * COMPANY_STEP + _SLOT
    keys = vouchers(ground, between(moves, account, account))
    moves = moves.with_columns(keys.alias("id"), amount="amount_company", happened_on="posting_date")
    ground.tell(_KIND, "there_and_back", "journal_entry", moves, _WHY["there_and_back"])

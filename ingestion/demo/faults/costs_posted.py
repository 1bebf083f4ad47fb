"""Costs on accounts of departments to which they do not belong, and vouchers that put them right."""

import numpy as np
import polars as pl

from ingestion.demo.faults.draws import whole
from ingestion.demo.faults.entries import journal, with_defaults
from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.group.books_chart import COMPANY_STEP, SUBJECTS
from ingestion.demo.group.world import MINOR_UNIT, dates, numbers

_KIND = "misposted"
_PLACES = {name: place for place, name in enumerate(SUBJECTS)}
_FIRST_SLOT, _SLOTS, _ADMINISTRATION = 100, 20, 140
_WHY = {
    "subject": "What the claim's lines say was spent on another subject is booked as office cost.",
    "department": "The pay of somebody of another department is booked on the administration.",
    "bill": "The bill names one department as the one that bought, and its cost is booked on another.",
}


def costs_are_misposted(ground: Ground) -> None:
    """Plant misposted, and what a reclassification has put right."""
    lines = _expenses(ground)
    _subjects(ground, lines)
    _departments(ground, lines)
    _bills(ground, lines)
    _tell_merged(ground, lines)


def booked_lines(ground: Ground, fits: pl.Expr) -> pl.DataFrame:
    """Lines of the journal with what their entries say, without reversals and in no order.

    Returns:
        id, entry_id, account_id, department_id, employee_id, project_code, currency, amount_company, company_id, type,
        document_id, is_reversal, posting_date, day (first seen); the lines' keys as Int64.
    """
    lines = ground.versions["journal_line"].filter(fits)
    entries = ground.last("journal_entry").select(
        "company_id", "posting_date", "document_id", "is_reversal", type="document_type", entry_id="id", day="_first"
    )
    keys = pl.col("id", "entry_id", "account_id", "department_id", "employee_id").cast(pl.Int64)
    lines = lines.select(keys, "currency", "amount_company", "project_code")
    return lines.join(entries, on="entry_id").filter(~pl.col("is_reversal"))


def _expenses(ground: Ground) -> pl.DataFrame:
    """Lines on the departments' accounts: see `booked_lines`; and subject."""
    lines = booked_lines(ground, pl.col("department_id").is_not_null())
    subjects = ground.last("account").select("subject", account_id="id").drop_nulls()
    within = lines.filter(pl.col("posting_date") >= ground.world.timeline.start)
    return within.join(subjects, on="account_id").sort("id")


def told(rows: pl.DataFrame, seen_on: str = "day") -> pl.DataFrame:
    """Lines of `booked_lines` with what `Ground.tell` takes: happened_on, seen_on, amount."""
    happened = pl.min_horizontal("posting_date", "day")
    return rows.with_columns(happened_on=happened, seen_on=seen_on, amount="amount_company")


def _subjects(ground: Ground, lines: pl.DataFrame) -> None:
    """Claims: entertainment and the like as office cost; some are put right later."""
    given = ground.given[_KIND]
    onto = _PLACES[given["onto"]]
    claims = lines.filter(pl.col("type") == "claim")
    twice = claims.filter(pl.col("subject") == given["onto"]).select("entry_id")
    large = claims.filter(
        pl.col("subject").is_in(given["from_subjects"]), pl.col("amount_company") >= given["least"] * MINOR_UNIT
    )
    alone = large.join(twice, on="entry_id", how="anti").unique("entry_id", keep="first", maintain_order=True)
    wrong = alone.with_columns(
        _account=pl.col("account_id") + onto - pl.col("subject").replace_strict(_PLACES, return_dtype=pl.Int64),
        _department="department_id",
    )
    picked = ground.pick(_KIND, "subject", wrong, table="journal_line")
    _move(ground, picked)
    _tell(ground, "subject", picked)
    corrected = ground.pick(_KIND, "reclassified", wrong, table="journal_line", lookalike=True)
    _move(ground, corrected)
    days = correction_days(ground, corrected, given["corrected_after"])
    _put_right(ground, corrected.with_columns(corrected_on=days))


def correction_days(ground: Ground, rows: pl.DataFrame, after: list[int]) -> pl.Series:
    """Working days so many days after each row's day."""
    random = ground.random("corrections")
    later = numbers(rows["day"]) + whole(random, after, rows.height)
    return dates(ground.world.timeline.next_working(later.astype(np.int32)))


def change_lines(ground: Ground, changes: pl.DataFrame) -> None:
    """Let lines of the journal have other values in all versions; as `Ground.change`, but quick with many lines."""
    lines = ground.versions["journal_line"]
    renamed = {name: f"_new_{name}" for name in changes.columns if name != "id"}
    found = lines.join(
        changes.rename(renamed).with_columns(pl.col("id").cast(lines.schema["id"]), _is_changed=pl.lit(True)),
        on="id", how="left", maintain_order="left",
    )  # fmt: skip
    ground.versions["journal_line"] = found.with_columns(
        pl.when("_is_changed").then(pl.col(new).cast(lines.schema[name])).otherwise(name).alias(name)
        for name, new in renamed.items()
    ).select(lines.columns)


def _move(ground: Ground, rows: pl.DataFrame) -> None:
    """Let lines stand on their `_account` and `_department`."""
    change_lines(ground, rows.select("id", account_id="_account", department_id="_department"))


def _tell(ground: Ground, variant: str, rows: pl.DataFrame) -> None:
    rows = told(rows)
    ground.tell(_KIND, variant, "journal_line", rows.sort("fault", "id"), _WHY[variant])
    entries = rows.unique("fault", keep="first", maintain_order=True)
    ground.tell(_KIND, variant, "journal_entry", entries, _WHY[variant], key="entry_id", role=CONTEXT)


def _put_right(ground: Ground, rows: pl.DataFrame) -> None:
    """A reclassification that names the entry brings the amount where it belongs."""
    rows = rows.filter(pl.col("corrected_on") <= pl.lit(ground.world.timeline.end))
    keys = reclassify(ground, rows, pl.col("_account"), pl.col("account_id"))
    rows = told(rows, "corrected_on").with_columns(keys.alias("_voucher"))
    why = "A reclassification that names the entry has put it right."
    ground.tell(_KIND, "reclassified", "journal_line", rows, why, lookalike=True)
    ground.tell(_KIND, "reclassified", "journal_entry", rows, why, lookalike=True, key="_voucher", role=CONTEXT)


def reclassify(ground: Ground, rows: pl.DataFrame, wrong: pl.Expr, right: pl.Expr) -> pl.Series:
    """Vouchers that bring amounts from one account to another.

    Args:
        ground: of the ERP.
        rows: entry_id (what they correct), corrected_on, company_id, currency, department_id, amount_company; `_gone`
            and `_come` (project codes), where projects change.
        wrong: account on which the amount stands.
        right: account to which it belongs.

    Returns:
        the vouchers' keys, by row.
    """
    rows = with_defaults(rows, _gone=pl.lit(None, pl.String), _come=pl.lit(None, pl.String))
    facts = rows.with_row_index("_row").sort("corrected_on", "_row").with_row_index("entry")
    kept = facts.select(
        *("entry", "company_id", "currency", "department_id", "amount_company", "_gone", "_come"),
        posting_date="corrected_on", document_id="entry_id", document_type=pl.lit("reclassification"),
        _wrong=wrong, _right=right,
    )  # fmt: skip
    keys = journal(ground, between(kept, pl.col("_wrong"), pl.col("_right")))
    return facts.select("_row").with_columns(keys.alias("key")).sort("_row")["key"]


def between(rows: pl.DataFrame, wrong: pl.Expr, right: pl.Expr) -> pl.DataFrame:
    """Lines for `journal` that bring amount_company from one account, and project (`_gone`), to another (`_come`)."""
    sides = [
        rows.with_columns(account_id=right, project_code="_come", _place=1),
        rows.with_columns(account_id=wrong, project_code="_gone", amount_company=-pl.col("amount_company"), _place=2),
    ]
    return pl.concat(sides).sort("entry", "_place").with_columns(amount="amount_company")


def _departments(ground: Ground, lines: pl.DataFrame) -> None:
    """Payroll: a month of somebody's pay on the administration of the company."""
    pay = _elsewhere(ground, lines.filter(pl.col("type") == "payroll"))
    pay = pay.with_columns(_first=pl.col("id").min().over("entry_id", "employee_id"))
    first = pay.filter(pl.col("id") == pl.col("_first"))
    picked = ground.pick(_KIND, "department", first, table="journal_line")
    rows = pay.join(picked.select("_first", "fault"), on="_first")
    ground.take("journal_line", rows["id"])
    _move(ground, rows)
    _tell(ground, "department", rows)


def _elsewhere(ground: Ground, lines: pl.DataFrame) -> pl.DataFrame:
    """Lines of departments of other functions, with `_account` and `_department` of their company's administration."""
    departments = ground.chains.masters.departments
    administration = departments.filter((pl.col("function") == "administration") & pl.col("merged_on").is_null())
    administration = administration.unique("company_id", keep="first", maintain_order=True)
    slot = pl.col("account_id") % COMPANY_STEP
    place = (slot - _FIRST_SLOT) % _SLOTS
    return (
        lines.join(administration.select("company_id", _department="id"), on="company_id")
        .filter(pl.col("department_id") != pl.col("_department"), pl.col("amount_company") > 0)
        .with_columns(_account=pl.col("company_id").cast(pl.Int64) * COMPANY_STEP + _ADMINISTRATION + place)
        .filter(pl.col("_account") != pl.col("account_id"))
    )


def _bills(ground: Ground, lines: pl.DataFrame) -> None:
    """Bills of what a department bought, on the administration of the company; the bill still says who bought."""
    bills = _elsewhere(ground, lines.filter(pl.col("type") == "purchase_invoice", pl.col("employee_id").is_null()))
    posted = ground.last("purchase_invoice").filter((pl.col("status") == "posted") & pl.col("project_code").is_null())
    bills = bills.join(posted.select(document_id="id", _own="department_id"), on="document_id")
    alone = bills.filter(
        pl.len().over("entry_id") == 1,
        pl.col("department_id") == pl.col("_own"),
        pl.col("amount_company") >= ground.given[_KIND]["least"] * MINOR_UNIT,
    )
    # a bill of one line, so that the line's account is the entry's
    single = ground.last("purchase_invoice_line").filter(pl.len().over("invoice_id") == 1)
    alone = alone.join(single.select(document_id="invoice_id", _line="id"), on="document_id")
    picked = ground.pick(_KIND, "bill", alone, table="journal_line")
    _move(ground, picked)
    ground.change("purchase_invoice_line", picked.select(id="_line", account_id="_account"))
    _tell(ground, "bill", picked)
    ground.tell(_KIND, "bill", "purchase_invoice", told(picked), _WHY["bill"], key="document_id")


def _tell_merged(ground: Ground, lines: pl.DataFrame) -> None:
    """Pay of people whose department was merged later: another department than theirs today, rightly."""
    people = ground.last("employee").select(employee_id="id", _now="department_id")
    moved = lines.filter(pl.col("type") == "payroll").join(people, on="employee_id")
    merged = ground.chains.masters.departments.drop_nulls("merged_on").select(department_id="id", _now="merged_into")
    moved = moved.join(merged, on=["department_id", "_now"]).unique("entry_id", keep="first", maintain_order=True)
    picked = ground.pick(_KIND, "merged_department", moved, table="journal_line", lookalike=True)
    why = "The department was that of the person then; it was merged into another later."
    ground.tell(_KIND, "merged_department", "journal_line", told(picked), why, lookalike=True)

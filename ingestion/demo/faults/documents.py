"""Documents that are entered into closed months, and documents that nobody posts."""

import numpy as np
import polars as pl

from ingestion.demo.faults.draws import whole
from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.faults.postings import purchase_invoices, sales_invoices
from ingestion.demo.faults.reentry import SETTLED, reentered
from ingestion.demo.faults.references import next_numbers, other_einvoices
from ingestion.demo.faults.told import untouched
from ingestion.demo.group.versions import FROM, UNTIL, stamp
from ingestion.demo.group.world import dates, numbers

_BACK, _UNPOSTED = "back_dated", "unposted"
_ASKED_DAYS = 20  # before a payment, by which the OA is asked for it


def plant_back_dated(ground: Ground) -> None:
    """Some documents are entered when their month has long been closed; leaves `back_dated numbers` for the OA."""
    renamed = []
    for table in SETTLED:
        picked = ground.pick(_BACK, table, _unsettled(ground, table), table=table, day="seen_on")
        entered = reentered(ground, table, picked)
        why = "The invoice was entered months after its posting date, which lies in a closed month."
        told = entered.with_columns(happened_on="seen_on")
        ground.tell(_BACK, table, table, told, why, key="new_id")
        ground.tell(_BACK, table, "journal_entry", told, why, key="new_entry_id")
        if table == "sales_invoice":
            goods = told.drop_nulls("delivery_id")
            ground.tell(_BACK, table, "delivery", goods, why, key="delivery_id", role=CONTEXT)
        if table == "purchase_invoice":
            _accrue_longer(ground, entered)
            renamed.append(entered.select("old_number", "new_number"))
    ground.left[f"{_BACK} numbers"] = pl.concat(renamed)
    written = ground.last("journal_entry").filter(pl.col("document_type") == "depreciation")
    picked = ground.pick(_BACK, "journal", _late(ground, written, "journal"), table="journal_entry", day="seen_on")
    entered = reentered(ground, "journal_entry", picked).with_columns(happened_on="seen_on")
    why = "The month's depreciation was booked into the closed month, months later."
    ground.tell(_BACK, "journal", "journal_entry", entered, why, key="new_id")
    _tell_closing(ground)


def rename_in_requests(ground: Ground) -> None:
    """Requests of payment name bills by the number that those have in the ERP."""
    renamed = ground.left[f"{_BACK} numbers"]
    forms = ground.versions["payment_request"].join(renamed, left_on="erp_reference", right_on="old_number")
    ground.change("payment_request", forms.select("id", erp_reference="new_number").unique("id"))


def _late(ground: Ground, rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """The rows with entered_on (= seen_on): a working day long after their month was closed."""
    given = ground.given[_BACK]
    rows = rows.sort("id")
    after = whole(ground.random(f"{_BACK} {name}"), given["entered_after"], rows.height)
    day = np.minimum(numbers(rows["posting_date"]) + after, ground.world.timeline.last).astype(np.int32)
    rows = rows.with_columns(pl.Series("entered_on", dates(ground.world.timeline.next_working(day))))
    closed = pl.col("posting_date").dt.month_end() + pl.duration(days=given["closed_days"])
    return rows.filter(
        (pl.col("entered_on") > closed) & (pl.col("entered_on") <= ground.world.timeline.end)
    ).with_columns(seen_on="entered_on")


def _unsettled(ground: Ground, table: str) -> pl.DataFrame:
    """Invoices that nothing refers to before they could have been entered late: see `_late`."""
    rows = ground.versions[table]
    every = pl.concat([rows, *ground.added.get(table, [])])
    credited = every["original_invoice_id"].drop_nulls()
    current = ground.last(table).filter(
        (pl.col("document_kind") == "invoice")
        & (pl.col("status") == "posted")
        & ~pl.col("id").is_in(credited.implode())
    )
    if table == "sales_invoice":
        for other in ("dispute", "payment_promise"):
            named = ground.every(other)["sales_invoice_id"]
            current = current.filter(~pl.col("id").is_in(named.implode()))
    settled = SETTLED[table]
    planted = pl.concat([ground.versions[settled].clear(), *ground.added.get(settled, [])])["invoice_id"]
    first = ground.versions[settled].group_by(pl.col("invoice_id").alias("id")).agg(
        _settled=pl.min_horizontal(pl.col(FROM).min(), pl.col("settled_on").min())
    )  # fmt: skip
    current = untouched(ground, table, current).filter(~pl.col("id").is_in(planted.implode()))
    late = _late(ground, current.join(first, on="id", how="left", maintain_order="left"), table)
    free = pl.col("entered_on") + pl.duration(days=_ASKED_DAYS)
    late = late.filter(
        (pl.col(FROM) < pl.col("entered_on")) & (pl.col("_settled").is_null() | (pl.col("_settled") > free))
    )
    return late.with_columns(amount="gross_amount")


def _accrue_longer(ground: Ground, entered: pl.DataFrame) -> None:
    """What was received stays accrued until its bill is entered."""
    bills = entered.drop_nulls("goods_receipt_id").select("entered_on", id="goods_receipt_id")
    rows = ground.versions["goods_receipt"].join(bills, on="id")
    accrued = rows.filter("is_accrued").with_columns(
        pl.when(pl.col(UNTIL) == pl.col(UNTIL).max().over("id")).then("entered_on").otherwise(UNTIL).alias(UNTIL)
    )
    reversed_ = rows.filter(~pl.col("is_accrued")).with_columns(
        pl.col("entered_on").alias(FROM), updated_at=stamp(pl.col("entered_on"), 3)
    )
    ground.replace("goods_receipt", pl.concat([accrued, reversed_]).drop("entered_on"))


def _tell_closing(ground: Ground) -> None:
    """In a month's closing days much is entered that belongs into the month before."""
    days = ground.given[_BACK]["closing_days"]
    rows = ground.last("purchase_invoice")
    late = (pl.col("_first") - pl.col("posting_date").dt.month_end()).dt.total_days()
    rows = rows.filter(late.is_between(1, days) & (pl.col("status") == "posted"))
    rows = untouched(ground, "purchase_invoice", rows).with_columns(
        seen_on=pl.max_horizontal("_first", FROM), happened_on="_first", amount="gross_amount"
    )
    picked = ground.pick(_BACK, "closing_days", rows, table="purchase_invoice", day="seen_on", lookalike=True)
    why = "The bill was entered in the closing days of the month after, as usual."
    ground.tell(_BACK, "closing_days", "purchase_invoice", picked, why, lookalike=True)


def plant_unposted(ground: Ground) -> None:
    """Some more invoices are entered, and stay drafts."""
    for table in SETTLED:
        picked = ground.pick(_UNPOSTED, table, _alike(ground, table), table=table, day="seen_on")
        keys = _draft(ground, table, picked)
        told = picked.with_columns(keys.alias("new_id"), happened_on="document_date", amount="gross_amount")
        ground.tell(_UNPOSTED, table, table, told, "The invoice was entered and never posted.", key="new_id")
    table = "sales_invoice"
    drafts = ground.versions[table].filter((pl.col("status") == "draft") & pl.col(UNTIL).is_not_null())
    posted = ground.versions[table].filter(pl.col("status") == "posted").select("id").unique()
    drafts = untouched(ground, table, drafts).join(posted, on="id", how="semi", maintain_order="left")
    drafts = drafts.unique("id", keep="first", maintain_order=True)
    drafts = drafts.with_columns(seen_on=FROM, happened_on=FROM, amount="gross_amount")
    # whoever looks on the day as of which the group is made sees those that are drafts then
    anchor = pl.lit(ground.world.timeline.anchor)
    shown = drafts.filter((pl.col(FROM) <= anchor) & (pl.col(UNTIL) > anchor))
    promised = ground.promised(_UNPOSTED, "recent_draft", lookalike=True)[0]
    chosen = pl.concat([shown, drafts.filter(pl.col(FROM) > anchor)]) if shown.height >= promised else drafts
    picked = ground.pick(_UNPOSTED, "recent_draft", chosen, table=table, day="seen_on", lookalike=True)
    why = "The invoice is a draft for some days, until it is posted."
    ground.tell(_UNPOSTED, "recent_draft", table, picked, why, lookalike=True)


def _alike(ground: Ground, table: str) -> pl.DataFrame:
    """What a draft could be: like a posted invoice of one line, some days after it, of another amount."""
    given, random = ground.given[_UNPOSTED], ground.random(f"{_UNPOSTED} {table}")
    home = ground.chains.masters.companies.select("currency", company_id="id")
    rows = ground.last(table).filter((pl.col("document_kind") == "invoice") & (pl.col("status") == "posted"))
    rows = rows.filter(~pl.col("is_retention")).join(home, on=["company_id", "currency"], how="semi").sort("id")
    lines = ground.last(f"{table}_line").filter(pl.len().over("invoice_id") == 1)
    rows = rows.join(lines.select("quantity", id="invoice_id", line_account_id="account_id"), on="id")
    rows = rows.join(_plain_accounts(ground), on="line_account_id", how="semi").sort("id")
    after = whole(random, given["entered_after"], rows.height)
    day = np.minimum(numbers(rows["posting_date"]) + after, ground.world.timeline.last).astype(np.int32)
    factor = pl.Series(whole(random, given["factor"], rows.height))
    net = pl.max_horizontal(pl.col("net_amount") * factor // 10_000 * 100, pl.lit(100))
    entered = pl.Series("entered_on", dates(ground.world.timeline.next_working(day)))
    rows = rows.with_columns(entered, _net=net).with_columns(
        _tax=pl.col("tax_amount") * pl.col("_net") // pl.col("net_amount")
    )
    terms = pl.col("due_date").fill_null(pl.col("document_date")) - pl.col("document_date")
    return rows.with_columns(
        terms=terms,
        net_amount="_net",
        tax_amount="_tax",
        gross_amount=pl.col("_net") + pl.col("_tax"),
        document_date=pl.col("entered_on"),
        posting_date=pl.col("entered_on"),
        seen_on=pl.col("entered_on") + pl.duration(days=given["draft_days"]),
    ).with_columns(due_date=pl.col("document_date") + pl.col("terms"))


def _plain_accounts(ground: Ground) -> pl.DataFrame:
    """Accounts of revenue, cost and expense: line_account_id."""
    plain = ground.versions["account"].filter(pl.col("account_class").is_in(["revenue", "cost", "expense"]))
    return plain.select(line_account_id="id").unique()


def _draft(ground: Ground, table: str, picked: pl.DataFrame) -> pl.Series:
    """Enter them as drafts, of one line and one instalment; their keys."""
    rows = picked.with_columns(posted_on=pl.lit(None, pl.Date))
    if table == "sales_invoice":
        return sales_invoices(ground, rows.with_columns(einvoice_number=pl.lit(None), delivery_id=pl.lit(None)))
    numbers_of = next_numbers(ground, rows), other_einvoices(ground.random(f"{_UNPOSTED} e-invoices"), rows)
    return purchase_invoices(ground, rows.with_columns(*numbers_of, goods_receipt_id=pl.lit(None)))

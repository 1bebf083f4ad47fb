"""Documents of closed months, drafts that nobody posts, and the one difference between subledger and ledger."""

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
import pytest

from ingestion.demo.faults.parameters import shipped
from tests.ingestion.faults.conftest import AS_OF, Planted
from tests.ingestion.group.test_books import SIDES, open_items, posted_lines

CASES = ((0.02, 7), (0.02, 11), (0.1, 7))


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Callable[..., Planted]) -> Planted:
    return planted(*request.param)


def faults(group: Planted, kind: str, table: str) -> set[int]:
    told = group.told(kind).filter(pl.col("is_fault") & (pl.col("table") == table) & (pl.col("seen_on") <= AS_OF))
    return set(told["key"])


def test_what_was_entered_into_closed_months_was_told(group: Planted) -> None:
    closed = timedelta(days=shipped()["back_dated"]["closed_days"])
    for table in ("sales_invoice", "purchase_invoice", "journal_entry"):
        rows = group.rows("erp", table, AS_OF)
        late = rows.filter(pl.col("created_at").dt.date() > pl.col("posting_date").dt.month_end() + closed)
        assert set(late["id"]) == faults(group, "back_dated", table), table
    looks = group.told("back_dated", "closing_days").join(
        group.rows("erp", "purchase_invoice").select("posting_date", "created_at", key="id"), on="key"
    )
    assert (looks["created_at"].dt.date() > looks["posting_date"].dt.month_end()).all()


def test_a_back_dated_invoice_comes_with_all_that_belongs_to_it(group: Planted) -> None:
    for name, invoice, settlement in (
        ("sales_invoice", "sales_invoice", "settlement"),
        ("purchase_invoice", "purchase_invoice", "supplier_settlement"),
    ):
        told = group.told("back_dated", name).filter(pl.col("table") == invoice)
        for key, day in told.select("key", "seen_on").iter_rows():
            before, then = day - timedelta(days=1), day
            for table, column in (
                (invoice, "id"),
                (f"{invoice}_instalment", "invoice_id"),
                (f"{invoice}_line", "invoice_id"),
            ):
                assert group.rows("erp", table, before).filter(pl.col(column) == key).is_empty()
                assert group.rows("erp", table, then).filter(pl.col(column) == key).height
            booked = (pl.col("document_type") == invoice) & (pl.col("document_id") == key)
            assert group.rows("erp", "journal_entry", before).filter(booked).is_empty()
            entry = group.rows("erp", "journal_entry", then).filter(booked)
            document = group.rows("erp", invoice, then).filter(pl.col("id") == key)
            assert entry["posting_date"].item() == document["posting_date"].item()
            settled = group.rows("erp", settlement).filter(pl.col("invoice_id") == key)
            assert (settled["settled_on"] > day).all()
            if invoice == "purchase_invoice":
                _asked_later(group, document, day)


def _asked_later(group: Planted, document: pl.DataFrame, day: date) -> None:
    asked = group.rows("oa", "payment_request").filter(pl.col("erp_reference") == document["number"].item())
    assert (asked["requested_on"] >= day).all()
    paid = group.rows("erp", "supplier_settlement").filter(pl.col("invoice_id") == document["id"].item())
    assert asked.height <= 1 or paid.height


def test_old_drafts_are_those_that_were_told(group: Planted) -> None:
    old = AS_OF - timedelta(days=shipped()["unposted"]["draft_days"])
    for table in ("sales_invoice", "purchase_invoice", "receipt", "payment", "sales_order", "purchase_order"):
        drafts = group.rows("erp", table, AS_OF).filter(pl.col("status") == "draft")
        assert set(drafts.filter(pl.col("created_at").dt.date() <= old)["id"]) == faults(group, "unposted", table)
    for table in ("sales_invoice", "purchase_invoice"):
        keys = list(faults(group, "unposted", table))
        rows = group.rows("erp", table).filter(pl.col("id").is_in(keys))
        assert rows.height == len(keys) >= 1
        booked = group.rows("erp", "journal_entry").filter(pl.col("document_type") == table)
        assert not booked["document_id"].is_in(keys).any()
        for child, column in ((f"{table}_line", "net_amount"), (f"{table}_instalment", "amount")):
            parts = group.rows("erp", child).filter(pl.col("invoice_id").is_in(keys)).group_by("invoice_id").agg(
                pl.col(column).sum()
            )  # fmt: skip
            whole = rows.select("net_amount", invoice_id="id", amount="gross_amount").join(parts, on="invoice_id")
            assert whole.height == len(keys) and (whole[column] == whole[f"{column}_right"]).all()
    recent = group.told("unposted", "recent_draft")["key"]
    versions = group.versions["erp"]["sales_invoice"].filter(pl.col("id").is_in(recent.implode()))
    assert (versions.group_by("id").agg(pl.col("status").last())["status"] != "draft").all()


def test_open_items_and_ledger_differ_once_by_what_was_told(group: Planted) -> None:
    told = group.told("control_difference").filter(pl.col("is_fault") & (pl.col("table") == "account"))
    told = told.drop_nulls("key")
    assert told["seen_on"].to_list() == [told["seen_on"].item()] and told["seen_on"].item() <= AS_OF
    integers, texts = pl.selectors.integer().cast(pl.Int64), pl.selectors.enum().cast(pl.String)
    found = []
    for day in (told["seen_on"].item() - timedelta(days=1), told["seen_on"].item(), AS_OF):
        held = {name: group.rows("erp", name, day).with_columns(integers, texts) for name in group.versions["erp"]}
        lines = posted_lines(held, day)
        for invoice, cash, settlement, control, _, sign in SIDES:
            items = open_items(held, day, invoice, cash, settlement).group_by("account_id").agg(
                pl.col("amount_company").sum() * sign
            )  # fmt: skip
            ledger = lines.filter(pl.col("account_class") == control).group_by("account_id").agg(
                pl.col("amount_company").sum()
            )  # fmt: skip
            both = ledger.join(items, on="account_id", how="left", suffix="_items").fill_null(0)
            both = both.with_columns(difference=pl.col("amount_company_items") - pl.col("amount_company"))
            found += [
                (day, *row)
                for row in both.filter(pl.col("difference") != 0).select("account_id", "difference").iter_rows()
            ]
    account, amount = told["key"].item(), told["amount"].item()
    assert found == [(told["seen_on"].item(), account, amount), (AS_OF, account, amount)]


def test_there_is_one_difference_at_any_scale(planted: Callable[..., Planted]) -> None:
    payable = planted(0.02, 7, {"control_difference": {"faults": {"receivable": 0, "payable": 1}}})
    assert payable.past("control_difference", "payable") == 1
    assert payable.past("control_difference", "receivable") == 0

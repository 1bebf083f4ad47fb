"""Contracts and purchasing, and approvals: what was planted is really there, and what only looks so is not."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl
import pytest

from ingestion.demo.faults.parameters import shipped
from ingestion.demo.group.timeline import HORIZON_DAYS
from ingestion.demo.group.versions import FROM, UNTIL, on_day
from tests.ingestion.faults.conftest import Planted, promised

CASES = ((0.05, 7), (0.05, 11), (0.1, 7), (0.1, 11))
KINDS = (
    *("above_order_price", "accrual_not_reversed", "begun_before_signature", "unapproved_change", "split_approval"),
    *("split_order", "above_authority", "step_skipped", "collusive_tender", "single_bid", "paid_beyond_performance"),
)
NEEDED = 3_000_000


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Callable[..., Planted]) -> Planted:
    return planted(*request.param)


def final(group: Planted, system: str, table: str) -> pl.DataFrame:
    return on_day(group.versions[system][table], pl.lit(group.as_of + timedelta(days=HORIZON_DAYS)))


def told(group: Planted, kind: str, variant: str, table: str, role: str | None = "subject") -> pl.DataFrame:
    """The rows, as they are in the end, of which the truth tells; with fault, told_on and told_amount."""
    found = group.told(kind, variant, role).filter(pl.col("table") == table)
    assert found.height, (kind, variant, table)
    system = found["system"].unique().item()
    facts = found.select("fault", "key", told_on="seen_on", told_amount="amount")
    rows = facts.join(final(group, system, table), left_on="key", right_on="id", maintain_order="left").rename(
        {"key": "id"}
    )
    assert rows.height == found.height
    return rows


@pytest.mark.parametrize("kind", KINDS)
def test_as_many_as_promised_are_seen(group: Planted, kind: str) -> None:
    given = shipped()[kind]
    for name in ("faults", "lookalikes"):
        for variant in given.get(name, {}):
            assert group.past(kind, variant) == promised(kind, variant, group.scale), (kind, variant)


def billed(group: Planted) -> pl.DataFrame:
    """Bills with `rise`: how far their net amount lies above what was received, or ordered."""
    receipts = final(group, "erp", "goods_receipt").select(goods_receipt_id="id", received="net_amount")
    orders = final(group, "erp", "purchase_order").select(order_id="id", ordered="net_amount")
    bills = final(group, "erp", "purchase_invoice").join(receipts, on="goods_receipt_id", how="left")
    bills = bills.join(orders, on="order_id", how="left").filter(pl.col("document_kind") == "invoice")
    return bills.with_columns(rise=pl.col("net_amount") / pl.coalesce("received", "ordered") - 1)


def test_bills_above_the_price_and_no_others(group: Planted) -> None:
    bills = billed(group).filter((pl.col("status") == "posted") & pl.col("rise").is_not_null())
    above = set(bills.filter(pl.col("rise") > 0.05)["id"])
    lines = final(group, "erp", "purchase_invoice_line").group_by("invoice_id").agg(pl.col("net_amount").sum())
    named = group.told("above_order_price").filter(pl.col("table") == "purchase_invoice")
    for is_fault, keys in named.group_by("is_fault").agg("key", "variant").select("is_fault", "key").iter_rows():
        if is_fault:
            assert set(keys) <= above
    known = set(named.filter(pl.col("is_fault") | (pl.col("variant") == "agreed_index"))["key"])
    # what was received without its bill's order is planted by others
    orders = bills.filter(pl.col("id").is_in(list(above - known)))
    stranger = group.truth.filter((pl.col("table") == "purchase_invoice") & (pl.col("kind") != "above_order_price"))
    assert set(orders["id"]) <= set(stranger["key"]), orders.head(3).to_dicts()
    same = bills.join(lines, left_on="id", right_on="invoice_id", suffix="_lines")
    assert (same["net_amount"] == same["net_amount_lines"]).all()
    small = told(group, "above_order_price", "rounding", "purchase_invoice").join(bills.select("id", "rise"), on="id")
    assert small["rise"].is_between(0, 0.05).all()


def typed(name: str) -> pl.Expr:
    return pl.col(name).str.to_uppercase().str.replace_all(r"\s", "").str.replace_all("–", "-")


def test_an_agreed_index_stands_in_the_oa(group: Planted) -> None:
    bills = told(group, "above_order_price", "agreed_index", "purchase_invoice")
    changes = final(group, "oa", "contract_change").filter(
        (pl.col("status") == "approved") & (pl.col("reason") == "price")
    )
    contracts = final(group, "oa", "contract").select("party_tax_number", contract_id="id", signed="net_amount")
    suppliers = final(group, "erp", "supplier").select("tax_number", supplier_id="id")
    rises = bills.join(billed(group).select("id", "rise"), on="id").join(suppliers, on="supplier_id")
    agreed = changes.join(contracts, on="contract_id").select(
        "approved_on", tax_number="party_tax_number", share=pl.col("net_amount") / pl.col("signed")
    )
    fit = rises.join(agreed, on="tax_number").filter(
        (pl.col("approved_on") < pl.col("document_date")) & (pl.col("rise") < pl.col("share") + 0.001)
    )
    assert set(fit["id"]) == set(bills["id"])


def test_accruals_that_stay_and_cost_that_stands_twice(group: Planted) -> None:
    entries = final(group, "erp", "journal_entry").filter(pl.col("document_type") == "purchase_invoice")
    lines = final(group, "erp", "journal_line").join(
        entries.select("document_id", entry_id=pl.col("id").cast(pl.Int32)), on="entry_id"
    )
    accounts = final(group, "erp", "account").select("account_class", "number", account_id=pl.col("id").cast(pl.Int32))
    accrual = lines.join(accounts, on="account_id").filter(pl.col("number").str.starts_with("220202"))
    for variant in ("linked", "unlinked"):
        receipts = told(group, "accrual_not_reversed", variant, "goods_receipt")
        assert receipts["is_accrued"].all() and receipts["accrual_reversed_on"].null_count() == receipts.height
        bills = told(group, "accrual_not_reversed", variant, "purchase_invoice", "context")
        assert (bills["status"] == "posted").all()
        assert set(bills["order_id"]) == set(receipts["order_id"])
        assert bills["goods_receipt_id"].is_null().all() == (variant == "unlinked")
        assert not set(bills["id"]) & set(accrual["document_id"])
    reversed_ = told(group, "accrual_not_reversed", "reversed", "goods_receipt")
    assert not reversed_["is_accrued"].any()
    waiting = told(group, "accrual_not_reversed", "waiting", "goods_receipt")
    waited = waiting["accrual_reversed_on"] - waiting["received_on"]
    assert waiting.height and (waited.drop_nulls() > timedelta(days=5)).all()


def test_work_before_the_signature(group: Planted) -> None:
    for variant in ("purchase", "sales", "framework", "registered_late"):
        contracts = told(group, "begun_before_signature", variant, "contract")
        is_late = contracts["signed_on"] > contracts["told_on"]
        assert is_late.all() if variant != "registered_late" else not is_late.any(), variant
        shown = group.versions["oa"]["contract"].join(contracts.select("id", "told_on"), on="id")
        at = shown.filter((pl.col(FROM) <= pl.col("told_on")) & (pl.col("told_on") < pl.col(UNTIL)))
        assert (at["status"] == "in_approval").all() and at.height == contracts.height
    covered = told(group, "begun_before_signature", "framework", "contract")
    tenders = final(group, "oa", "tender").select(tender_number="number", awarded="awarded_on", tender_id="id")
    bids = final(group, "oa", "bid").filter("is_winner").select("tender_id", party_tax_number="bidder_tax_number")
    found = covered.join(tenders, on="tender_number").join(bids, on=["tender_id", "party_tax_number"])
    assert found.height == covered.height and (found["awarded"] < found["told_on"]).all()


def test_changes_that_nobody_approved_are_invoiced(group: Planted) -> None:
    requests = final(group, "oa", "request").select("finished_at", request_id="id", decided="status")
    steps = final(group, "oa", "request_step")
    for variant, status in (("pending", "in_approval"), ("rejected", "rejected"), ("approved_before", "approved")):
        changes = told(group, "unapproved_change", variant, "contract_change").join(requests, on="request_id")
        assert (changes["status"] == status).all() and (changes["decided"] == status).all()
        assert changes["approved_on"].is_null().all() == (status != "approved")
        last = steps.sort("sequence").group_by("request_id").last()
        last = changes.join(last, on="request_id", suffix="_step")
        assert last["decision"].null_count() == (last.height if variant == "pending" else 0)
        if variant != "approved_before":
            bills = group.told("unapproved_change", variant, "context").filter(pl.col("table").str.ends_with("invoice"))
            for table, keys in bills.group_by("table").agg("key").iter_rows():
                rows = final(group, "erp", table).filter(pl.col("id").is_in(keys))
                assert rows.height == len(keys) and rows["net_amount"].is_in(changes["net_amount"].implode()).all()
    idle = told(group, "unapproved_change", "unperformed", "contract_change")
    assert (idle["status"] != "approved").all()
    numbers = final(group, "oa", "contract").select(contract_id="id", number=typed("number"))
    invoices = pl.concat(
        final(group, "erp", f"{side}_invoice").select("net_amount", number=typed("contract_number"))
        for side in ("sales", "purchase")
    )
    of_contract = idle.drop("number").join(numbers, on="contract_id")
    assert of_contract.join(invoices, on=["number", "net_amount"], how="semi").is_empty()


def test_orders_in_parts(group: Planted) -> None:
    variants = ("no_request", "head_limit", "different_needs", "monthly_calls")
    for variant in (one for one in variants if promised("split_order", one, group.scale)):
        orders = told(group, "split_order", variant, "purchase_order").sort("order_date")
        runs = orders.group_by("fault").agg(
            pl.col("supplier_id", "employee_id").n_unique(), pl.col("gross_amount").sum(),
            most=pl.col("gross_amount").max(),
            span=pl.col("order_date").max() - pl.col("order_date").min(), count=pl.len(),
        )  # fmt: skip
        assert (runs["count"] > 1).all() and (runs["supplier_id"] == 1).all()
        is_split = (runs["employee_id"] == 1) & (runs["span"] <= timedelta(days=7))
        assert is_split.all() if variant in ("no_request", "head_limit") else not is_split.any()
        limit = NEEDED if variant != "head_limit" else 5_000_000
        assert (runs["gross_amount"] > limit).all()
        if variant == "no_request":
            assert (runs["most"] < NEEDED).all()
            asked = final(group, "oa", "purchase_request").with_columns(typed("erp_order_number"))
            assert not orders["number"].is_in(asked["erp_order_number"].drop_nulls().implode()).any()
        bills = final(group, "erp", "purchase_invoice").filter(pl.col("document_kind") == "invoice")
        both = orders.join(bills, left_on="id", right_on="order_id", suffix="_bill")
        assert (both["gross_amount"] == both["gross_amount_bill"]).all()
        assert (both["supplier_id"] == both["supplier_id_bill"]).all()


def limits(group: Planted, holder: pl.Expr, steps: pl.DataFrame) -> pl.DataFrame:
    """Steps with `limit`: what the holder may decide on their day."""
    given = final(group, "oa", "approval_limit").select(
        "valid_from", "valid_until", holder="employee_id", limit="amount"
    )
    rows = steps.with_columns(holder=holder, _day=pl.col("decided_at").dt.date()).join(given, on="holder", how="left")
    return rows.filter(
        (pl.col("valid_from") <= pl.col("_day"))
        & (pl.col("valid_until").is_null() | (pl.col("_day") <= pl.col("valid_until")))
    )


def test_approvals_above_a_limit(group: Planted) -> None:
    steps = final(group, "oa", "request_step").sort("sequence").group_by("request_id").last()
    requests = final(group, "oa", "request").filter((pl.col("status") == "approved") & (pl.col("currency") == "CNY"))
    last = requests.select("amount", "finished_at", request_id="id").join(steps, on="request_id")
    assert (last["finished_at"] == last["decided_at"]).all()
    above = limits(group, pl.coalesce("acting_for_id", "approver_id"), last)
    above = above.filter(pl.col("amount") > pl.col("limit"))
    named = group.told("above_authority")
    faults = named.filter(pl.col("is_fault") & (pl.col("currency") == "CNY"))["key"]
    assert set(above["request_id"]) == set(faults)
    acted = told(group, "above_authority", "delegated", "request").join(steps, left_on="id", right_on="request_id")
    assert acted["acting_for_id"].is_not_null().all()
    raised = told(group, "above_authority", "limit_raised", "request").join(steps, left_on="id", right_on="request_id")
    first = final(group, "oa", "approval_limit").sort("valid_from").unique("employee_id", keep="first")
    before = raised.join(first.select("valid_until", approver_id="employee_id", limit="amount"), on="approver_id")
    assert (before["told_on"] > before["valid_until"]).all() and before.height == raised.height


def test_steps_that_are_missing(group: Planted) -> None:
    nodes = final(group, "oa", "process_node").filter("is_always").select("process_id", node="role")
    requests = final(group, "oa", "request").filter(pl.col("status") == "approved")
    steps = final(group, "oa", "request_step").select("request_id", "node")
    wanted = requests.select("process_id", "applicant_id", "department_id", request_id="id").join(
        nodes, on="process_id"
    )
    lacking = wanted.join(steps, on=["request_id", "node"], how="anti")
    people = final(group, "oa", "employee").select("position", applicant_id="id")
    names = final(group, "oa", "department").select("name", department_id="id")
    lacking = lacking.join(people, on="applicant_id").join(names, on="department_id")
    led = pl.col("name").str.contains("Finance|Management")
    own = (pl.col("node") == "department") & (led | (pl.col("position") != "staff"))
    own |= (pl.col("node") == "finance") & (pl.col("position") == "head") & pl.col("name").str.contains("Finance")
    found = lacking.filter(~own)
    faults = group.told("step_skipped").filter("is_fault")["key"]
    assert set(found["request_id"]) == set(faults)
    numbered = final(group, "oa", "request_step").sort("request_id", "sequence")
    place = pl.int_range(1, pl.len() + 1).over("request_id")
    assert numbered.filter(pl.col("sequence") != place).is_empty()
    acted = told(group, "step_skipped", "delegated", "request")
    stood = final(group, "oa", "request_step").filter(pl.col("acting_for_id").is_not_null())
    assert acted["id"].is_in(stood["request_id"].implode()).all()


def test_matters_in_parts(group: Planted) -> None:
    for variant, table, whole in (
        ("order", "purchase_request", "erp_order_number"),
        ("change", "contract_change", "contract_id"),
    ):
        rows = told(group, "split_approval", variant, table)
        parts = rows.group_by("fault").agg(pl.col(whole).n_unique(), count=pl.len())
        assert (parts["count"] > 1).all() and (parts[whole] == 1).all()
        requests = told(group, "split_approval", variant, "request")
        assert (requests["status"] == "approved").all()
        steps = final(group, "oa", "request_step").filter(pl.col("request_id").is_in(requests["id"].implode()))
        assert steps["node"].is_in(["department", "finance"]).all()
        sums = requests.group_by("fault").agg(
            pl.col("amount").sum(), most=pl.col("amount").max(), who=pl.col("applicant_id").n_unique(),
            span=pl.col("submitted_at").max() - pl.col("submitted_at").min(),
        )  # fmt: skip
        assert (sums["who"] == 1).all() and (sums["span"] <= timedelta(days=8)).all()
        assert (sums["amount"] > 5_000_000).all()
    apart = told(group, "split_approval", "separate_matters", "request").select("fault", request_id="id")
    orders = (
        apart.join(final(group, "oa", "purchase_request"), on="request_id")
        .group_by("fault")
        .agg(pl.col("erp_order_number").n_unique())
    )
    assert (orders["erp_order_number"] == 2).all()


def tender_bids(group: Planted, kind: str, variant: str) -> pl.DataFrame:
    tenders = told(group, kind, variant, "tender").select("fault", "category", tender_id="id")
    return final(group, "oa", "bid").join(tenders, on="tender_id")


def test_signs_of_agreement(group: Planted) -> None:
    shared = {"shared_payer": "bond_payer", "shared_account": "bond_account", "shared_phone": "phone",
              "shared_address": "submitted_from"}  # fmt: skip
    for variant, column in shared.items():
        each = (
            tender_bids(group, "collusive_tender", variant)
            .group_by("tender_id")
            .agg(*((pl.len() - pl.col(name).n_unique()).alias(name) for name in shared.values()))
        )
        assert (each[column] == 1).all()
        assert (each.select(pl.sum_horizontal(shared.values())).to_series() == 1).all()
    building = tender_bids(group, "collusive_tender", "one_building")
    streets = building.with_columns(street=pl.col("submitted_from").str.replace(r"\.\d+$", "")).group_by("tender_id")
    own = streets.agg(pl.len(), pl.col("street", *shared.values()).n_unique())
    assert all((own[column] == own["len"]).all() for column in shared.values())
    assert (own["street"] == own["len"] - 1).all()
    cents = (
        tender_bids(group, "collusive_tender", "identical_cents")
        .group_by("tender_id")
        .agg((pl.col("gross_amount") % 100_000).n_unique(), odd=pl.col("gross_amount").first() % 100)
    )
    assert (cents["gross_amount"] == 1).all() and (cents["odd"] != 0).all()
    turns = tender_bids(group, "collusive_tender", "rotation")
    rings = turns.group_by("fault").agg(
        pl.col("bond_account").n_unique(), winners=pl.col("bond_account").filter("is_winner").n_unique(),
        held=pl.col("tender_id").n_unique(),
    )  # fmt: skip
    assert (rings["bond_account"] == 3).all() and (rings["winners"] == 3).all() and (rings["held"] == 3).all()
    winners = final(group, "oa", "bid").filter("is_winner")["bond_account"]
    series = tender_bids(group, "collusive_tender", "always_lose")
    lost = series.filter(~pl.col("is_winner"))
    assert not lost["bond_account"].is_in(winners.implode()).any()
    assert (
        series.filter("is_winner").group_by("fault").agg(pl.col("bond_account").n_unique())["bond_account"] == 1
    ).all()


def test_close_bids_are_told_but_those_for_standard_material(group: Planted) -> None:
    tenders = final(group, "oa", "tender").filter(pl.col("status") == "awarded").select("category", tender_id="id")
    scored = final(group, "oa", "bid").filter(pl.col("total_score").is_not_null()).join(tenders, on="tender_id")
    each = scored.group_by("tender_id", "category").agg(
        variation=pl.col("gross_amount").std() / pl.col("gross_amount").mean(), count=pl.len()
    )
    close = each.filter((pl.col("count") > 2) & (pl.col("variation") < 0.03))
    named = group.told("collusive_tender")
    faults, others = (set(named.filter(pl.col("is_fault") == one)["key"]) for one in (True, False))
    assert set(close.filter(pl.col("category") != "material")["tender_id"]) <= faults
    assert set(told(group, "collusive_tender", "close", "tender")["id"]) <= set(close["tender_id"])
    standard = told(group, "collusive_tender", "commodity", "tender")
    assert set(standard["id"]) <= set(close["tender_id"]) & others and (standard["category"] == "material").all()
    price = scored.with_columns(lowest=pl.col("gross_amount").min().over("tender_id"))
    exact = (price["lowest"] / price["gross_amount"] * 1_000_000 - price["price_score"]).abs()
    assert (exact <= 51).all()


def test_single_bids(group: Planted) -> None:
    tenders = final(group, "oa", "tender").filter(pl.col("status") == "awarded")
    bids = final(group, "oa", "bid").group_by("tender_id").agg(count=pl.len())
    single = tenders.join(bids, left_on="id", right_on="tender_id").filter(pl.col("count") == 1)
    named = group.told("single_bid")
    sole = told(group, "single_bid", "sole_source", "tender")
    faults = set(named.filter("is_fault")["key"])
    assert set(single["id"]) == faults | set(sole["id"])
    assert sole["title"].str.contains("Sole source").all()
    steps = final(group, "oa", "request_step").filter(pl.col("opinion").str.contains("Sole source"))
    assert set(sole["award_request_id"]) == set(steps["request_id"])
    short = told(group, "single_bid", "short_notice", "tender")
    assert (short["opens_on"] - short["published_on"] < timedelta(days=20)).all()
    invalid = (
        tender_bids(group, "single_bid", "others_invalid")
        .group_by("tender_id")
        .agg(count=pl.len(), valid=pl.col("total_score").count())
    )
    assert (invalid["count"] > 2).all() and (invalid["valid"] == 1).all()


def test_payments_beyond_performance(group: Planted) -> None:
    settled = final(group, "erp", "supplier_settlement")["payment_id"]
    asked = final(group, "oa", "payment_request")
    for variant in ("before_performance", "over_final"):
        payments = told(group, "paid_beyond_performance", variant, "payment")
        assert not payments["is_advance"].any() and not payments["id"].is_in(settled.implode()).any()
        contracts = final(group, "oa", "contract").select("finished_on", "gross_amount", contract_number="number")
        paid = payments.join(contracts, on="contract_number")
        assert paid.height == payments.height
        if variant == "over_final":
            assert (paid["posting_date"] > paid["finished_on"]).all()
        requests = asked.filter(pl.col("contract_number").is_in(payments["contract_number"].implode()))
        fit = payments.join(
            requests, left_on=["contract_number", "amount"], right_on=["contract_number", "gross_amount"]
        )
        assert (fit["posting_date"] == fit["paid_on"]).all() and fit.height == payments.height
        bills = final(group, "erp", "purchase_invoice").filter(pl.col("status") == "posted").select(
            number=typed("contract_number"), day="posting_date", key="id",
            gross=pl.col("gross_amount") * pl.when(pl.col("document_kind") == "invoice").then(1).otherwise(-1),
        )  # fmt: skip
        out = final(group, "erp", "supplier_settlement").filter(pl.col("reversed_on").is_null())
        out = out.select("settled_on", "amount", key="invoice_id")
        for one in payments.select("contract_number", "posting_date", "amount").iter_rows(named=True):
            known = bills.filter((pl.col("number") == one["contract_number"]) & (pl.col("day") <= one["posting_date"]))
            done = out.join(known, on="key").filter(pl.col("settled_on") <= one["posting_date"])
            assert done["amount"].sum() + one["amount"] > known["gross"].sum()
    advances = told(group, "paid_beyond_performance", "advance", "payment")
    assert advances["is_advance"].all()


def test_zero_plants_none(planted: Callable[..., Planted]) -> None:
    none = {kind: {name: dict.fromkeys(shipped()[kind].get(name, {}), 0) for name in ("faults", "lookalikes")
                   if name in shipped()[kind]} for kind in KINDS}  # fmt: skip
    group = planted(0.02, 7, none)
    assert group.truth.filter(pl.col("kind").is_in(KINDS)).is_empty()

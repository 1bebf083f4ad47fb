"""Parties that have two records, limits that differ, and parties whom two systems know differently."""

from collections.abc import Callable

import polars as pl
import pytest

from ingestion.demo.faults.accounts import mistyped
from tests.ingestion.faults.conftest import AS_OF, Planted

CASES = ((0.02, 7), (0.02, 11), (0.1, 7))
DOCUMENTS = {
    "customer": ("sales_order", "delivery", "sales_invoice", "receipt", "customer_advance"),
    "supplier": ("purchase_order", "goods_receipt", "purchase_invoice", "payment", "supplier_advance"),
}


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Callable[..., Planted]) -> Planted:
    return planted(*request.param)


def pairs(group: Planted, kind: str, table: str, system: str, *variants: str) -> list[tuple[str, list[int]]]:
    """Variant and both keys of each pair that was told."""
    told = group.told(kind).filter((pl.col("table") == table) & (pl.col("system") == system))
    told = told.filter(pl.col("variant").is_in(variants)) if variants else told
    rows = told.group_by("fault", maintain_order=True).agg(pl.col("variant").first(), pl.col("key").sort())
    return [(variant, keys) for _, variant, keys in rows.iter_rows()]


@pytest.mark.parametrize("party", ["customer", "supplier"])
def test_records_with_one_tax_number_or_bank_account_were_told(group: Planted, party: str) -> None:
    rows = group.rows("erp", party, AS_OF).filter(pl.col("represents_company_id").is_null())
    told = group.told("duplicate_party").filter((pl.col("table") == party) & (pl.col("seen_on") <= AS_OF))
    keys = set(told.filter("is_fault")["key"])
    for column in ("tax_number", "bank_account_number"):
        if column in rows.columns:
            twice = rows.filter(pl.col(column).is_not_null() & pl.col(column).is_duplicated())
            assert set(twice["id"]) <= keys, column
    assert rows["number"].is_unique().all()
    by_tax = [keys for variant, keys in pairs(group, "duplicate_party", party, "erp", f"{party}_same_tax")]
    assert by_tax
    for two in by_tax:
        records = group.rows("erp", party).filter(pl.col("id").is_in(two))
        assert records.height == 2 and records["tax_number"].n_unique() == 1 and records["name"].n_unique() == 2


@pytest.mark.parametrize("party", ["customer", "supplier"])
def test_both_records_live(group: Planted, party: str) -> None:
    documents = pl.concat(
        [
            group.rows("erp", table).select(pl.col(f"{party}_id").cast(pl.Int64), pl.lit(table).alias("table"))
            for table in DOCUMENTS[party]
        ]
    )
    count = dict(documents.group_by(f"{party}_id").len().iter_rows())
    for variant, keys in pairs(group, "duplicate_party", party, "erp"):
        if variant != "same_name_stranger":
            assert all(count.get(key, 0) > 0 for key in keys), (variant, keys)


def test_documents_that_belong_together_name_one_party(group: Planted) -> None:
    rows = {name: group.rows("erp", name) for name in group.versions["erp"]}
    for party, order, delivery, invoice, cash, settlement in (
        ("customer", "sales_order", "delivery", "sales_invoice", "receipt", "settlement"),
        ("supplier", "purchase_order", "goods_receipt", "purchase_invoice", "payment", "supplier_settlement"),
    ):
        who = f"{party}_id"
        twins = {key for _, keys in pairs(group, "duplicate_party", party, "erp") for key in keys}
        for table, column, other in (
            (delivery, "order_id", order),
            (invoice, "order_id", order),
            (invoice, f"{delivery}_id", delivery),
            (invoice, "original_invoice_id", invoice),
        ):
            both = rows[table].join(rows[other].select(pl.col("id").alias(column), _other=who), on=column)
            assert (both[who] == both["_other"]).all(), (table, column)
        both = rows[settlement].join(rows[invoice].select(invoice_id="id", one=who), on="invoice_id")
        both = both.join(rows[cash].select(pl.col("id").alias(f"{cash}_id"), other=who), on=f"{cash}_id")
        both = both.filter(pl.col("one").is_in(list(twins)) | pl.col("other").is_in(list(twins)))
        assert both.height and (both["one"] == both["other"]).all()
        for table, kind in ((invoice, invoice), (cash, cash)):
            entries = rows["journal_entry"].filter(pl.col("document_type") == kind).select("document_id", entry_id="id")
            lines = rows["journal_line"].drop_nulls(who).select(pl.col("entry_id", who).cast(pl.Int64))
            booked = lines.join(entries, on="entry_id").join(
                rows[table].select(document_id="id", other=who), on="document_id"
            )
            booked = booked.filter(pl.col(who).is_in(list(twins)) | pl.col("other").is_in(list(twins)))
            assert booked.height and (booked[who] == booked["other"]).all(), table


def test_limits_of_two_records_differ_only_where_told(group: Planted) -> None:
    customers = group.rows("erp", "customer")
    for variant, keys in pairs(group, "credit_limit_conflict", "customer", "erp", "amount", "currency"):
        two = customers.filter(pl.col("id").is_in(keys))
        assert two["tax_number"].n_unique() == 1
        assert two["credit_limit"].null_count() == 0
        column = "credit_limit" if variant == "amount" else "credit_limit_currency"
        assert two[column].n_unique() == 2
    limited = customers.drop_nulls(["tax_number", "credit_limit"]).group_by("tax_number").agg(
        pl.col("id"), pl.struct("credit_limit", "credit_limit_currency").n_unique().alias("limits")
    )  # fmt: skip
    conflicting = set(limited.filter(pl.col("limits") > 1)["id"].explode())
    assert conflicting == set(group.told("credit_limit_conflict").filter("is_fault")["key"])
    changed = group.told("credit_limit_conflict", "limit_changed")
    for key, day in changed.select("key", "seen_on").iter_rows():
        versions = group.versions["erp"]["customer"].filter(pl.col("id") == key)
        assert versions["credit_limit"].n_unique() == 2
        assert versions.filter(pl.col("_from") == day).height == 1


def test_strangers_and_branches_are_other_parties(group: Planted) -> None:
    customers = group.rows("erp", "customer")
    for variant, keys in pairs(group, "duplicate_party", "customer", "erp", "same_name_stranger", "branch"):
        two = customers.filter(pl.col("id").is_in(keys))
        assert two["tax_number"].n_unique() == 2 and two["tax_number"].null_count() == 0
        assert two["tax_number"].str.len_chars().n_unique() == 1
        if variant == "same_name_stranger":
            assert two["name"].str.split(" ").list.first().n_unique() == 1
        else:
            assert two["name"].str.contains("分公司").sum() == 1
    accounts = group.rows("crm", "account")
    for _, keys in pairs(group, "duplicate_party", "account", "crm", "same_name_stranger"):
        two = accounts.filter(pl.col("id").is_in(keys))
        assert two["phone"].n_unique() == two["email_domain"].n_unique() == len(keys)


def test_accounts_with_one_telephone_were_told(group: Planted) -> None:
    accounts = group.rows("crm", "account", AS_OF)
    twice = set(accounts.filter(pl.col("phone").is_duplicated())["id"])
    told = group.told("duplicate_party", "account_same_phone").filter(pl.col("seen_on") <= AS_OF)
    assert twice == set(told["key"]) and twice
    deals = dict(group.rows("crm", "opportunity").group_by("account_id").len().iter_rows())
    for _, keys in pairs(group, "duplicate_party", "account", "crm", "account_same_phone", "account_name_only"):
        assert all(deals.get(key, 0) > 0 for key in keys)
    owner = group.rows("crm", "opportunity").select("account_id", opportunity_id="id")
    calls = group.rows("crm", "activity").drop_nulls("opportunity_id").join(owner, on="opportunity_id")
    assert (calls["account_id"] == calls["account_id_right"]).all()
    people = group.rows("crm", "contact").select(contact_id="id", _of="account_id")
    calls = group.rows("crm", "activity").join(people, on="contact_id")
    assert (calls["account_id"] == calls["_of"]).all()


def test_numbers_and_names_differ_between_systems_only_where_told(group: Planted) -> None:
    customers = group.rows("erp", "customer", AS_OF).unique("short_name", keep="none")
    accounts = group.rows("crm", "account", AS_OF).with_columns(
        short_name=pl.col("name").str.replace("^上海", "").str.replace("有限公司$", "")
    )
    both = accounts.join(
        customers.select("short_name", customer="name", tax="tax_number", customer_id="id"), on="short_name"
    )
    other_tax = both.filter(pl.col("tax_number").is_not_null() & (pl.col("tax_number") != pl.col("tax")))
    other_name = both.filter(pl.col("legal_name").is_not_null() & (pl.col("legal_name") != pl.col("customer")))
    for variant, rows in (("tax_number", other_tax), ("legal_name", other_name)):
        told = group.told("party_differs", variant).filter(pl.col("seen_on") <= AS_OF)
        known = set(told.filter(pl.col("table") == "account")["key"])
        assert set(rows["id"]) <= known, variant
        found = rows.filter(pl.col("id").is_in(list(known)))
        assert set(found["customer_id"]) <= set(told.filter(pl.col("table") == "customer")["key"])
        shown = group.rows("crm", "account", AS_OF).filter(pl.col("id").is_in(list(known)))
        assert shown.height == len(known) and known


def test_a_mistyped_number_is_always_another_one() -> None:
    numbers = ["91824535MA26650X", "91811987MA50537X", "91711987MA50537X", "91000000MA50537X"]
    typed = pl.DataFrame({"tax": numbers}).select(mistyped("tax")).to_series().to_list()
    assert typed == ["91842535MA26650X", "91711987MA50537X", "91811987MA50537X", "91800000MA50537X"]

"""The page of collections and credit: its figures are those of the report, the scorecard and the stars."""

import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from quarterdeck.access import Viewer
from quarterdeck.layout import Layout
from quarterdeck.publication import publish, read_pointer
from quarterdeck.reports.receivables import COLLECTIONS, EXPOSURE
from quarterdeck.reports.report import Report
from quarterdeck.reports.running import run_report
from quarterdeck.warehouse import Warehouse as Door
from tests.warehouse import AS_OF, Warehouse

EVERYTHING = Viewer.everything()
PARTS = ("receivable", "delivered_unbilled", "open_order", "bill", "unapplied", "collateral")


def read(warehouse: Warehouse, query: str, company: str | None, **given: object) -> pl.DataFrame:
    with Door(warehouse.settings.layout) as door:
        return door.read(f"credit/{query}", EVERYTHING, as_of=AS_OF, company=company, system=None, **given)


def reported(warehouse: Warehouse, report: Report, company: str | None, **chosen: object) -> pl.DataFrame:
    with Door(warehouse.settings.layout) as door:
        return run_report(door, EVERYTHING, report, as_of=AS_OF, company=company, system=None, **chosen)


def total(frame: pl.DataFrame, key: str) -> dict[str, object]:
    return frame.row(by_predicate=pl.col(key).is_null(), named=True)


@pytest.mark.parametrize("company", [None, "YZE", "YZO"])
def test_exposure_is_that_of_the_report_and_its_parts_lead_to_documents(
    warehouse: Warehouse, company: str | None
) -> None:
    customers = read(warehouse, "customers", company)
    rows = customers.filter(pl.col("customer_key").is_not_null())
    report = reported(warehouse, EXPOSURE, company).filter(~pl.col("is_intercompany"))
    if company != "YZO":  # the report is in yuan, the page of a company in its own currency
        assert sorted(rows["exposure_amount"]) == sorted(report["exposure_amount"])
        assert sorted(rows["limit_amount"].drop_nulls()) == sorted(report["limit_amount"].drop_nulls())
        for state, said in (("over", "over limit"), ("within", "within limit"), ("none", "no limit")):
            found = read(warehouse, "customers", company, limit_state=state).height
            assert max(0, found - 1) == report.filter(pl.col("limit_state") == said).height
    late = warehouse.rows(f"""
        select sum(round(balances.residual_amount_company * {"rates.rate" if company is None else "1"}, 2))
        from serving.marts.fct_receivable_balances as balances
        join serving.marts.dim_customer as customers using (customer_key)
        join serving.marts.dim_company as companies using (company_key)
        join serving.marts.fct_exchange_rates as rates on companies.currency = rates.from_currency
        where '{AS_OF}' between balances.from_date and balances.until_date - 1 and not balances.is_credit
            and balances.due_date < '{AS_OF}' and not customers.is_intercompany
            and '{AS_OF}' between rates.from_date and rates.until_date - 1
            and {f"company_key = '{company}'" if company else "true"}
    """)
    # by document here, by line there: a cent each at most
    assert abs(rows["late_amount"].sum() - late[0][0]) < (Decimal(1) if company is None else Decimal("0.01"))
    summed = rows.select(total=pl.sum_horizontal(f"{part}_amount" for part in PARTS))["total"]
    assert summed.to_list() == rows["exposure_amount"].to_list()
    largest = rows.sort("exposure_amount", descending=True).row(0, named=True)
    parts = read(warehouse, "parts", company, customer=largest["customer_key"])
    assert total(parts, "part_key")["shown_amount"] == largest["exposure_amount"]
    for part in parts.filter(pl.col("part_key").is_not_null()).iter_rows(named=True):
        documents = read(warehouse, "documents", company, part=part["part_key"])
        assert total(documents, "exposed_key")["shown_amount"] == part["shown_amount"]
        assert documents.height - 1 == part["document_count"]
        document = documents.filter(pl.col("exposed_key").is_not_null()).row(0, named=True)
        with Door(warehouse.settings.layout) as door:
            effects = door.read("credit/effects", EVERYTHING, as_of=AS_OF, document=document["exposed_key"])
        if part["component"] not in ("receivable", "unapplied"):
            assert effects["running_amount"][-1] == document["open_amount"]


@pytest.mark.parametrize("company", [None, "YZE", "YZO"])
def test_its_headline_figures_are_those_of_the_scorecard_the_list_and_the_source(
    warehouse: Warehouse, company: str | None
) -> None:
    [tiles] = read(warehouse, "indicators", company).to_dicts()
    scored = dict(
        warehouse.rows(
            "select indicator, indicator_value from serving.scorecard.indicators "
            f"where scope_key = '{company or '(group)'}' and reporting_date = date '{AS_OF}'"
        )
    )
    for column, indicator in (
        ("effectiveness_share", "collection_effectiveness"),
        ("index_share", "collection_index"),
        ("expected_loss_share", "expected_loss_rate"),
        ("dso_days", "dso"),
        ("dso_bill_days", "dso_with_bills"),
        ("countback_days", "dso_countback"),
        ("countback_bill_days", "dso_countback_with_bills"),
        ("top_five_share", "top_five_exposure_share"),
    ):
        assert tiles[column] == scored[indicator], indicator
    customers = read(warehouse, "customers", company).filter(pl.col("customer_key").is_not_null())
    beyond = [
        row["exposure_amount"] - row["limit_amount"]
        for row in customers.to_dicts()
        if row["limit_amount"] is not None and row["exposure_amount"] > row["limit_amount"]
    ]
    assert (tiles["over_limit_amount"], tiles["over_limit_count"]) == (sum(beyond, Decimal(0)), len(beyond))
    if company is None:
        assert tiles["retention_late_amount"] == scored["retention_late"]
    else:
        third = reported(warehouse, COLLECTIONS, company, detail="document", what="open")
        assert tiles["disputed_amount"] == third["disputed_amount_company"].sum()
        late = third.filter((pl.col("line_class") == "retention") & (pl.col("first_due_date") < AS_OF))
        assert tiles["retention_late_amount"] == late["residual_amount_company"].sum()


def test_records_of_one_party_are_together_beside_their_limits(warehouse: Warehouse, tmp_path: Path) -> None:
    """Two customers, each within its limit, beyond both with what they owe together, once they are one party."""
    customers = read(warehouse, "customers", None).filter(pl.col("limit_state") == "within")
    one, other = customers.sort("exposure_amount").rows(named=True)[-2:]
    limit, beyond = other["exposure_amount"], one["exposure_amount"]
    assert beyond > 0
    [before] = read(warehouse, "indicators", None).to_dicts()
    layout = Layout(tmp_path)
    layout.build.mkdir(parents=True)
    published = read_pointer(warehouse.settings.layout)
    assert published is not None
    shutil.copyfile(published.path, layout.serving_file)
    with duckdb.connect(str(layout.serving_file)) as connection:
        of = "(select party_key from marts.dim_party_record where customer_key = $1)"
        keys = [one["customer_key"], other["customer_key"]]
        connection.execute(f"update marts.dim_party set customer_count = 2 where party_key = {of}", keys[:1])
        connection.execute(
            "update marts.dim_credit_limit set credit_limit_amount = $1 where customer_key in ($2, $3)", [limit, *keys]
        )
        connection.execute(f"update marts.dim_party_record set party_key = {of} where customer_key = $2", keys)
    publish(layout, version="merged", details={}, keep=2)
    with Door(layout) as door:
        given = {"as_of": AS_OF, "company": None, "system": None}
        [tiles] = door.read("credit/indicators", EVERYTHING, **given).to_dicts()
        parties = {row["limit_state"]: row for row in door.read("credit/parties", EVERYTHING, **given).to_dicts()}
    for column in ("over_limit_amount", "over_limit_count", "exposure_amount", "customer_count"):
        assert tiles[column] == before[column], "limits stand at records"
    assert tiles["over_party_count"] == before["over_party_count"] + 1
    assert tiles["over_party_amount"] == before["over_party_amount"] + beyond
    assert parties["over"]["exposure_amount"] - parties["over"]["highest_limit_amount"] == beyond
    assert tiles["top_five_share"] != before["top_five_share"]


def test_promises_kept_are_a_share_of_those_that_were_decided(warehouse: Warehouse) -> None:
    listed = read(warehouse, "promises", None, customer=None)
    [tiles] = read(warehouse, "indicators", None).to_dicts()
    decided = listed.filter(pl.col("promise_state").is_in(["kept", "partly_kept", "broken"]))
    kept = decided.filter(pl.col("promise_state") == "kept")
    assert tiles["decided_count"] == decided.height > 10
    assert tiles["kept_share"] == round(Decimal(kept.height) / decided.height, 6)
    keys = {str(key) for (key,) in warehouse.source_rows("erp", "select id from payment_promise")}
    assert set(listed["source_key"]) <= keys
    # what is open says nothing of what came in, and lies ahead
    still = listed.filter(pl.col("promise_state") == "open")
    assert still["paid_amount"].null_count() == still.height and (still["promised_date"] >= AS_OF).all()


def test_months_are_those_of_the_report_of_effectiveness(warehouse: Warehouse) -> None:
    months = read(warehouse, "months", "YZE")
    expected = warehouse.rows(
        "select reporting_date, month_receipts_amount, overdue_amount, month_sales_amount "
        "from serving.scorecard.receivable_months "
        "where scope_key = 'YZE' and reporting_date = last_day(reporting_date) "
        f"and reporting_date > date '{AS_OF}' - interval 13 month and reporting_date <= date '{AS_OF}'"
    )
    found = months.pivot(on="series", index=["period_date", "sales_amount"], values="shown_amount")
    assert sorted(found.select("period_date", "received", "overdue", "sales_amount").rows()) == expected
    assert len(expected) == 13

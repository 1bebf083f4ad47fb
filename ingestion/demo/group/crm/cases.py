"""The CRM's service and complaint cases."""

import polars as pl

from ingestion.demo.group.customers_care import Care
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.replay import replay, seen_late
from ingestion.demo.group.typed import typed
from ingestion.demo.group.versions import history
from ingestion.demo.group.world import World


def case_tables(
    world: World, masters: Masters, deals: Deals, care: Care, accounts: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """Versions of service_case and case_event; the case has the status that its last event gave it."""
    codes = masters.companies.select(company_id="id", company_code="code")
    numbers = deals.contracts.select(contract_id="id", _number="number")
    of_customer = accounts.select(customer_id="_customer_id", account_id="id").unique(maintain_order=True)
    rows = care.cases
    for frame, by in ((codes, "company_id"), (numbers, "contract_id"), (of_customer, "customer_id")):
        rows = rows.join(frame, on=by, how="left", maintain_order="left")
    nothing = pl.lit(None, pl.Datetime("us"))
    first = rows.select(
        "id",
        "account_id",
        "company_code",
        "kind",
        "category",
        "severity",
        "opened_at",
        number=pl.concat_str(
            pl.lit("SR-"), pl.col("opened_at").dt.to_string("%Y%m"), pl.lit("-"), pl.col("id").cast(pl.String)
        ),
        contract_number=typed(world, "crm case", rows["_number"]),
        product_line="line",
        owner_id="employee_id",
        status=pl.lit("new"),
        first_response_at=nothing,
        resolved_at=nothing,
        closed_at=nothing,
        target_response_hours="answer_hours",
        target_resolution_hours="resolve_hours",
        satisfaction=pl.lit(None, pl.Int64),
        created_at="opened_at",
    )
    changes = (
        care.case_events.filter(pl.col("kind") != "opened")
        .join(rows.select("id", "rating"), left_on="case_id", right_on="id", how="left", maintain_order="left")
        .select(
            id="case_id",
            at="happened_at",
            status="kind",
            first_response_at=pl.when(pl.col("kind") == "answered").then("happened_at"),
            resolved_at=pl.when(pl.col("kind") == "resolved").then("happened_at"),
            closed_at=pl.when(pl.col("kind") == "closed").then("happened_at"),
            satisfaction=pl.when(pl.col("kind") == "closed").then("rating"),
        )
    )
    events = care.case_events.select(
        "id", "case_id", "kind", "happened_at", user_id="employee_id", created_at="happened_at"
    )
    return {"service_case": replay(first, changes), "case_event": history(seen_late(world, "case events", events))}

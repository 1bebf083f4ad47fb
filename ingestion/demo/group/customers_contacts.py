"""What is said to customers: quotes, and calls, mails, visits and meetings."""

import numpy as np
import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.repeating import repeated
from ingestion.demo.group.staffing import employed, keeper_on
from ingestion.demo.group.world import Floats, World, dates, numbers


def make_quotes(world: World, masters: Masters, deals: Deals) -> pl.DataFrame:
    """One to three for every opportunity that reaches a proposal, each a little below the one before.

    Returns:
        see Care.quotes; the last one of what is won is what was signed.
    """
    random, given = world.random("quotes"), world.parameters["care"]["quotes"]
    signed = deals.contracts.filter(pl.col("kind") == "sales").select("opportunity_id", signed="gross_amount")
    proposed = deals.stages.filter(pl.col("stage") == "proposal").select("opportunity_id", begin="entered_on")
    rows = proposed.join(
        deals.opportunities, left_on="opportunity_id", right_on="id", how="left", maintain_order="left"
    ).join(signed, on="opportunity_id", how="left", maintain_order="left")
    count = random.choice(given["counts"], rows.height, p=given["shares"])
    at, place = repeated(count)
    sequence = place + 1
    begin, closed = numbers(rows["begin"])[at], numbers(rows["closed_on"])[at]
    share = (sequence - 1 + random.uniform(0.05, 0.75, len(at))) / count[at]
    quoted = begin + ((closed - begin) * share).astype(np.int32)
    valid = quoted + random.choice(given["valid_days"], len(at))
    last = np.where(
        rows["signed"].is_null(), rows["amount"].to_numpy() * random.uniform(0.95, 1.1, rows.height), rows["signed"]
    )
    least, most = given["concession"]
    step = 1 + random.uniform(least, most, rows.height)[at]
    above = np.where(sequence < count[at], np.rint(last[at] * step ** (count[at] - sequence) / 1000) * 1000, last[at])
    gross = np.rint(above).astype(np.int64)
    rate = np.rint(masters.companies["vat"].to_numpy()[rows["company_id"].to_numpy() - 1] * 100).astype(np.int64)[at]
    net = (gross * 200 + (100 + rate)) // (2 * (100 + rate))
    return (
        pl.DataFrame(
            {
                "opportunity_id": rows["opportunity_id"].to_numpy()[at],
                "sequence": sequence,
                "currency": rows["currency"].to_numpy()[at],
                "net_amount": net,
                "tax_amount": gross - net,
                "gross_amount": gross,
                "quoted_on": dates(quoted),
                "valid_until": dates(valid),
                "_won": (rows["outcome"] == "won").to_numpy()[at],
                "_closed_on": dates(closed),
            }
        )
        .with_columns(_next=pl.col("quoted_on").shift(-1).over("opportunity_id"))
        .with_columns(
            outcome=pl.when(pl.col("_next").is_not_null())
            .then(pl.lit("superseded"))
            .when("_won")
            .then(pl.lit("accepted"))
            .when(pl.col("_closed_on") <= pl.col("valid_until"))
            .then(pl.lit("rejected"))
            .otherwise(pl.lit("expired")),
            decided_on=pl.when(pl.col("_next").is_not_null())
            .then("_next")
            .when(pl.col("_won") | (pl.col("_closed_on") <= pl.col("valid_until")))
            .then("_closed_on")
            .otherwise(pl.col("valid_until") + pl.duration(days=1)),
        )
        .sort("quoted_on", "opportunity_id", "sequence")
        .with_row_index("id", offset=1)
        .with_columns(pl.col("id").cast(pl.Int64))
        .drop("_won", "_closed_on", "_next")
    )


def make_activities(
    world: World,
    masters: Masters,
    deals: Deals,
    accounts: pl.DataFrame,
    account_keepers: pl.DataFrame,
    opportunity_keepers: pl.DataFrame,
) -> pl.DataFrame:
    """Dense while an opportunity is open, thinning when it will be lost; nobody calls between leaver and successor.

    Returns:
        see Care.activities.
    """
    random, given = world.random("activities"), world.parameters["care"]["activities"]
    selling = _with_opportunities(random, deals, given)
    caring = _with_accounts(world, random, accounts, masters, given)
    rows = pl.concat(
        [
            selling.with_columns(keeper_on(selling, opportunity_keepers, "opportunity_id", "happened_on")),
            caring.with_columns(keeper_on(caring, account_keepers, "customer_id", "happened_on")),
        ],
        how="diagonal",
    )
    rows = rows.filter(pl.Series(employed(masters, rows["employee_id"].to_numpy(), numbers(rows["happened_on"])))).sort(
        "happened_on", "customer_id", "opportunity_id", maintain_order=True
    )
    kind = random.choice(list(given["kinds"]), rows.height, p=list(given["kinds"].values()))
    usual = np.array([given["minutes"][one] for one in kind.tolist()])
    minutes = np.maximum(np.rint(usual * np.exp(random.normal(0, 0.5, rows.height)) / 5), 1).astype(np.int64) * 5
    return rows.select(
        pl.int_range(1, pl.len() + 1).alias("id"),
        "customer_id",
        "opportunity_id",
        "employee_id",
        pl.Series("kind", kind),
        "happened_on",
        pl.Series("minutes", minutes),
    )


def _with_opportunities(random: np.random.Generator, deals: Deals, given: dict[str, float]) -> pl.DataFrame:
    rows = deals.opportunities
    opened, closed = numbers(rows["opened_on"]), numbers(rows["closed_on"])
    won = (rows["outcome"] == "won").to_numpy()
    count = 1 + random.poisson((closed - opened) / 7 * np.where(won, given["won"], given["lost"]))
    at, _ = repeated(count)
    share: Floats = random.random(len(at)) ** np.where(won[at], 1, given["thinning"])
    happened = opened[at] + ((closed - opened)[at] * share).astype(np.int32)
    happened -= np.where((happened + 3) % 7 >= 5, (happened + 3) % 7 - 4, 0).astype(np.int32)
    return pl.DataFrame(
        {
            "customer_id": rows["customer_id"].to_numpy()[at],
            "opportunity_id": rows["id"].to_numpy()[at],
            "happened_on": dates(np.maximum(happened, opened[at])),
        }
    )


def _with_accounts(
    world: World, random: np.random.Generator, accounts: pl.DataFrame, masters: Masters, given: dict[str, float]
) -> pl.DataFrame:
    """With those who have bought, more with the large ones."""
    bought = accounts.filter(pl.col("won_on").is_not_null()).join(
        masters.customers.select("id", "weight"), on="id", how="left", maintain_order="left"
    )
    count = world.expected(given["accounts"])
    weight = np.sqrt(bought["weight"].to_numpy())
    chosen = random.choice(bought.height, count, p=weight / weight.sum())
    happened = world.days(random, count)
    return (
        pl.DataFrame(
            {
                "customer_id": bought["id"].to_numpy()[chosen],
                "happened_on": dates(happened),
                "_since": bought["won_on"].gather(chosen),
            }
        )
        .filter(pl.col("happened_on") >= pl.col("_since"))
        .drop("_since")
    )

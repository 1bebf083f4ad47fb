"""Neutral noise: from a day on the contracts of one company bear another rate of value-added tax, at the same price."""

from dataclasses import replace
from datetime import date

import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.group.parts import Chains

_KIND = "tax_rate"


def tax_rate_changes(ground: Ground, chains: Chains) -> Chains:
    """Contracts of sale that are signed from the day on have the new rate; who had signed before keeps the old one.

    The price with tax stays, so nothing of what is paid moves; net and tax of the contract, of its lines and of its
    changes do.
    """
    given, deals = ground.given[_KIND], chains.deals
    company = chains.masters.companies.filter(pl.col("business") == given["business"])["id"][0]
    since = date(ground.world.timeline.start.year + given["years"], given["month"], 1)
    is_new = (pl.col("kind") == "sales") & (pl.col("company_id") == company) & (pl.col("signed_on") >= pl.lit(since))
    new = deals.contracts.filter(is_new)
    is_wanted = any(ground.promised(_KIND, "new_rate", lookalike=True))
    ground.left[_KIND] = new.select("number", "signed_on").head(new.height if is_wanted else 0)
    if ground.left[_KIND].is_empty():
        return chains
    percent = given["percent"]
    net = (pl.col("gross_amount") * 200 + (100 + percent)) // (2 * (100 + percent))
    contracts = deals.contracts.with_columns(
        vat=pl.when(is_new).then(percent / 100).otherwise("vat"),
        net_amount=pl.when(is_new).then(net).otherwise("net_amount"),
        tax_amount=pl.when(is_new).then(pl.col("gross_amount") - net).otherwise("tax_amount"),
    )
    whole = new.select(contract_id="id", _old="net_amount").join(
        contracts.select(contract_id="id", _new="net_amount"), on="contract_id"
    )
    lines = deals.lines.join(whole, on="contract_id", how="left", maintain_order="left")
    # what the lines' shares of the whole come to, so that they add up to it
    upto = pl.col("net_amount").cum_sum().over("contract_id") * pl.col("_new") // pl.col("_old")
    share = upto - upto.shift(1).over("contract_id").fill_null(0)
    lines = lines.with_columns(net_amount=pl.coalesce(share, "net_amount")).drop("_old", "_new")
    is_changed = pl.col("contract_id").is_in(new["id"].implode())
    changes = deals.changes.with_columns(
        tax_amount=pl.when(is_changed).then(pl.col("net_amount") * percent // 100).otherwise("tax_amount")
    )
    return replace(chains, deals=replace(deals, contracts=contracts, lines=lines, changes=changes))


def tell_tax_rate(ground: Ground) -> None:
    """Some contracts with the new rate, which is no fault."""
    contracts = ground.last("contract").join(ground.left[_KIND].select("number"), on="number")
    contracts = contracts.drop_nulls("signed_on").with_columns(
        happened_on="signed_on", seen_on=pl.max_horizontal("signed_on", "_first"), amount="tax_amount"
    )
    picked = ground.pick(_KIND, "new_rate", contracts, table="contract", day="seen_on", lookalike=True)
    why = "The contract was signed after the rate had changed; those before it keep theirs."
    ground.tell(_KIND, "new_rate", "contract", picked, why, lookalike=True)

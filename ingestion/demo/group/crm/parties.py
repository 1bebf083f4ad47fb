"""The CRM's users, campaigns, accounts and contacts."""

import numpy as np
import polars as pl

from ingestion.demo.group.customers_care import Care
from ingestion.demo.group.directory import reached, spelled, users
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.names import people
from ingestion.demo.group.repeating import repeated
from ingestion.demo.group.replay import replay
from ingestion.demo.group.versions import history, stamp
from ingestion.demo.group.world import World

_TEAMS = {"sales": "sales", "delivery": "service", "management": "management"}
_TITLES = ("采购经理 Purchasing Manager", "项目经理 Project Manager", "设备主管 Equipment Supervisor", "财务 Finance")


def party_tables(world: World, masters: Masters, care: Care) -> dict[str, pl.DataFrame]:
    """Versions of crm_user, campaign, account and contact.

    Users are known by the employee's key until `fitted` gives them that of the system. An account's key, with
    `_customer_id` beside it, is of the order in which accounts were opened.
    """
    codes = masters.companies.select(company_id="id", company_code="code")
    accounts = _accounts(world, masters, care, codes)
    campaigns = care.campaigns.join(codes, on="company_id", how="left", maintain_order="left").with_columns(
        starts_on="begins_on",
        budget="budget_amount",
        created_at=stamp(pl.col("begins_on") - pl.duration(days=20)),
    )
    return {
        "crm_user": users(world, masters, "crm", _TEAMS),
        "campaign": history(campaigns),
        "account": accounts,
        "contact": _contacts(world, masters, accounts),
    }


def _accounts(world: World, masters: Masters, care: Care, codes: pl.DataFrame) -> pl.DataFrame:
    random, given = world.random("crm accounts"), world.parameters["care"]
    count = care.accounts.height
    details = masters.customers.join(reached(masters.customers), on="id", how="left")
    rows = (
        care.accounts.join(
            care.account_keepers.filter(pl.col("sequence") == 1).select("id", owner_id="employee_id"),
            on="id",
            how="left",
        )
        .join(codes, on="company_id", how="left")
        .join(details.drop("company_id"), on="id", how="left")
        .sort("opened_on", "id")
    )
    chinese = pl.col("name").str.split(" ").list.first()
    names = {
        "short": pl.col("short_name"),
        "legal": pl.when(pl.col("country") == "CN").then(chinese).otherwise("name"),
        "place": pl.when(pl.col("country") == "CN")
        .then(pl.lit("上海") + pl.col("short_name"))
        .otherwise(pl.col("short_name").str.to_uppercase()),
    }
    share = given["renamed"] / 2
    how = pl.Series(random.choice(list(names), count, p=[1 - 2 * share, share, share]))
    phone = (
        pl.when(pl.col("area").is_not_null())
        .then(pl.concat_str("area", pl.lit("-"), "line"))
        .otherwise(pl.lit("+") + pl.col("line"))
    )
    rows = rows.select(
        id=pl.int_range(1, pl.len() + 1),
        _customer_id="id",
        name=pl.coalesce(pl.when(how == kind).then(value) for kind, value in names.items()),
        legal_name=pl.when(pl.Series(random.random(count) < 0.5)).then("name"),
        tax_number=pl.when(pl.Series(random.random(count) < given["tax_number_known"])).then("tax_number"),
        phone=phone,
        email_domain="email_domain",
        country="country",
        company_code="company_code",
        status=pl.lit("prospect"),
        owner_id="owner_id",
        _opened_on="opened_on",
        _won_on="won_on",
    ).with_columns(
        code=pl.lit("A-") + pl.col("id").cast(pl.String).str.zfill(5), created_at=stamp(pl.col("_opened_on"))
    )
    keys = rows.select("id", "_customer_id")
    handed = (
        care.account_keepers.filter(pl.col("sequence") > 1)
        .rename({"id": "_customer_id"})
        .join(keys, on="_customer_id")
        .select("id", at=stamp(pl.col("from_on"), 1), owner_id="employee_id")
    )
    won = rows.filter(pl.col("_won_on").is_not_null()).select(
        "id", at=stamp(pl.col("_won_on"), 2), status=pl.lit("customer")
    )
    return replay(rows, handed, won)


def _contacts(world: World, masters: Masters, accounts: pl.DataFrame) -> pl.DataFrame:
    """One to four an account: the first comes with it, the others within the years after."""
    random, given = world.random("crm contacts"), world.parameters["care"]
    every = accounts.unique("id", keep="first", maintain_order=True).sort("id")
    count = random.choice(given["contacts"], every.height, p=given["contact_shares"])
    at, place = repeated(count)
    total = len(at)
    abroad = (every["country"] != "CN").to_numpy()[at]
    name = np.where(abroad, *(people(random, total, abroad=there) for there in (True, False)))
    rows = every.select(account_id="id", email_domain="email_domain", opened_on="_opened_on")[at.tolist()]
    rows = rows.with_columns(
        pl.Series("full_name", name),
        pl.Series("_spelled", [spelled(one) for one in name.tolist()]),
        pl.Series("job_title", random.choice(_TITLES, total)),
        pl.Series("_mobile", random.integers(13_000_000_000, 18_999_999_999, total)).cast(pl.String),
        is_primary=pl.Series(place == 0),
        _made_on=pl.col("opened_on")
        + pl.duration(days=pl.lit(pl.Series(np.where(place == 0, 0, random.integers(1, 900, total))))),
    )
    return history(
        rows.with_columns(
            id=pl.int_range(1, pl.len() + 1),
            mobile=pl.when(pl.Series(random.random(total) < 0.8)).then("_mobile"),
            email=pl.col("_spelled") + "@" + pl.col("email_domain"),
        ).with_columns(created_at=stamp(pl.col("_made_on")))
    )

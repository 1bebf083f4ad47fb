"""The same customer twice in the CRM, or known to CRM and ERP by different numbers and names."""

import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.parties import STRANGERS, TWICE
from ingestion.demo.faults.spelling import respelled
from ingestion.demo.faults.told import final, untouched
from ingestion.demo.group.directory import reached
from ingestion.demo.group.versions import FROM, UNTIL, stamp
from ingestion.demo.group.world import dates

_DIFFERS = "party_differs"
_BEFORE = 2


def plant_duplicate_accounts(ground: Ground) -> None:
    """Second records of accounts, with some of their later opportunities."""
    strangers = _known(ground).select("customer_id", "account_id", "_first")
    for key in ("id", "other_id"):
        rows = ground.left[STRANGERS].join(strangers, left_on=key, right_on="customer_id")
        rows = rows.with_columns(happened_on="_first", seen_on="_first")
        ground.take("account", rows["account_id"])
        why = "Two accounts bear the same short name, but not the same telephone or e-mail domain."
        ground.tell(TWICE, "same_name_stranger", "account", rows, why, lookalike=True, key="account_id")
    going = _going(ground)
    made = going.group_by("account_id").agg(first_on=pl.col("_first").min())
    day = made["first_on"].dt.offset_by(f"-{_BEFORE}d").to_physical().to_numpy()
    made = made.with_columns(
        made_on=pl.min_horizontal("first_on", pl.Series("_day", dates(ground.world.timeline.next_working(day))))
    )
    rows = final(ground, "account").join(made, left_on="id", right_on="account_id").sort("id")
    rows = rows.filter(pl.col("_first") < pl.col("made_on")).with_columns(seen_on="made_on", happened_on="made_on")
    for variant, why in (
        ("account_same_phone", "The account has a second record with the same telephone number and domain."),
        ("account_name_only", "The account has a second record, spelled otherwise, with another telephone number."),
    ):
        picked = ground.pick(TWICE, variant, rows, table="account", day="seen_on")
        if variant == "account_name_only":
            picked = picked.with_columns(
                phone=pl.col("phone").str.replace(r"(\d)(\d{3})$", "${2}${1}"),
                email_domain=pl.col("email_domain").str.replace_all("-", "", literal=True),
            )
        picked = _second(ground, picked, going, variant)
        for key in ("new_id", "id"):
            ground.tell(TWICE, variant, "account", picked, why, key=key)


def _going(ground: Ground) -> pl.DataFrame:
    """Opportunities behind the first of their account that would go to a second record: id, account_id, _first."""
    rows = final(ground, "opportunity").select("id", "account_id", "_first").sort("account_id", "_first", "id")
    drawn = ground.random(f"{TWICE} opportunities").integers(0, 100, rows.height) < ground.given[TWICE]["moved"]
    later = pl.col("_first") > pl.col("_first").min().over("account_id")
    planted = pl.concat([ground.versions["activity"].clear(), *ground.added.get("activity", [])])
    free = ~pl.col("id").is_in(planted["opportunity_id"].drop_nulls().cast(pl.Int64).implode())
    return untouched(ground, "opportunity", rows.filter(later & pl.Series(drawn) & free))


def _second(ground: Ground, picked: pl.DataFrame, going: pl.DataFrame, name: str) -> pl.DataFrame:
    random = ground.random(f"{TWICE} {name}")
    known = ground.versions["account"]["id"].n_unique() + sum(one.height for one in ground.added.get("account", []))
    code = pl.int_range(known + 1, known + 1 + pl.len()).cast(pl.String).str.zfill(5)
    full = respelled(random, _legal_names(ground, picked))
    moved = going.join(picked.select(account_id="id"), on="account_id", how="semi")
    first = moved.sort("_first", "id").group_by("account_id", maintain_order=True).agg(pl.col("id").first())
    owners = ground.versions["opportunity"].sort("id", FROM).unique("id", keep="first", maintain_order=True)
    owners = first.join(owners.select("id", _owner="owner_id"), on="id").select("_owner", id="account_id")
    rows = picked.join(owners, on="id", maintain_order="left").with_columns(
        ground.new_keys("account", picked.height).alias("new_id"),
        owner_id="_owner",
        name=full.str.replace(r"(\p{Han}|）) ?[A-Za-z].*$", "${1}"),
        legal_name=pl.lit(None),
        tax_number=pl.lit(None),
        code=pl.lit("A-") + code,
        status=pl.lit("prospect"),
    )
    _enter(ground, rows, moved)
    contacts = ground.versions["contact"].sort("id", FROM).unique("account_id", keep="first", maintain_order=True)
    people = contacts.drop(FROM, UNTIL, "created_at", "updated_at", "id").join(
        rows.select("new_id", "made_on", account_id="id"), on="account_id"
    )
    people = people.with_columns(ground.new_keys("contact", people.height).alias("id"), old_id="account_id")
    at = stamp(pl.col("made_on"), 0)
    stamps = {FROM: pl.col("made_on"), UNTIL: pl.lit(None, pl.Date), "created_at": at, "updated_at": at}
    ground.add("contact", people.with_columns(**stamps, account_id=pl.col("new_id")))
    _move(ground, moved, people.select("new_id", account_id="old_id", contact_id="id"))
    return rows


def _enter(ground: Ground, rows: pl.DataFrame, moved: pl.DataFrame) -> None:
    """The new accounts, prospects until something is sold to them."""
    won = final(ground, "opportunity").filter(pl.col("stage") == "won").select("id", "closed_at")
    won = moved.join(won, on="id").group_by("account_id").agg(pl.col("closed_at").min())
    rows = rows.join(won, left_on="id", right_on="account_id", how="left", maintain_order="left")
    at = stamp(pl.col("made_on"), 0, "new_id")
    first = rows.with_columns(
        pl.col("made_on").alias(FROM), pl.col("closed_at").dt.date().alias(UNTIL), id="new_id", created_at=at,
        updated_at=at,
    )  # fmt: skip
    sold = first.drop_nulls("closed_at").with_columns(
        pl.col(UNTIL).alias(FROM), pl.lit(None, pl.Date).alias(UNTIL), updated_at="closed_at", status=pl.lit("customer")
    )
    ground.add("account", pl.concat([first, sold]))


def _legal_names(ground: Ground, picked: pl.DataFrame) -> pl.Series:
    known = _known(ground).select("legal", id="account_id")
    rows = picked.select("id", "name").join(known, on="id", how="left", maintain_order="left")
    return rows.select(pl.coalesce("legal", "name").alias("name")).to_series()


def _move(ground: Ground, moved: pl.DataFrame, records: pl.DataFrame) -> None:
    """The opportunities, and all that is done for them, are the second record's."""
    rows = moved.join(records, on="account_id")
    ground.change("opportunity", rows.select("id", account_id="new_id"))
    of = rows.select("new_id", "contact_id", opportunity_id="id")
    calls = ground.versions["activity"].select("id", "opportunity_id").join(of, on="opportunity_id")
    ground.change("activity", calls.select("id", "contact_id", account_id="new_id"))
    handed = ground.versions["handover"].select("id", "opportunity_id").join(of, on="opportunity_id")
    ground.change("handover", handed.select("id", account_id="new_id").unique("id"))
    leads = ground.versions["lead"].join(of.select("new_id", "opportunity_id"), on="opportunity_id", how="semi")
    converted = of.unique("opportunity_id").select("new_id", "opportunity_id")
    named = ground.versions["lead"].filter(pl.col("id").is_in(leads["id"].implode()))
    since = ground.added["account"][-1].group_by(pl.col("id").cast(pl.Int64).alias("new_id")).agg(pl.col(FROM).min())
    new = leads.unique("id").join(converted, on="opportunity_id").join(
        since.rename({FROM: "_since"}), on="new_id"
    ).select("id", "new_id", "_since")  # fmt: skip
    named = named.join(new, on="id", maintain_order="left").filter(
        (pl.col(FROM) >= pl.col("_since")).or_(pl.col("account_id").is_null()).all().over("id")
    )
    account = pl.when(pl.col("account_id").is_not_null()).then("new_id")
    ground.replace("lead", named.with_columns(account_id=account).drop("new_id", "_since"))


def _known(ground: Ground) -> pl.DataFrame:
    """Which account is which customer of the ERP: account_id, customer_id, legal (name), tax (number), _first.

    By the telephone number, which the generator gives each customer.
    """
    customers = ground.chains.masters.customers
    phone = pl.when(pl.col("area").is_not_null()).then(pl.concat_str("area", pl.lit("-"), "line"))
    numbers = reached(customers).select(phone=phone.otherwise(pl.lit("+") + pl.col("line")), customer_id="id")
    names = customers.select(customer_id="id", legal="name", tax="tax_number", short="short_name")
    numbers = numbers.unique("phone", keep="none").join(names, on="customer_id")
    accounts = final(ground, "account").select("phone", "_first", "name", account_id="id")
    return accounts.join(numbers, on="phone").sort("account_id")


def mistyped(number: str) -> pl.Expr:
    """Two digits change places; where they are equal, another digit is wrong: in any case it is another number."""
    stated = pl.col(number)
    swapped = stated.str.replace(r"^(.{3})(.)(.)(.*)$", "${1}${3}${2}${4}")
    eight, seven = (stated.str.replace(r"^(..).", f"${{1}}{digit}") for digit in (8, 7))
    return pl.when(swapped != stated).then(swapped).when(eight != stated).then(eight).otherwise(seven)


def plant_party_differences(ground: Ground) -> None:
    """Somebody types another tax number, or a name that the customer had before."""
    random, timeline = ground.random(_DIFFERS), ground.world.timeline
    rows = _known(ground).filter(pl.col("tax").is_not_null())
    day = timeline.next_working(random.integers(timeline.first + 30, timeline.last - 10, rows.height).astype("int32"))
    rows = rows.with_columns(id="account_id", seen_on=pl.max_horizontal(pl.Series("_day", dates(day)), "_first"))
    rows = rows.with_columns(happened_on="seen_on")
    chinese = pl.col("legal").str.split(" ").list.first()
    given = pl.Series(random.choice(["华", "中", "新", "东"], rows.height))
    before = pl.concat_str(given, chinese.str.slice(1))
    for variant, column, value, why in (
        ("tax_number", "tax_number", mistyped("tax"), "CRM and ERP have different tax numbers for the same customer."),
        ("legal_name", "legal_name", before, "The CRM has a legal name that is not the ERP's for the customer."),
    ):
        fits = rows.with_columns(value.alias("_value"))
        picked = ground.pick(_DIFFERS, variant, fits, table="account", day="seen_on")
        ground.change("account", picked.select("id", "seen_on", pl.col("_value").alias(column)), since="seen_on")
        ground.tell(_DIFFERS, variant, "account", picked, why)
        ground.tell(_DIFFERS, variant, "customer", picked, why, key="customer_id", system="erp")
    short = rows.filter(pl.col("name") != chinese).with_columns(seen_on="_first", happened_on="_first")
    picked = ground.pick(_DIFFERS, "short_name", short, table="account", day="seen_on", lookalike=True)
    why = "The CRM calls the customer by its short name, as salespeople do."
    ground.tell(_DIFFERS, "short_name", "account", picked, why, lookalike=True)

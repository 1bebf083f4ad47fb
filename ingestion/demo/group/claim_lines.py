"""Lines of expense claims: tickets, nights, meals and the rest, each with its invoice."""

from typing import Any

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.world import MINOR_UNIT, Ints, World, dates

_TAX_UNIT = 100
_SYLLABLES = ["恒", "锦", "昱", "澄", "岚", "翊", "沐", "鼎", "穗", "铭", "驰", "嘉", "瑞", "泽"]


def make_claim_lines(
    world: World, masters: Masters, claims: pl.DataFrame, travels: pl.DataFrame, policies: pl.DataFrame
) -> pl.DataFrame:
    """One to about ten lines of every claim; nothing is above the policy. Columns: see People."""
    levels = masters.employees.select(employee_id="id", level=pl.col("level").clip(0, 1))
    claims = claims.join(levels, on="employee_id", maintain_order="left")
    lines = pl.concat([_of_travels(world, claims, travels, policies), _of_others(world, masters, claims)])
    lines = lines.sort("claim_id", "incurred_on", "subject", "gross_amount", maintain_order=True)
    rates = {name: round(one["tax"] * _TAX_UNIT) for name, one in world.parameters["people"]["subjects"].items()}
    rate = pl.when(pl.col("currency") == "CNY").then(pl.col("subject").replace_strict(rates, return_dtype=pl.Int64))
    net = (pl.col("gross_amount") * 200 + (100 + pl.col("_rate"))) // (2 * (100 + pl.col("_rate")))
    return (
        lines.join(claims.select(claim_id="id", currency="currency"), on="claim_id", maintain_order="left")
        .with_columns(_rate=rate.fill_null(0))
        .with_columns(net_amount=net)
        .with_columns(tax_amount=pl.col("gross_amount") - pl.col("net_amount"))
        .with_row_index("id", offset=1)
        .with_columns(pl.col("id").cast(pl.Int64), sequence=pl.int_range(1, pl.len() + 1).over("claim_id"))
        .pipe(lambda frame: frame.hstack(_invoices(world, frame)))
        .select(
            *("id", "claim_id", "sequence", "subject", "incurred_on", "city", "quantity"),
            *("invoice_number", "invoice_code", "seller", "net_amount", "tax_amount", "gross_amount"),
        )
    )


def _of_travels(world: World, claims: pl.DataFrame, travels: pl.DataFrame, policies: pl.DataFrame) -> pl.DataFrame:
    """Tickets there and back, hotel nights, meals, taxis."""
    given, random = world.parameters["people"], world.random("travel_lines")
    of = claims.select("travel_id", "level", claim_id="id").drop_nulls("travel_id")
    trips = of.join(
        travels.select("from_city", "to_city", "tier", "starts_on", "ends_on", "nights", travel_id="id"),
        on="travel_id",
        maintain_order="left",
    )
    for subject in ("hotel", "meals"):
        limits = policies.filter(pl.col("subject") == subject).select("tier", "level", limit_amount="limit_amount")
        trips = trips.join(
            limits.rename({"limit_amount": subject}), on=["tier", "level"], how="left", maintain_order="left"
        )
    count, abroad = trips.height, (trips["tier"] == "abroad").to_numpy()
    starts, ends = (trips[day].to_physical().to_numpy() for day in ("starts_on", "ends_on"))
    nights = trips["nights"].to_numpy()
    by_ticket = random.random(count) >= given["own_car"]
    apart = (nights == 2) & (random.random(count) < given["nights_apart"])
    night = _round(trips["hotel"].to_numpy() * random.uniform(0.55, 1.0, count))
    day = _round(trips["meals"].to_numpy() * random.uniform(0.5, 1.0, count))
    fare = _amounts(random, given, "travel", abroad)
    ones = np.ones(count, dtype=np.int64)
    parts = [
        _part(trips, "travel", starts, "from_city", ones, fare, by_ticket),
        _part(trips, "travel", ends, "to_city", ones, _near(random, fare), by_ticket),
        _part(trips, "hotel", starts, "to_city", np.where(apart, 1, nights), night * np.where(apart, 1, nights)),
        _part(trips, "hotel", starts + 1, "to_city", ones, night, apart),
        _part(trips, "meals", ends, "to_city", nights + 1, day * (nights + 1), random.random(count) < 0.9),
    ]
    for _ in range(3):
        taxi = _amounts(random, given, "transport", abroad)
        when = starts + (random.random(count) * (nights + 1)).astype(np.int32)
        parts.append(_part(trips, "transport", when, "to_city", ones, taxi, random.random(count) < 0.4))
    return pl.concat(parts)


def _of_others(world: World, masters: Masters, claims: pl.DataFrame) -> pl.DataFrame:
    """One to six lines, spent in the weeks before, where the company is; and for a travel without tickets, its fuel."""
    given, random = world.parameters["people"], world.random("other_lines")
    home = pl.Series([given["cities"]["home"][one] for one in masters.companies["business"]])
    of = claims.filter(pl.col("travel_id").is_null())
    lines = random.choice([1, 2, 3, 4, 5, 6], of.height, p=[0.28, 0.27, 0.2, 0.12, 0.08, 0.05])
    rows = of.select("company_id", "submitted_on", "currency", claim_id="id")[np.repeat(np.arange(of.height), lines)]
    count, abroad = rows.height, (rows["currency"] == "USD").to_numpy()
    names = list(given["subjects"])
    shares = np.array([given["subjects"][one]["share"] for one in names])
    subject = random.choice(len(names), count, p=shares / shares.sum())
    gross = np.zeros(count, dtype=np.int64)
    for at, name in enumerate(names):
        chosen = np.flatnonzero(subject == at)
        gross[chosen] = _amounts(random, given, name, abroad[chosen])
    before = random.integers(1, given["incurred_before"], count)
    return rows.select(
        "claim_id",
        subject=pl.Series(np.array(names)[subject]),
        incurred_on=dates(rows["submitted_on"].to_physical().to_numpy() - before),
        city=home.gather(rows["company_id"] - 1),
        quantity=pl.lit(1, pl.Int64),
        gross_amount=pl.Series(gross),
    )


def _part(
    trips: pl.DataFrame,
    subject: str,
    day: np.ndarray,
    city: str,
    quantity: Ints,
    gross: Ints,
    wanted: np.ndarray | None = None,
) -> pl.DataFrame:
    """One line of each travel that has it."""
    rows = trips.select(
        "claim_id",
        subject=pl.lit(subject),
        incurred_on=dates(day),
        city=pl.col(city),
        quantity=pl.Series(quantity.astype(np.int64)),
        gross_amount=pl.Series(gross),
    )
    keep = (gross > 0) if wanted is None else wanted & (gross > 0)
    return rows.filter(pl.Series(keep))


def _amounts(random: np.random.Generator, given: dict[str, Any], subject: str, abroad: np.ndarray) -> Ints:
    """Gross amounts of a subject, in minor units, to the tenth of the main unit."""
    one = given["subjects"][subject]
    raw = one["median"] * np.exp(random.normal(0, 1, len(abroad)) * one["sigma"])
    return _round(raw * np.where(abroad, given["abroad"], 1) * MINOR_UNIT)


def _near(random: np.random.Generator, amounts: Ints) -> Ints:
    """The way back costs about the same, a third of the time exactly."""
    near = _round(amounts * random.uniform(0.8, 1.25, len(amounts)))
    return np.where(random.random(len(amounts)) < 0.33, amounts, near)


def _round(amounts: np.ndarray) -> Ints:
    return np.maximum(np.rint(amounts / 10), 10).astype(np.int64) * 10


def _invoices(world: World, lines: pl.DataFrame) -> pl.DataFrame:
    """invoice_number, invoice_code, seller: all-digital invoices have twenty digits and no code."""
    given, random, count = world.parameters["people"], world.random("claim_invoices"), lines.height
    year = lines["incurred_on"].dt.year().to_numpy() - world.timeline.start.year
    old = random.random(count) < given["old_invoices"] / 2.0 ** np.maximum(year, 0)
    region = random.choice(["11", "31", "32", "33", "37", "42", "44", "51", "61"], count)
    # a number of the whole country, so no two are alike: a step that shares no factor with 10^12 visits all of them
    serial = (np.arange(count, dtype=np.int64) * 611_953 + int(random.integers(10**11))) % 10**12
    tail = random.integers(0, 10, count)
    stems = random.choice(_SYLLABLES, (count, 2))
    words = {name: np.array(endings) for name, endings in given["sellers"].items()}
    subject, draw = lines["subject"].to_list(), random.random(count)
    endings = [words[one][int(share * len(words[one]))] for one, share in zip(subject, draw, strict=True)]
    abroad = pl.col("currency") == "USD"
    return lines.select(
        "currency",
        _old=pl.Series(old),
        _region=pl.Series(region),
        _year=pl.col("incurred_on").dt.to_string("%y"),
        _serial=pl.Series(serial).cast(pl.String).str.zfill(12),
        _tail=pl.Series(tail).cast(pl.String),
        _seller=pl.concat_str(pl.Series(stems[:, 0]), pl.Series(stems[:, 1]), pl.Series(endings)),
    ).select(
        invoice_number=pl.when(abroad)
        .then(pl.lit("R-") + pl.col("_serial").str.slice(4))
        .when("_old")
        .then(pl.col("_serial").str.slice(4))
        .otherwise(pl.concat_str("_year", "_region", pl.lit("200"), "_tail", "_serial")),
        invoice_code=pl.when(~abroad & pl.col("_old")).then(
            pl.concat_str(pl.lit("0"), "_region", pl.lit("00"), "_year", pl.lit("00111"))
        ),
        seller=pl.when(abroad).then(pl.col("_seller") + pl.lit(" LLC")).otherwise("_seller"),
    )

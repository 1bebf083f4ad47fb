"""How people and parties are reached: logins, e-mail domains, telephone numbers. The same in every system."""

import tomllib
import zlib
from functools import cache
from pathlib import Path

import polars as pl

from ingestion.demo.group.masters import Masters

DOMAIN, DOMAIN_ABROAD = "yuanzhou.example", "yuanzhou-overseas.example"
_FORMS_OF_COMPANY = r"(?i)\b(co|ltd|inc|gmbh|s\.a|b\.v)\b\.?"


def logins(masters: Masters) -> pl.DataFrame:
    """What each employee signs in with.

    Returns:
        employee_id, login ("wei.wang", "wei.wang2" for the second of that name), email.
    """
    companies = masters.companies.select(company_id="id", country="country")
    people = masters.employees.join(companies, on="company_id", how="left", maintain_order="left").select(
        employee_id="id",
        country="country",
        base=pl.Series([spelled(name) for name in masters.employees["name"]]),
    )
    namesake = pl.int_range(1, pl.len() + 1).over("base")
    suffix = pl.when(namesake > 1).then(namesake.cast(pl.String)).otherwise(pl.lit(""))
    domain = pl.when(pl.col("country") == "US").then(pl.lit(DOMAIN_ABROAD)).otherwise(pl.lit(DOMAIN))
    return people.with_columns(login=pl.col("base") + suffix).select(
        "employee_id", "login", email=pl.col("login") + "@" + domain
    )


def reached(parties: pl.DataFrame) -> pl.DataFrame:
    """How parties are reached.

    Args:
        parties: customers or suppliers: id, name, country.

    Returns:
        id, email_domain, area (telephone area code), line (telephone number behind it), of each party.
    """
    latin = (
        pl.when(pl.col("country") == "CN")
        .then(pl.col("name").str.split(" ").list.slice(1).list.join(" "))
        .otherwise("name")
    )
    slug = (
        latin.str.replace_all(_FORMS_OF_COMPANY, "")
        .str.to_lowercase()
        .str.replace_all(r"[^a-z0-9]+", "-")
        .str.strip_chars("-")
    )
    areas = pl.Series(["021", "010", "020", "0755", "025", "0571", "028", "027"])
    number = pl.Series([zlib.crc32(name.encode()) % 89_999_999 + 10_000_000 for name in parties["name"]])
    return parties.select(
        "id",
        email_domain=slug + pl.lit(".example"),
        area=pl.when(pl.col("country") == "CN").then(areas.gather(number % len(areas))),
        line=number.cast(pl.String),
    )


def spelled(name: str) -> str:
    """A person's name in Latin letters, given name first, as it stands in addresses."""
    if " " in name:
        return name.lower().replace(" ", ".")
    letters = _letters()
    return f"{letters[name[1:]]}.{letters[name[0]]}"


@cache
def _letters() -> dict[str, str]:
    words = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
    pairs = (word.split(" ") for word in [*words["given"], *words["surnames"]])
    return {sign: letters.lower() for sign, letters in pairs}

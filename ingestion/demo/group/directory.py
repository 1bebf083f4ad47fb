"""How people and parties are reached: logins, e-mail domains, telephone numbers. The same in every system."""

import tomllib
import zlib
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.versions import Change, history, stamp
from ingestion.demo.group.world import World, dates

DOMAIN, DOMAIN_ABROAD = "yuanzhou.example", "yuanzhou-overseas.example"
_INSTALLED_DAYS = 60  # before the history, the users of that time were entered
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


def users(world: World, masters: Masters, system: str, teams: dict[str, str]) -> pl.DataFrame:
    """Versions of the users of a system, whose department has a function of `teams`; who leaves is no longer active.

    Returns:
        id (the employee's), login (the e-mail address), account (what stands before its at), full_name, staff_number
        (null: nobody typed it), company_code, team, is_active, created_at, updated_at, _from, _until.
    """
    random, codes = world.random(f"{system} users"), masters.companies.select(company_id="id", company_code="code")
    known = random.random(masters.employees.height) < world.parameters["care"]["staff_number_known"]
    installed = dates(np.array([world.timeline.first - _INSTALLED_DAYS]))[0]
    rows = (
        masters.employees.with_columns(staff_number=pl.when(pl.Series(known)).then("number"))
        .join(masters.departments.select(department_id="id", function="function"), on="department_id", how="left")
        .join(codes, on="company_id", how="left")
        .join(logins(masters), left_on="id", right_on="employee_id", how="left")
        .filter(pl.col("function").is_in(list(teams)))
        .sort("id")
        .select(
            "id",
            "staff_number",
            "company_code",
            login="email",
            account="login",
            full_name="name",
            team=pl.col("function").replace_strict(teams, return_dtype=pl.String),
            is_active=pl.lit(True),
            _left_on="left_on",
            created_at=stamp(pl.max_horizontal("hired_on", pl.lit(installed))),
        )
    )
    return history(rows, Change("_left_on", {"is_active": pl.lit(False)}))


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

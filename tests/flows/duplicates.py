"""Duplicate payments as the ERP's own file tells them, and builds that know of decisions."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl

from flows import steps
from flows.analyst import workplace
from flows.dbt_process import follow_dbt
from quarterdeck.named_queries import load_queries
from quarterdeck.settings import OWN_SYSTEM, Settings, load_settings
from tests.group import quiet
from tests.warehouse import Warehouse

Pair = tuple[str, str]


def number_groups(typed: str, year: str) -> list[str]:
    """A supplier's number as somebody reads it aloud: its groups of signs, the year in two digits."""
    plain = unicodedata.normalize("NFKC", typed).upper().replace("O", "0").replace(year, year[2:])
    return [group for group in re.split(r"[^0-9A-Z]+", plain) if group]


def is_one_number(one: list[str], other: list[str]) -> bool:
    """The same groups but for leading zeros; or the same signs, where one of them has all gaps of the other."""

    def bare(groups: list[str]) -> str:
        return "|".join(part.lstrip("0") for part in re.findall(r"[A-Z]+|[0-9]+", "|".join(groups)))

    def gaps(groups: list[str]) -> set[int]:
        return {len("".join(groups[:at])) for at in range(1, len(groups))}

    if bare(one) == bare(other):
        return True
    return "".join(one) == "".join(other) and (gaps(one) <= gaps(other) or gaps(other) <= gaps(one))


def bills_twice(warehouse: Warehouse) -> set[Pair]:
    """Posted bills that are one by e-invoice, or by number, supplier and year; each with the first."""
    credited = defaultdict(Decimal, {
        key: Decimal(amount)
        for key, amount in warehouse.source_rows(
            "erp", "select original_invoice_id, sum(cast(gross_amount as real)) from purchase_invoice "
            "where document_kind = 'credit_note' and status = 'posted' and original_invoice_id is not null group by 1",
        )
    })  # fmt: skip
    bills = [
        row
        for row in warehouse.source_rows(
            "erp", "select id, supplier_id, supplier_invoice_number, einvoice_number, gross_amount, document_date, "
            "posting_date from purchase_invoice where document_kind = 'invoice' and status = 'posted' "
            "and not is_retention order by posting_date, id",
        )
        if Decimal(row[4]) + credited[row[0]] > 0
    ]  # fmt: skip
    bills.sort(key=lambda row: (row[6], f"erp|bill:{row[0]}"))
    found = set()
    for at, (key, supplier, number, einvoice, _, day, _) in enumerate(bills):
        for other in bills[:at]:
            year = day[:4]
            is_one = other[1] == supplier and other[5][:4] == year and is_one_number(
                number_groups(number, year), number_groups(other[2], year)
            )  # fmt: skip
            if is_one or (einvoice and einvoice == other[3]):
                found.add((f"erp|bill:{other[0]}", f"erp|bill:{key}"))
                break
    return found


def paid_again(warehouse: Warehouse) -> dict[Pair, Decimal]:
    """(bill, last payment) → what was paid beyond it by payments that settle nothing and bear its number."""
    settled: defaultdict[int, Decimal] = defaultdict(Decimal)
    used: defaultdict[int, Decimal] = defaultdict(Decimal)
    for invoice, payment, amount in warehouse.source_rows(
        "erp", "select invoice_id, payment_id, amount from supplier_settlement where reversed_on is null"
    ):
        settled[invoice] += Decimal(amount)
        if payment is not None:
            used[payment] += Decimal(amount)
    bills = {
        number: (key, supplier, Decimal(gross))
        for key, number, supplier, gross in warehouse.source_rows(
            "erp", "select id, number, supplier_id, gross_amount from purchase_invoice "
            "where document_kind = 'invoice' and status = 'posted'",
        )
    }  # fmt: skip
    whole: defaultdict[int, list[tuple[str, int, Decimal]]] = defaultdict(list)
    for key, supplier, reference, amount, day in warehouse.source_rows(
        "erp", "select id, supplier_id, bank_reference, amount, posting_date from payment "
        "where status = 'posted' and not is_advance",
    ):  # fmt: skip
        number = (reference or "").split(" ")[-1]
        if not used[key] and number in bills and bills[number][1] == supplier:
            whole[bills[number][0]].append((day, key, Decimal(amount)))
    found = {}
    for bill, _, gross in bills.values():
        excess = sum((amount for *_, amount in whole[bill]), Decimal(0)) - (gross - settled[bill])
        if whole[bill] and excess > 0:
            found[f"erp|bill:{bill}", f"erp|payment:{max(whole[bill])[1]}"] = excess
    return found


def elsewhere(published: Settings, folder: Path, top: str = "") -> Settings:
    """An installation with the same landing zone and the same last build, and a state of its own; `top`: settings."""
    config = folder / "quarterdeck.toml"
    config.write_text(f"{top}\n{published.config_file.read_text(encoding='utf-8')}", encoding="utf-8")
    settings, origin = load_settings(config), published.layout
    settings.layout.landing.mkdir(parents=True)
    for landed in origin.landing.iterdir():
        (settings.layout.landing / landed.name).symlink_to(landed)
    for name in ("published", "last_build"):
        (settings.layout.data_dir / name).symlink_to(origin.data_dir / name)
    return settings


def rebuilt(settings: Settings) -> Path:
    """Decisions are landed, and what depends on them is built again from the landing zone."""
    steps.extract(settings, settings.system(OWN_SYSTEM), full=False, say=quiet)
    with workplace(settings, quiet) as place:
        chosen = ["--select", "stg_state__decisions", "state__decisions", "decisions", "fct_duplicate_candidates"]
        chosen += ["int_party_links", "int_party_groups", "dim_party_record", "dim_party"]
        chosen += ["alert_duplicate_payment", "alert_duplicate_claim", "--exclude-resource-type", "unit_test"]
        outcome = follow_dbt(place, ["build", *chosen], quiet)
        assert outcome.code == 0, outcome.failures
        return place.serving_file


def pair_of_customers(books: Warehouse, grade: str) -> tuple[str, str, str]:
    """A candidate of two customers of this grade, and their keys in the ERP."""
    [(candidate, first, second), *_] = books.rows(
        "select duplicate_candidate_key, first_document_number, document_number "
        "from serving.marts.fct_duplicate_candidates "
        f"where candidate_kind = 'party' and computed_grade = '{grade}' and first_document_key like 'customer|%' "
        "order by 1"
    )
    return candidate, first, second


def is_one_exposure(connection: duckdb.DuckDBPyConnection, catalogue: str, customers: Sequence[str]) -> bool:
    """Whether the report by golden party adds up what these customers owe; either way all rows of both reports do.

    Args:
        connection: with marts.
        catalogue: before the schema's name: "" or with a point.
        customers: keys in the ERP, the older first.
    """
    query = load_queries()["credit/exposure"]
    sql = query.sql.replace("marts.", f"{catalogue}marts.")
    day = {"as_of": date(2026, 11, 21)}
    by_record, by_party = (
        connection.execute(sql, query.bind({**day, "detail": detail})).pl() for detail in ("customer", "party")
    )
    assert by_record["exposure_amount"].sum() == by_party["exposure_amount"].sum() != 0
    assert by_record["receivable_amount"].sum() == by_party["receivable_amount"].sum()
    owed = by_record.filter(pl.col("party_id").is_in(customers))["exposure_amount"].sum()
    together = by_party.filter(pl.col("party_id") == ", ".join(customers))
    assert together["exposure_amount"].sum() == (owed if together.height else 0)
    [(is_one, basis)] = connection.execute(
        f"select count(distinct party_key) = 1, min(party_basis) from {catalogue}marts.dim_party_record "
        f"inner join {catalogue}marts.dim_party using (party_key) where customer_key in (?, ?)",
        [f"erp|{customer}" for customer in customers],
    ).fetchall()
    assert not is_one or basis in ("confirmed", "certain")
    assert together.height <= is_one
    return bool(is_one)

"""Versions of the ERP's master data: companies, people and their limits, parties, products, warehouses."""

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.staffing import pick_employed
from ingestion.demo.group.timeline import number_of
from ingestion.demo.group.versions import FROM, Change, history, stamp
from ingestion.demo.group.world import CURRENCIES, World, dates, numbers

_BEFORE = 60
_NAMES = {"CNY": "人民币 Yuan renminbi", "USD": "美元 US dollar", "EUR": "欧元 Euro"}


def make_master_tables(world: World, masters: Masters, warehouses: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Versions of the tables of MASTER_TABLES."""
    suppliers = _suppliers(world, masters)
    return {
        "currency": _currencies(world),
        "company": _entered(
            world, masters.companies.select("id", "code", "name", "currency", "parent_id", "country"), 1
        ),
        "department": _departments(world, masters),
        "employee": _employees(world, masters),
        "employee_limit": _limits(world, masters),
        "customer": _customers(world, masters),
        "supplier": suppliers,
        "supplier_bank_change": _bank_changes(world, masters, suppliers),
        "product": _entered(
            world,
            masters.products.select(
                "id",
                "code",
                "name",
                "unit",
                product_line="line",
                list_price="price_amount",
                standard_cost="cost_amount",
            ),
            5,
        ),
        "warehouse": _entered(world, warehouses, 6),
    }


def _installed(world: World) -> pl.Expr:
    """The day on which what was there before the history was entered."""
    return pl.lit(dates(np.array([world.timeline.first - _BEFORE]))[0])


def _entered(world: World, rows: pl.DataFrame, salt: int, *changes: Change) -> pl.DataFrame:
    return history(rows.with_columns(created_at=stamp(_installed(world), salt)), *changes)


def _currencies(world: World) -> pl.DataFrame:
    rows = pl.DataFrame({"code": CURRENCIES, "id": range(len(CURRENCIES)), "minor_digits": 2}).with_columns(
        name=pl.col("code").replace_strict(_NAMES, return_dtype=pl.String)
    )
    return _entered(world, rows, 0).drop("id")


def _departments(world: World, masters: Masters) -> pl.DataFrame:
    rows = masters.departments.select(
        "id",
        "company_id",
        "code",
        "name",
        is_active=pl.lit(True),
        merged_into_id=pl.lit(None, pl.Int64),
        _merged_into="merged_into",
        _merged_on="merged_on",
    )
    merged = Change("_merged_on", {"is_active": pl.lit(False), "merged_into_id": pl.col("_merged_into")})
    return _entered(world, rows, 2, merged).drop("_merged_into")


def _employees(world: World, masters: Masters) -> pl.DataFrame:
    rows = masters.employees.join(
        masters.departments.select(department_id="id", _merged_on="merged_on", _merged_into="merged_into"),
        on="department_id",
        how="left",
        maintain_order="left",
    ).select(
        "id", "number", "name", "company_id", "department_id", "manager_id", "hired_on", "_merged_on", "_merged_into",
        bank_account_number=pl.Series(_accounts(world.random("erp_employees"), masters.employees.height)),
        left_on=pl.lit(None, pl.Date),
        _left="left_on",
        _left_on="left_on",
        created_at=stamp(pl.max_horizontal("hired_on", _installed(world)), 3),
    )  # fmt: skip
    # who was gone before did not move with the department
    rows = rows.with_columns(
        _merged_on=pl.when(pl.col("_left").is_null() | (pl.col("_left") > pl.col("_merged_on"))).then("_merged_on")
    )
    moved = Change("_merged_on", {"department_id": pl.col("_merged_into")})
    left = Change("_left_on", {"left_on": pl.col("_left")})
    return history(rows, moved, left).drop("_merged_into", "_left")


def _limits(world: World, masters: Masters) -> pl.DataFrame:
    """The limit of each who has one; where it is raised, the old one ends and a new one begins."""
    first = masters.employees.filter(pl.col("limit_amount") > 0).select(
        employee_id="id",
        currency=pl.lit("CNY"),
        amount="limit_amount",
        valid_from="hired_on",
        valid_until=pl.lit(None, pl.Date),
        _raised_on="raised_on",
        _on=pl.max_horizontal("hired_on", _installed(world)),
    )
    raised = first.filter(pl.col("_raised_on").is_not_null()).with_columns(
        amount=pl.col("amount") * 2,
        valid_from="_raised_on",
        _on="_raised_on",
        _raised_on=pl.lit(None, pl.Date),
    )
    rows = pl.concat([first, raised]).sort("_on", "employee_id", "amount")
    rows = rows.select(pl.int_range(1, pl.len() + 1).alias("id"), pl.all()).with_columns(
        created_at=stamp(pl.col("_on"), 4), _ends=pl.col("_raised_on") - pl.duration(days=1)
    )
    return history(rows, Change("_raised_on", {"valid_until": pl.col("_ends")})).drop("_on", "_ends")


def _customers(world: World, masters: Masters) -> pl.DataFrame:
    """Some limits are changed once."""
    random, given = world.random("erp_customers"), world.parameters["trade"]["masters"]
    rows = _parties(masters.customers, "customer", pl.lit("Third party"))
    rows = rows.with_columns(
        masters.customers["credit_limit_amount"].alias("credit_limit"),
        _changed_on=_some_days(world, random, rows.height, given["limit_changes"]),
        _factor=pl.Series(random.choice([0.5, 1.5, 2.0], rows.height)),
    ).with_columns(
        credit_limit_currency=pl.when(pl.col("credit_limit").is_not_null()).then(pl.lit("CNY")),
        _changed_on=pl.when(pl.col("credit_limit").is_not_null()).then("_changed_on"),
    )
    changed = (pl.col("credit_limit") * pl.col("_factor")).round().cast(pl.Int64)
    return _entered(world, rows, 7, Change("_changed_on", {"credit_limit": changed})).drop("_factor")


def _suppliers(world: World, masters: Masters) -> pl.DataFrame:
    """A few change their bank account once."""
    random, given = world.random("erp_suppliers"), world.parameters["trade"]["masters"]
    rows = _parties(masters.suppliers, "supplier", pl.col("trade"))
    banks = masters.bank_accounts["bank"].unique().sort().to_numpy()
    number, other = (pl.Series(_accounts(random, rows.height)) for _ in range(2))
    rows = rows.with_columns(
        bank_name=pl.Series(random.choice(banks, rows.height)),
        bank_account_number=number,
        _other=other,
        _changed_on=_some_days(world, random, rows.height, given["bank_changes"]),
    )
    return _entered(world, rows, 8, Change("_changed_on", {"bank_account_number": pl.col("_other")})).drop("_other")


def _accounts(random: np.random.Generator, count: int) -> list[str]:
    """Numbers of bank accounts."""
    return [f"6217{one:012d}" for one in random.integers(0, 10**12, count).tolist()]


def _bank_changes(world: World, masters: Masters, suppliers: pl.DataFrame) -> pl.DataFrame:
    """The log of the suppliers' changed accounts: purchasing changes, the head of finance confirms on the same day."""
    number = pl.col("bank_account_number")
    rows = (
        suppliers.sort("id", FROM)
        .select(
            "id",
            "created_at",
            changed_on=FROM,
            new_account_number=number,
            old_account_number=number.shift(1).over("id"),
        )
        .drop_nulls("old_account_number")
        .sort("changed_on", "id")
        .join(masters.suppliers.select("id", "company_id"), on="id", maintain_order="left")
        .with_columns(pl.col("company_id").fill_null(1), supplier_id="id", id=pl.int_range(1, pl.len() + 1))
    )
    return history(
        rows.with_columns(log_people(world.random("erp_bank_changes"), masters, rows)).with_columns(
            confirmed_on="changed_on", created_at=stamp(pl.col("changed_on"), 9)
        )
    )


def log_people(random: np.random.Generator, masters: Masters, rows: pl.DataFrame) -> list[pl.Series]:
    """employee_id (of purchasing, who changes) and confirmed_by_id (head of finance), by company_id and changed_on."""
    finance = masters.departments.filter(pl.col("function") == "finance").select(department_id="id")
    heads = masters.employees.filter(pl.col("level") == 1).join(finance, on="department_id")
    changed = pick_employed(random, masters, rows["company_id"].to_numpy(), "purchasing", numbers(rows["changed_on"]))
    confirmed = rows["company_id"].replace_strict(
        dict(heads.select("company_id", "id").iter_rows()), return_dtype=pl.Int64
    )
    return [pl.Series("employee_id", changed, dtype=pl.Int64), confirmed.alias("confirmed_by_id")]


def _parties(parties: pl.DataFrame, party: str, group: pl.Expr) -> pl.DataFrame:
    return parties.select(
        "id",
        number=pl.lit(party[0].upper()) + pl.col("id").cast(pl.String).str.zfill(5),
        name="name",
        group=pl.when(pl.col("own_company_id").is_not_null()).then(pl.lit("Intercompany")).otherwise(group),
        country="country",
        tax_number="tax_number",
        represents_company_id="own_company_id",
        short_name="short_name",
        terms_days="terms",
    ).rename({"group": f"{party}_group"})


def _some_days(world: World, random: np.random.Generator, count: int, share: float) -> pl.Series:
    """A day of the timeline for some of so many, else null."""
    first, last = number_of(world.timeline.start) + 60, world.timeline.last
    days = world.timeline.next_working(random.integers(first, last, count).astype(np.int32))
    return dates(days).zip_with(pl.Series(random.random(count) < share), pl.Series([None], dtype=pl.Date))

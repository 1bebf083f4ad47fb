"""What other parts of the group are asked for in the OA: purchase orders and payments, as make_approvals takes them."""

import polars as pl

from ingestion.demo.group.authority import add_working, is_abroad
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.staffing import pick_employed
from ingestion.demo.group.world import World, dates, numbers


def orders_to_request(orders: pl.DataFrame) -> pl.DataFrame:
    """Purchase orders that no contract is behind.

    Args:
        orders: of Trade.

    Returns:
        id, number, company_id, department_id, employee_id, currency, gross_amount, ordered_on.
    """
    return orders.filter((pl.col("side") == "purchase") & pl.col("contract_id").is_null()).select(
        *("id", "number", "company_id", "department_id", "employee_id", "currency", "gross_amount", "ordered_on")
    )


def payments_to_request(world: World, masters: Masters, deals: Deals, payments: pl.DataFrame) -> pl.DataFrame:
    """Payments that were made: who keeps the contract asks for them, else somebody of purchasing.

    Args:
        world: its days and random numbers.
        masters: whose people ask.
        deals: contracts under which is paid.
        payments: of Money.

    Returns:
        id, company_id, department_id, employee_id, supplier_id, contract_id (null: none), reference (number of the
        bill; null: none), currency, gross_amount, requested_on, approved_on, paid_on.
    """
    random = world.random("payments to request")
    # what is entered again in the place of another was approved with it
    made = payments.filter(
        (pl.col("medium") != "write_off") & pl.col("posted_on").is_not_null() & pl.col("replaces_id").is_null()
    ).sort("id")
    abroad, count = is_abroad(masters, made["company_id"]), made.height
    approved = add_working(world, abroad, numbers(made["posting_date"]), -random.integers(0, 4, count))
    requested = add_working(world, abroad, approved, -random.integers(1, 6, count))
    keepers = deals.contracts.select(contract_id="id", _keeper="employee_id")
    buyer = pick_employed(random, masters, made["company_id"].to_numpy(), "purchasing", requested)
    of_department = masters.employees.select("department_id", employee_id="id")
    return (
        made.with_columns(requested_on=dates(requested), approved_on=dates(approved), _buyer=pl.Series(buyer))
        .join(keepers, on="contract_id", how="left", maintain_order="left")
        .with_columns(employee_id=pl.coalesce("_keeper", "_buyer"))
        .join(of_department, on="employee_id", how="left", maintain_order="left")
        .select(
            *("id", "company_id", "department_id", "employee_id", "contract_id", "currency"),
            *("requested_on", "approved_on"),
            supplier_id="party_id",
            reference=pl.col("reference").str.extract(r"(\S*\d\S*)\s*$"),
            gross_amount="amount",
            paid_on="posting_date",
        )
    )


def adjustments_to_request(masters: Masters, adjustments: pl.DataFrame) -> pl.DataFrame:
    """Adjustments of budgets as the OA is asked for them, by the head of the department.

    Args:
        masters: heads of departments, currencies of companies.
        adjustments: as in Budgets.

    Returns:
        id, company_id, department_id, employee_id, currency, amount, reason, requested_on, approved_on.
    """
    heads = masters.employees.filter(pl.col("level").is_in([1, 3])).unique("department_id", keep="first").sort("id")
    return (
        adjustments.join(heads.select("department_id", employee_id="id"), on="department_id", maintain_order="left")
        .join(masters.companies.select(company_id="id", currency="currency"), on="company_id", maintain_order="left")
        .select(
            "id",
            "company_id",
            "department_id",
            "employee_id",
            "currency",
            "amount",
            "reason",
            requested_on="applied_on",
            approved_on="approved_on",
        )
    )

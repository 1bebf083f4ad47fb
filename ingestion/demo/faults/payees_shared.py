"""Suppliers that are paid to an employee's bank account, and employees who are paid back as suppliers."""

import numpy as np
import polars as pl

from ingestion.demo.faults.draws import whole
from ingestion.demo.faults.entries import completed
from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.payees import log_changes, paid_suppliers, set_accounts
from ingestion.demo.faults.payment_candidates import next_working, paid_bills
from ingestion.demo.faults.payment_entries import ASKED, asked_for, enter_bills, pay_bills
from ingestion.demo.group.erp.master_tables import log_people
from ingestion.demo.group.versions import FROM, UNTIL, stamp
from ingestion.demo.group.world import MINOR_UNIT, numbers

KIND = "employee_account"
_SALT = 8
_WHY = {
    "same": "The supplier is paid to the account of an employee.",
    "spelled": "The supplier is paid to the account of an employee, typed otherwise.",
    "changed": "The supplier's account was changed to that of an employee, and confirmed.",
    "reimbursement": "The supplier is the employee, set up to be paid back what was spent on the company's behalf.",
}


def share_accounts(ground: Ground) -> None:
    """Plant all of the kind in the ERP; leaves what the OA was asked for."""
    born = ground.versions["supplier"].group_by(supplier_id="id").agg(supplier_on=pl.col(FROM).min())
    paid = paid_suppliers(ground).join(born, on="supplier_id", maintain_order="left")
    for variant in ("same", "spelled"):
        known = _with_employees(ground, paid).with_columns(since=pl.max_horizontal("supplier_on", "hired_on"))
        picked = ground.pick(KIND, variant, known, table="supplier", day="since", key="supplier_id")
        account = pl.col("account").str.replace_all(r"(.{4})", "${1} ").str.strip_chars()
        picked = picked.with_columns(shared=account if variant == "spelled" else pl.col("account"))
        ground.change("supplier", picked.select(id="supplier_id", bank_account_number="shared"))
        _tell(ground, variant, picked)
    places = _with_employees(ground, paid)
    before = whole(ground.random(f"{KIND} before"), ground.given[KIND]["changed_before"], places.height)
    since = next_working(ground, places, (numbers(places["paid_on"]) - before).astype(np.int32))
    places = places.with_columns(since.alias("since")).filter(pl.col("since") > ground.world.timeline.start)
    picked = ground.pick(KIND, "changed", places, table="supplier", day="since", key="supplier_id")
    picked = picked.with_columns(changed_on="since", new_account_number="account", confirmed_on="since")
    people = log_people(ground.random(f"{KIND} people"), ground.chains.masters, picked)
    set_accounts(ground, picked, "account", "since")
    log = log_changes(ground, picked.drop("employee_id").with_columns(people))
    _tell(ground, "changed", picked)
    facts = picked.with_columns(log.alias("log_id"), happened_on="since", seen_on="since")
    ground.tell(KIND, "changed", "supplier_bank_change", facts, _WHY["changed"], key="log_id")
    ground.left[KIND] = _reimbursed(ground)


def _with_employees(ground: Ground, rows: pl.DataFrame) -> pl.DataFrame:
    """Some of the rows, each with somebody of its company who is there all the time, nobody twice.

    Returns:
        the rows with employee_id, account, name, hired_on (first seen).
    """
    random, masters = ground.random(f"{KIND} employees {rows.width}"), ground.chains.masters
    first = ground.versions["employee"].group_by("id").agg(hired_on=pl.col(FROM).min())
    stays = masters.employees.filter((pl.col("level") == 0) & pl.col("left_on").is_null()).select("id", "company_id")
    team = (
        ground.last("employee")
        .select("name", employee_id="id", account="bank_account_number")
        .join(stays.rename({"id": "employee_id"}), on="employee_id")
        .join(first.rename({"id": "employee_id"}), on="employee_id")
        .filter(
            pl.col("hired_on") <= ground.world.timeline.start,
            ~pl.col("employee_id").is_in(ground.taken("employee").implode()),
        )
        .sort("employee_id")
    )
    place = pl.int_range(0, pl.len()).over("company_id")
    team = team.with_columns(_drawn=pl.Series(random.permutation(team.height))).sort("_drawn")
    team = team.with_columns(_place=place, _size=pl.len().over("company_id").cast(pl.Int64)).drop("_drawn")
    sizes = team.select("company_id", "_size").unique()
    rows = rows.with_columns(_drawn=pl.Series(random.permutation(rows.height))).sort("_drawn").drop("_drawn")
    rows = rows.join(sizes, on="company_id", maintain_order="left").with_columns(_place=place % pl.col("_size"))
    return (
        rows.join(team.drop("_size"), on=["company_id", "_place"], maintain_order="left")
        .unique("employee_id", keep="first", maintain_order=True)
        .drop("_place", "_size")
    )


def _tell(ground: Ground, variant: str, rows: pl.DataFrame) -> None:
    facts = rows.with_columns(happened_on="since", seen_on="since")
    for table, key in (("supplier", "supplier_id"), ("employee", "employee_id")):
        ground.tell(KIND, variant, table, facts, _WHY[variant], key=key)
    ground.take("employee", rows["employee_id"])


def _reimbursed(ground: Ground) -> pl.DataFrame:
    """Employees who are set up as suppliers and paid back small sums: look-alikes."""
    paid_back = ground.given[KIND]["reimbursed"]
    bills = paid_bills(ground).filter(pl.col("is_enterable") & (pl.col("amount") > MINOR_UNIT * paid_back[1]))
    bills = _with_employees(ground, bills.drop("employee_id", "supplier_id"))
    picked = ground.pick(KIND, "reimbursement", bills, table="payment", day="paid_on", lookalike=True)
    if picked.is_empty():
        return pl.DataFrame(schema=ASKED)
    drawn = whole(ground.random(f"{KIND} reimbursed"), paid_back, picked.height)
    amount = pl.Series("amount", drawn * MINOR_UNIT)
    number = pl.concat_str(pl.lit("LX-"), pl.col("billed_on").dt.to_string("%Y%m"), pl.lit("-"), pl.col("employee_id"))
    rows = picked.with_columns(amount, supplier_invoice_number=number, einvoice_number=pl.lit(None, pl.String))
    rows = rows.with_columns(_suppliers(ground, rows), net_amount="amount", tax_amount=pl.lit(0, pl.Int64))
    rows = rows.with_columns(entered_on="billed_on", pay_on="paid_on", payee="name", document_date="billed_on")
    rows = pay_bills(ground, enter_bills(ground, rows))
    facts = rows.with_columns(happened_on="pay_on", seen_on="pay_on")
    for table, key in (("supplier", "supplier_id"), ("payment", "paid_id")):
        ground.tell(KIND, "reimbursement", table, facts, _WHY["reimbursement"], key=key, lookalike=True)
    ground.take("payment", rows["paid_id"])
    return asked_for(rows)


def _suppliers(ground: Ground, rows: pl.DataFrame) -> pl.Series:
    """Enter the employees as suppliers, some days before their first bill; returns the keys."""
    used = ground.versions["supplier"]["number"].str.extract(r"(\d+)$").cast(pl.Int64).to_list()
    first = max(used) + 1
    banks = ground.chains.masters.bank_accounts["bank"].unique().sort().to_numpy()
    entered = next_working(ground, rows, numbers(rows["billed_on"]) - np.int32(9))
    new = (
        rows.with_columns(entered.alias("_entered"))
        .select(
            id=ground.new_keys("supplier", rows.height),
            number=pl.concat_str(pl.lit("S"), (pl.int_range(pl.len()) + first).cast(pl.String).str.zfill(5)),
            name="name",
            supplier_group=pl.lit("Employee"),
            country=pl.lit("CN"),
            short_name="name",
            terms_days=pl.lit(0),
            bank_name=pl.Series(ground.random(f"{KIND} banks").choice(banks, rows.height)),
            bank_account_number="account",
            created_at=stamp(pl.col("_entered"), _SALT, "employee_id"),
        )
        .with_columns(entered.alias(FROM), pl.lit(None, pl.Date).alias(UNTIL), updated_at="created_at")
    )
    return ground.add("supplier", completed(ground, "supplier", new)).alias("supplier_id")

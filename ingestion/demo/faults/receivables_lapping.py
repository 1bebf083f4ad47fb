"""Receipts that are credited to another customer than the one who paid; and parents that pay for their subsidiaries."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from ingestion.demo.faults.ground import CONTEXT, Ground

_NAME = "lapping"
_STEM = 2
"""So many first characters of a name tell whose relative it may be."""
_ATTEMPTS = 400
_EPOCH = date(1970, 1, 1)


def plant_lapping(ground: Ground) -> None:
    """Chains of receipts, and payments of parents."""
    if not sum(
        ground.given[_NAME][shape].get(name, 0) for shape, name in (("faults", "chain"), ("lookalikes", "parent_pays"))
    ):
        return
    single = _single_receipts(ground)
    _plant_parents(ground, single)
    _plant_chains(ground, single.filter(~pl.col("id").is_in(ground.taken("receipt").implode())))


def _single_receipts(ground: Ground) -> pl.DataFrame:
    """Receipts of third parties by bank, in the company's currency, each of which settles one invoice, and whole.

    Returns:
        id, company_id, customer_id, customer (name), amount, posting_date, currency, settlement_id, invoice_id,
        bank_line_id; by posting_date.
    """
    home = ground.chains.masters.companies.select("currency", company_id="id").cast({"company_id": pl.Int64})
    customers = ground.last("customer").filter(pl.col("represents_company_id").is_null())
    replaced = ground.last("receipt")["replaces_id"].drop_nulls()
    receipts = ground.last("receipt").filter(
        (pl.col("status") == "posted") & (pl.col("medium") == "bank") & ~pl.col("is_advance")
        & pl.col("replaces_id").is_null() & ~pl.col("id").is_in(replaced.implode())
    )  # fmt: skip
    receipts = receipts.join(home, on=["company_id", "currency"], how="semi")
    receipts = receipts.join(customers.select(customer_id="id", customer="name"), on="customer_id", how="inner")
    every = ground.last("settlement")
    invoices = ground.last("sales_invoice").filter(pl.col("status") == "posted").select(
        invoice_id="id", _gross="gross_amount"
    )  # fmt: skip
    alone = every.filter(
        (pl.len().over("receipt_id") == 1) & (pl.len().over("invoice_id") == 1)
        & pl.col("reversed_on").is_null() & pl.col("receipt_id").is_not_null()
    ).join(invoices, on="invoice_id").filter(pl.col("amount") == pl.col("_gross"))  # fmt: skip
    rows = receipts.join(
        alone.select("invoice_id", settlement_id="id", id="receipt_id", amount="amount"),
        on=["id", "amount"],
    )
    lines = ground.last("bank_line").filter(pl.len().over("bank_account_id", "value_date", "amount") == 1)
    rows = rows.join(
        lines.select("bank_account_id", bank_line_id="id", posting_date="value_date", bank_amount="amount"),
        on=["bank_account_id", "posting_date", "bank_amount"],
    )
    quiet = pl.concat([ground.versions[name]["sales_invoice_id"] for name in ("dispute", "payment_promise")]).unique()
    free = ~pl.col("invoice_id").is_in(pl.concat([quiet, ground.taken("sales_invoice")]).implode())
    columns = ["id", "company_id", "customer_id", "customer", "amount", "posting_date", "currency", "settlement_id"]
    return rows.filter(free).select(*columns, "invoice_id", "bank_line_id").sort("posting_date", "id")


def _plant_parents(ground: Ground, single: pl.DataFrame) -> None:
    """From some day on a customer's invoices are paid by its parent: the bank's statement names it."""
    given = ground.given[_NAME]
    shorts = ground.chains.masters.customers.select("short_name", customer_id="id").cast({"customer_id": pl.Int64})
    rows = single.join(shorts, on="customer_id").sort("posting_date", "id")
    order = pl.Series(ground.random("parents").permutation(rows.height))
    # each customer's payments from one of them on
    start = rows.with_columns(_order=order).with_columns(
        _start=pl.col("posting_date").get(pl.col("_order").arg_min()).over("customer_id")
    )
    start = start.filter(pl.col("posting_date") >= pl.col("_start"))
    heads = start.unique("customer_id", keep="first", maintain_order=True)
    picked = ground.pick(_NAME, "parent_pays", heads, table="receipt", day="posting_date", lookalike=True)
    paid = start.join(picked.select("customer_id", "fault"), on="customer_id")
    paid = paid.group_by("fault", maintain_order=True).head(max(1, given["payments_of_parent"]))
    legal = pl.col("customer")
    parent = (
        pl.when(legal.str.contains("有限公司 ", literal=True))
        .then(
            pl.concat_str(
                "short_name", pl.lit("集团有限公司 "),
                legal.str.split("有限公司 ").list.last().str.replace(" Co., Ltd.", " Group Co., Ltd.", literal=True),
            )
        )
        .otherwise(pl.concat_str("short_name", pl.lit(" Group Holding")))
    )  # fmt: skip
    paid = paid.with_columns(counterparty=parent)
    ground.change("bank_line", paid.select("counterparty", id="bank_line_id"))
    paid = paid.with_columns(happened_on="posting_date", seen_on="posting_date")
    why = "The payer whom the bank names is the customer's parent: its name begins with the customer's short name."
    for table, key in (("receipt", "id"), ("bank_line", "bank_line_id")):
        ground.tell(_NAME, "parent_pays", table, paid, why, key=key, lookalike=True)
    ground.take("receipt", paid["id"])
    ground.take("sales_invoice", paid["invoice_id"])


@dataclass
class _Chains:
    """Chains on the way: rows of `_single_receipts` by place, and what each of them settles instead."""

    chain: list[int]
    receipt: list[int]
    to_invoice: list[int]
    to_customer: list[int]
    used: list[int]


def _plant_chains(ground: Ground, single: pl.DataFrame) -> None:
    """A receipt covers an invoice that is never paid; its own invoice is covered by the next one, and so on."""
    late = ground.last("sales_invoice").select("due_date", invoice_id="id")
    paid = single.join(late, on="invoice_id").filter(pl.col("posting_date") > pl.col("due_date")).with_columns(
        open_amount="amount"
    )  # fmt: skip
    unpaid = _victims(ground)
    victims = pl.concat([unpaid, paid.select(unpaid.columns)], how="vertical_relaxed").sort("due_date", "invoice_id")
    found = _chains(ground, single, victims)
    given = {"chain": found.chain, "id": found.receipt, "to_invoice_id": found.to_invoice}
    given |= {"to_customer_id": found.to_customer, "used": found.used}
    rows = pl.DataFrame(given, schema=dict.fromkeys(given, pl.Int64)).join(
        single, on="id", how="left", maintain_order="left"
    )
    heads = rows.unique("chain", keep="first", maintain_order=True)
    picked = ground.pick(_NAME, "chain", heads, table="receipt", day="posting_date")
    rows = rows.join(picked.select("chain", "fault"), on="chain", how="inner", maintain_order="left")
    targets = ground.last("sales_invoice").select("contract_number", to_invoice_id="id")
    rows = rows.join(targets, on="to_invoice_id", how="left", maintain_order="left")
    ground.change("receipt", rows.select("id", "contract_number", customer_id="to_customer_id"))
    covered = {name: pl.col("used") for name in ("amount", "amount_company_invoice", "amount_company_credit")}
    ground.change(
        "settlement",
        rows.select(id="settlement_id", invoice_id="to_invoice_id", instalment_sequence=pl.lit(1), **covered),
    )
    entries = ground.versions["journal_entry"].filter(pl.col("document_type") == "receipt").select(
        pl.col("document_id").alias("receipt_id"), entry_id="id"
    )  # fmt: skip
    entries = entries.join(rows.select("to_customer_id", receipt_id="id"), on="receipt_id").unique("entry_id")
    lines = ground.versions["journal_line"].filter(pl.col("customer_id").is_not_null()).join(
        entries.select(pl.col("entry_id").cast(ground.versions["journal_line"].schema["entry_id"]), "to_customer_id"),
        on="entry_id",
    )  # fmt: skip
    ground.change("journal_line", lines.unique("id").select("id", customer_id="to_customer_id"))
    rows = rows.with_columns(happened_on="posting_date", seen_on="posting_date")
    came = ground.last("settlement").select("_first", settlement_id="id")
    rows = rows.join(came, on="settlement_id", how="left", maintain_order="left")
    why = "The bank's statement names another customer than the one whose invoice the receipt settles."
    settled = rows.with_columns(seen_on=pl.max_horizontal("_first", "seen_on"))
    ground.tell(_NAME, "chain", "settlement", settled, why, key="settlement_id")
    for table, key in (("receipt", "id"), ("bank_line", "bank_line_id")):
        ground.tell(_NAME, "chain", table, rows, why, key=key)
    for key in ("to_invoice_id", "invoice_id"):
        ground.tell(_NAME, "chain", "sales_invoice", rows, why, key=key, role=CONTEXT)
        ground.take("sales_invoice", rows[key])
    ground.take("receipt", rows["id"])


def _victims(ground: Ground) -> pl.DataFrame:
    """Invoices that are never paid whole: invoice_id, company_id, customer_id, customer, due_date, open_amount."""
    customers = ground.last("customer").filter(pl.col("represents_company_id").is_null())
    home = ground.chains.masters.companies.select("currency", company_id="id").cast({"company_id": pl.Int64})
    settled = (
        ground.last("settlement")
        .filter(pl.col("reversed_on").is_null())
        .group_by("invoice_id")
        .agg(pl.col("amount").sum())
    )
    disputed = pl.concat([ground.versions["dispute"]["sales_invoice_id"], ground.taken("sales_invoice")])
    lone = ground.last("sales_invoice_instalment").filter(pl.len().over("invoice_id") == 1, pl.col("kind") == "normal")
    return (
        ground.last("sales_invoice")
        .filter(
            (pl.col("status") == "posted") & (pl.col("document_kind") == "invoice")
            & ~pl.col("id").is_in(disputed.implode()) & pl.col("id").is_in(lone["invoice_id"].implode())
        )
        .join(home, on=["company_id", "currency"], how="semi")
        .join(customers.select(customer_id="id", customer="name"), on="customer_id")
        .join(settled, left_on="id", right_on="invoice_id", how="left")
        .with_columns(open_amount=pl.col("gross_amount") - pl.col("amount").fill_null(0))
        .filter(pl.col("open_amount") > 0)
        .select("company_id", "customer_id", "customer", "due_date", "open_amount", invoice_id="id")
        .sort("due_date", "invoice_id")
    )  # fmt: skip


def _chains(ground: Ground, single: pl.DataFrame, victims: pl.DataFrame) -> _Chains:
    """Disjoint chains, by trying victims in no order; who is paid late in the end pays for the chain's last."""
    given, random = ground.given[_NAME], ground.random("chains")
    found = _Chains([], [], [], [], [])
    company, customer, amount, invoice, key = (
        single[name].to_numpy() for name in ("company_id", "customer_id", "amount", "invoice_id", "id")
    )
    day = single["posting_date"].to_physical().to_numpy().astype(np.int64)
    names = np.array([name[:_STEM] for name in single["customer"].to_list()])
    (least, most), first = given["gap_days"], given["first_within"]
    used = np.zeros(single.height, dtype=bool)
    order = random.permutation(victims.height)[:_ATTEMPTS]
    for at, victim in enumerate(victims[order].iter_rows(named=True)):
        links = int(random.integers(given["links"][0], given["links"][1] + 1))
        own = np.flatnonzero(invoice == victim["invoice_id"])
        until = int(day[own[0]]) if len(own) else 2**30
        if len(own) and used[own[0]]:
            continue
        owed, owner, stem = victim["open_amount"], victim["customer_id"], victim["customer"][:_STEM]
        target, since = victim["invoice_id"], (victim["due_date"] - _EPOCH).days
        places: list[int] = []
        targets: list[tuple[int, int, int]] = []
        whose: set[int] = {owner}
        while len(places) < links - len(own):
            fits = ~used & (company == victim["company_id"]) & (amount <= owed * given["most_over"]) & (names != stem)
            fits &= (day >= since + least) & (day <= min(since + (most if places else first), until - least))
            fits &= ~np.isin(customer, list(whose)) & (amount >= owed * given["least_part"])
            rows = np.flatnonzero(fits)
            if len(rows) == 0:
                break
            # what covers most of it; else what leaves least over, which stays on account
            place = int(rows[np.argmin(np.where(amount[rows] <= owed, owed - amount[rows], owed + amount[rows]))])
            places.append(place)
            targets.append((int(target), int(owner), min(owed, int(amount[place]))))
            owed, owner, stem = int(amount[place]), int(customer[place]), names[place]
            target, since = int(invoice[place]), int(day[place])
            whose.add(int(owner))
        if places and len(own):
            places.append(int(own[0]))
            targets.append((int(target), int(owner), min(owed, int(amount[own[0]]))))
        if len(places) < given["links"][0]:
            continue
        used[places] = True
        found.chain += [at] * len(places)
        found.receipt += [int(key[place]) for place in places]
        found.to_invoice += [one for one, _, _ in targets]
        found.to_customer += [one for _, one, _ in targets]
        found.used += [one for _, _, one in targets]
    return found

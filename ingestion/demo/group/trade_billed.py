"""Final keys and numbers of invoices, amounts in the companies' currencies, instalments, advances used."""

from dataclasses import dataclass

import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.trade_documents import Documents
from ingestion.demo.group.trade_final import Keys, day, new_id, numbered, rates_of
from ingestion.demo.group.world import World

INVOICE_CODES = {
    "salesinvoice": "INV",
    "salescredit_note": "CRN",
    "purchaseinvoice": "BIL",
    "purchasecredit_note": "SCN",
}


@dataclass(frozen=True)
class Invoiced:
    """Frames of Trade."""

    invoices: pl.DataFrame
    invoice_lines: pl.DataFrame
    instalments: pl.DataFrame
    advance_uses: pl.DataFrame


def final_invoices(
    world: World, masters: Masters, documents: Documents, keys: Keys, advances: pl.DataFrame
) -> Invoiced:
    """Invoices in the order in which they are entered, with their lines and instalments."""
    heads = documents.heads.sort("entered_on", "side", "company_id", "_doc").with_columns(new_id())
    known = heads.select("_doc", invoice_id="id")
    lines = documents.lines.join(known, on="_doc", how="inner", maintain_order="left").sort(
        "invoice_id", maintain_order=True
    )
    totals = lines.group_by("_doc").agg(pl.col("net_amount", "tax_amount").sum())
    heads = (
        heads.join(totals, on="_doc", how="left", maintain_order="left")
        .join(
            known.select(_original="_doc", original_invoice_id="invoice_id"),
            on="_original",
            how="left",
            maintain_order="left",
        )
        .join(keys.orders, on="_order", how="left", maintain_order="left")
        .join(keys.deliveries, on="_delivery", how="left", maintain_order="left")
    )
    heads = heads.with_columns(rate=rates_of(world, masters, heads, "posting_on"))
    gross = heads["net_amount"] + heads["tax_amount"]
    gross_company = world.rates.convert(gross, heads["rate"])
    tax_company = world.rates.convert(heads["tax_amount"], heads["rate"])
    credit = pl.col("kind") == "credit_note"
    heads = heads.with_columns(
        gross_amount=gross,
        gross_amount_company=gross_company,
        tax_amount_company=tax_company,
        net_amount_company=gross_company - tax_company,
        number=numbered(masters, INVOICE_CODES, pl.col("side") + pl.col("kind"), "entered_on"),
        due_on=pl.when(credit).then("document_on").otherwise(pl.col("document_on") + pl.col("terms")),
    )
    heads = _their_numbers(world, masters, heads, known)
    invoices = heads.select(
        "id", "side", "kind", "number", "their_number", "einvoice_number", "original_invoice_id", "sister_id",
        "company_id", "party_id", "contract_id", "milestone_id", "order_id", "delivery_id", "project_id",
        "employee_id", "department_id", "currency", "rate", "vat", "net_amount", "tax_amount", "gross_amount",
        "net_amount_company", "tax_amount_company", "gross_amount_company",
        day("document_on").alias("document_date"), day("entered_on"), day("posting_on").alias("posting_date"),
        day("due_on").alias("due_date"), "is_retention", day("posted_on"), day("deleted_on"), day("cancelled_on"),
        day("seen_on"),
    )  # fmt: skip
    uses = heads.filter(
        (pl.col("advance_gross") > 0) & pl.col("posted_on").is_not_null() & pl.col("cancelled_on").is_null()
    ).join(advances.select("contract_id", advance_id="id"), on="contract_id", how="inner", maintain_order="left")
    return Invoiced(
        invoices,
        _lines(world, heads, lines, keys),
        _instalments(heads),
        uses.select("advance_id", invoice_id="id", gross_amount="advance_gross"),
    )


def _lines(world: World, heads: pl.DataFrame, lines: pl.DataFrame, keys: Keys) -> pl.DataFrame:
    """Lines; in the company's currency the first takes what rounding leaves."""
    given = heads.select("_doc", "rate", _whole="net_amount_company")
    rows = lines.join(given, on="_doc", how="left", maintain_order="left").join(
        keys.delivery_lines, on="_delivery_line", how="left", maintain_order="left"
    )
    rows = rows.with_columns(net_amount_company=world.rates.convert(rows["net_amount"], rows["rate"]))
    first = pl.int_range(pl.len()).over("_doc") == 0
    rest = pl.col("_whole") - pl.col("net_amount_company").sum().over("_doc")
    return rows.with_columns(
        net_amount_company=pl.col("net_amount_company") + pl.when(first).then(rest).otherwise(0),
        sequence=pl.int_range(1, pl.len() + 1).over("_doc"),
    ).select(
        new_id(), "invoice_id", "sequence", "subject", "product_id", "delivery_line_id", "quantity", "net_amount",
        "tax_amount", "net_amount_company",
    )  # fmt: skip


def _instalments(heads: pl.DataFrame) -> pl.DataFrame:
    kept = pl.col("retention_gross")
    normal = heads.select(
        invoice_id="id",
        kind=pl.when("is_retention").then(pl.lit("retention")).otherwise(pl.lit("normal")),
        due_date=day("due_on"),
        gross_amount=pl.col("gross_amount") - kept,
    )
    later = heads.filter(kept > 0).select(
        invoice_id="id",
        kind=pl.lit("retention"),
        due_date=pl.max_horizontal(day("retention_due"), day("due_on")),
        gross_amount=kept,
    )
    rows = pl.concat([normal, later]).sort("invoice_id", maintain_order=True)
    return rows.select(
        new_id(), "invoice_id", pl.int_range(1, pl.len() + 1).over("invoice_id").alias("sequence"), "kind", "due_date",
        "gross_amount",
    )  # fmt: skip


def _their_numbers(world: World, masters: Masters, heads: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """With the suppliers' own numbers (some begin anew each year), and those of electronic invoices in China."""
    year = pl.col("document_on").cast(pl.Date).dt.year()
    sales = pl.col("side") == "sales"
    seller = pl.when(sales).then("company_id").otherwise(pl.col("party_id") + 100)
    place = pl.col("document_on").rank("ordinal").over("side", "party_id", year)
    style = pl.col("party_id") % 4
    padded = place.cast(pl.String).str.zfill(4)
    theirs = (
        pl.when(style == 0)
        .then(padded)
        .when(style == 1)
        .then(pl.concat_str(year, pl.lit("-"), padded))
        .when(style == 2)
        .then(pl.concat_str(pl.lit("FP"), year.cast(pl.String).str.slice(2), padded))
        .otherwise(pl.concat_str((pl.col("party_id") + 10), pl.lit("/"), year, pl.lit("/"), place))
    )
    electronic = pl.concat_str(
        year.cast(pl.String).str.slice(2),
        pl.lit("3100000"),
        seller.cast(pl.String).str.zfill(3),
        (pl.col("id") * 7919 % 100_000_007).cast(pl.String).str.zfill(8),
    )
    country = dict(masters.suppliers.select("id", "country").iter_rows())
    home = dict(masters.companies.select("id", "country").iter_rows())
    chinese = (
        pl.when(sales)
        .then(pl.col("company_id").replace_strict(home, return_dtype=pl.String))
        .otherwise(pl.col("party_id").replace_strict(country, default=None, return_dtype=pl.String))
        == "CN"
    ) & pl.col("deleted_on").is_null()
    heads = heads.with_columns(
        their_number=pl.when(~sales).then(theirs), einvoice_number=pl.when(chinese).then(electronic)
    )
    sold = heads.select(_sister="_doc", _number="number", _electronic="einvoice_number", _id="id")
    bought = heads.select(_doc="_sister", _back="id").drop_nulls()
    return (
        heads.join(sold, on="_sister", how="left", maintain_order="left")
        .join(bought, on="_doc", how="left", maintain_order="left")
        .with_columns(
            their_number=pl.coalesce("_number", "their_number"),
            einvoice_number=pl.when(pl.col("_id").is_not_null()).then("_electronic").otherwise("einvoice_number"),
            sister_id=pl.coalesce("_id", "_back"),
        )
    )

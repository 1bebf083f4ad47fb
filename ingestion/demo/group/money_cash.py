"""Receipts and payments: pieces of one payer on one day in one document, with number, account, rate and reference."""

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money_notes import ENDORSED, OWN
from ingestion.demo.group.money_pieces import ADVANCE, BANK, WRITE_OFF
from ingestion.demo.group.money_plan import NEVER, SALES, Side, working
from ingestion.demo.group.numbering import place_in
from ingestion.demo.group.world import Ints, World, dates

GROUP = ["company_id", "party_id", "currency", "pay_on", "channel", "apart"]
_ABROAD = 6


def put_together(world: World, masters: Masters, pieces: pl.DataFrame, side: Side) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Documents of pieces.

    Args:
        world: of the group.
        masters: its parties and bank accounts.
        pieces: as in Pieces.paid.
        side: selling or buying.

    Returns:
        documents: id (from 1, by day), company_id, party_id, medium, is_advance, note_place, contract_id,
        bank_account_id, currency, rate, amount, amount_company, bank_amount, posting_date, is_own, reference; and what
        they settle: cash_id, invoice_id, sequence, amount, settle_on (number).
    """
    random = world.random(f"cash_{side.name}")
    pieces = pieces.with_columns(apart=_apart(world, masters, side))
    documents = (
        pieces.group_by(GROUP)
        .agg(
            pl.col("amount").sum(),
            pl.col("contract_id", "project_id").min(),
            pl.col("number").min(),
            parts=pl.len(),
        )
        .sort("pay_on", *GROUP[:3], *GROUP[4:])
        .with_row_index("id", offset=1)
        .with_columns(pl.col("id").cast(pl.Int64))
    )
    settled = pieces.filter(pl.col("invoice_id").is_not_null()).join(
        documents.select("id", *GROUP), on=GROUP, maintain_order="left"
    )
    applied = _applied(world, random, documents)
    settled = (
        settled.join(
            documents.select("id", _applied=pl.Series(applied, dtype=pl.Int32)), on="id", maintain_order="left"
        )
        .with_columns(settle_on=pl.coalesce("settle_on", "_applied"))
        .filter(pl.col("settle_on") < NEVER)
        .select("invoice_id", "sequence", "amount", "settle_on", "party_id", "currency", cash_id="id")
        .sort("cash_id", "invoice_id", "sequence", "settle_on")
    )
    return _completed(world, masters, random, documents, side), settled


def own_parties(masters: Masters, side: Side) -> pl.Series:
    """Keys of the parties that are companies of the group."""
    parties = masters.customers if side is SALES else masters.suppliers
    return parties.filter(pl.col("own_company_id").is_not_null())["id"]


def operating_account(masters: Masters, company: Ints, currency: np.ndarray, pick: Ints) -> Ints:
    """An operating account of each company in the currency, the first one mostly; else one in its own currency."""
    accounts = masters.bank_accounts.filter(pl.col("purpose") == "operating").sort("id")
    home = dict(masters.companies.select("id", "currency").iter_rows())
    found = np.zeros(len(company), dtype=np.int64)
    for one, code in {(int(one), str(code)) for one, code in zip(company, currency, strict=True)}:
        own = accounts.filter(pl.col("company_id") == one)
        ids = own.filter(pl.col("currency") == code)["id"].to_numpy()
        if len(ids) == 0:
            ids = own.filter(pl.col("currency") == home[one])["id"].to_numpy()
        rows = np.flatnonzero((company == one) & (currency == code))
        found[rows] = ids[np.where(pick[rows] % 3 > 0, 0, pick[rows] // 3 % len(ids))]
    return found


def numbered(masters: Masters, rows: pl.DataFrame, code: str, day: str) -> pl.DataFrame:
    """With a number of company, code, year and place: YZG-SK-2024-00001."""
    year = pl.col(day).dt.year()
    return rows.join(
        masters.companies.select(company_id="id", _code="code"), on="company_id", maintain_order="left"
    ).with_columns(
        number=pl.concat_str(
            "_code",
            pl.lit(f"-{code}-"),
            year,
            pl.lit("-"),
            place_in(pl.col("company_id"), year).cast(pl.String).str.zfill(5),
        )
    ).drop("_code")  # fmt: skip


def _apart(world: World, masters: Masters, side: Side) -> pl.Expr:
    """The invoice for whose money there is a document of its own, as some payers like it; 0: together with others."""
    parties = masters.customers if side is SALES else masters.suppliers
    random, share = world.random(f"apart_{side.name}"), world.parameters["money"]["receipts"]["apart"]
    apart = parties.filter(pl.Series(random.random(parties.height) < share))["id"]
    is_apart = pl.col("party_id").is_in(apart.implode()) & (pl.col("channel") == BANK)
    return pl.when(is_apart).then("source_id").otherwise(0)


def _applied(world: World, random: np.random.Generator, documents: pl.DataFrame) -> Ints:
    """Days on which documents are applied: most at once, some only after weeks."""
    given, count = world.parameters["money"]["receipts"], documents.height
    draw = random.random(count)
    lag = np.where(
        draw < given["applied_same_day"],
        0,
        np.where(
            draw > 1 - given["applied_late"],
            random.integers(8, given["applied_late_days"], count),
            random.integers(1, given["applied_days"] + 1, count),
        ),
    )
    found: Ints = working(
        world, documents["pay_on"].to_numpy() + lag, documents["company_id"].to_numpy() == _ABROAD
    ).astype(np.int64)
    return found


def _completed(
    world: World, masters: Masters, random: np.random.Generator, documents: pl.DataFrame, side: Side
) -> pl.DataFrame:
    """The rest of the columns of the documents."""
    channel = pl.col("channel")
    is_note, is_advance = channel >= ENDORSED, (channel >= ADVANCE) & (channel < ENDORSED)
    documents = documents.with_columns(
        posting_date=dates(documents["pay_on"].to_numpy()),
        is_own=pl.col("party_id").is_in(own_parties(masters, side).implode()),
        is_advance=is_advance,
        medium=pl.when(channel == WRITE_OFF)
        .then(pl.lit("write_off"))
        .when(is_note)
        .then(pl.lit("note"))
        .otherwise(pl.lit("bank")),
        advance_id=pl.when(is_advance).then(channel - ADVANCE),
        note_place=pl.when(channel >= OWN).then(channel - OWN).when(is_note).then(channel - ENDORSED),
    ).join(
        masters.companies.select(company_id="id", _home="currency"), on="company_id", maintain_order="left"
    )  # fmt: skip
    if side is SALES:
        documents = documents.with_columns(_reference(random, documents))
    else:
        documents = documents.with_columns(reference=pl.lit("付款 ") + pl.col("number").fill_null("预付款"))
    bank = operating_account(
        masters,
        documents["company_id"].to_numpy(),
        documents["currency"].to_numpy(),
        documents["party_id"].to_numpy() * 7 + 2,
    )
    documents = documents.with_columns(
        rate=world.rates.at(documents["currency"], documents["_home"], documents["posting_date"]),
        bank_account_id=pl.Series(bank),
    ).join(
        masters.bank_accounts.select(bank_account_id="id", _bank_currency="currency"),
        on="bank_account_id",
        maintain_order="left",
    )  # fmt: skip
    bank_rate = world.rates.at(documents["currency"], documents["_bank_currency"], documents["posting_date"])
    return documents.with_columns(
        amount_company=world.rates.convert(documents["amount"], documents["rate"]),
        bank_amount=world.rates.convert(documents["amount"], bank_rate),
    ).drop("_home", "_bank_currency", "channel", "apart", "pay_on", "project_id")


def _reference(random: np.random.Generator, documents: pl.DataFrame) -> pl.Series:
    """What payers type: the invoice's number, with or without words, several in one, badly typed, or nothing of it."""
    number = pl.col("number")
    several = pl.when(pl.col("parts") > 1).then(pl.format("等{}笔", "parts")).otherwise(pl.lit(""))
    style = pl.Series("_style", random.random(documents.height))
    return documents.with_columns(style).select(
        reference=pl.when(pl.col("medium") == "write_off")
        .then(pl.lit("尾差核销"))
        .when(pl.col("is_advance"))
        .then(pl.lit("预付款"))
        .when(number.is_null() | (pl.col("_style") < 0.12))
        .then(pl.lit("货款"))
        .when(pl.col("_style") < 0.45)
        .then(pl.lit("货款 ") + number + several)
        .when(pl.col("_style") < 0.70)
        .then(number + several)
        .when(pl.col("_style") < 0.80)
        .then(pl.lit("payment ") + number.str.to_lowercase())
        .when(pl.col("_style") < 0.90)
        .then(number.str.replace_all("-", " ", literal=True) + several)
        .otherwise(pl.lit("付") + number.str.slice(-9) + several)
    )["reference"]

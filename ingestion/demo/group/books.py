"""The group's books: a chart of accounts and a journal in which everything that happens is booked, and balances."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.books_chart import account, bank_account, make_accounts
from ingestion.demo.group.books_lines import ENTRY, line
from ingestion.demo.group.books_money import money_lines
from ingestion.demo.group.books_trade import trade_lines
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money import Money
from ingestion.demo.group.money_charges import average_sales
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.world import RATE_UNIT, World, dates


@dataclass(frozen=True)
class Books:
    """Keys are whole numbers from 1 (accounts: see books_chart); amounts in minor units, debits positive.

    Attributes:
        accounts: see `make_accounts`.
        entries: id, company_id, number, posting_date, document_type, document_id (key of the document in the part that
            made it: Trade, Money), step (0: booked, 1: undone or the other company's side), entered_on (first seen),
            seen_on (null: when entered; else committed that late).
        lines: id, entry_id, posting_date, place, account_id, customer_id, supplier_id, currency, amount,
            amount_company, department_id, project_id, bank_account_id, counterparty_company_id, employee_id,
            product_id, quantity (thousandths, with the amount's sign: goods, hours), text (one of books_lines.TEXT).
            Each entry adds up to zero in the company's currency, and in its own where there is one.
    """

    accounts: pl.DataFrame
    entries: pl.DataFrame
    lines: pl.DataFrame


def make_books(world: World, masters: Masters, trade: Trade, money: Money) -> Books:
    """The journal of the whole timeline."""
    parts = [*trade_lines(world, masters, trade), *money_lines(world, masters, money)]
    parts.append(_opening(world, masters, trade, money))
    end = pl.lit(world.timeline.end)
    lines = pl.concat(part.filter((pl.col("posting_date") <= end) & (pl.col("entered_on") <= end)) for part in parts)
    del parts
    lines = pl.concat([lines, _revalued(world, masters, lines)])
    entries = _entries(masters, lines)
    numbered = lines.join(entries.select(*ENTRY, entry_id=pl.col("id").cast(pl.Int32)), on=ENTRY)
    numbered = numbered.drop(*ENTRY, "entered_on", "seen_on", "company_id").sort(
        "entry_id", "place", "account_id", *_REST
    )
    return Books(
        make_accounts(masters),
        entries,
        numbered.with_columns(id=pl.int_range(1, pl.len() + 1, dtype=pl.Int32)),
    )


_REST = ("department_id", "project_id", "employee_id", "product_id", "text", "amount_company", "quantity")


def _entries(masters: Masters, lines: pl.DataFrame) -> pl.DataFrame:
    """One a document and step, in the order in which they are entered."""
    year = pl.col("posting_date").dt.year()
    entries = (
        lines.group_by(ENTRY)
        .agg(pl.col("company_id", "posting_date", "entered_on", "seen_on").first())
        .sort("entered_on", *ENTRY)
        .with_columns(pl.col("company_id", "document_id").cast(pl.Int64), id=pl.int_range(1, pl.len() + 1))
    )
    return entries.join(
        masters.companies.select(company_id="id", _code="code"), on="company_id", maintain_order="left"
    ).with_columns(
        number=pl.concat_str(
            "_code",
            pl.lit("-记-"),
            year,
            pl.lit("-"),
            pl.int_range(1, pl.len() + 1).over("company_id", year).cast(pl.String).str.zfill(6),
        )
    ).drop("_code")  # fmt: skip


def _opening(world: World, masters: Masters, trade: Trade, money: Money) -> pl.DataFrame:
    """What was there on the first day, without documents: money, stock, assets, what is owed; the rest is equity."""
    day = world.timeline.start
    home = masters.companies.select(company_id="id", currency="currency")
    rate = world.rates.at(
        masters.bank_accounts["currency"],
        masters.bank_accounts.join(home, on="company_id", maintain_order="left")["currency_right"],
        pl.Series([day] * masters.bank_accounts.height),
    )
    banks = masters.bank_accounts.with_columns(
        bank_account_id="id",
        amount="opening_amount",
        amount_company=world.rates.convert(masters.bank_accounts["opening_amount"], rate),
    )
    stock = (
        trade.stock_moves.filter(pl.col("moved_on") <= pl.lit(day), pl.col("delivery_id").is_null())
        .group_by("company_id")
        .agg(amount=pl.col("cost_amount").sum())
    )
    # what is paid for the month before was owed; it was booked before these books begin
    owed = (
        money.charges.filter(pl.col("document_type").is_in(["payroll_payment", "tax_payment"]))
        .filter(pl.col("document_id") < 10)
        .group_by("company_id", "debit_id")
        .agg(amount=-pl.col("amount").sum())
    )
    given = world.parameters["money"]["overheads"]
    months = 12 * given["assets_years"]
    bought = average_sales(world, masters, trade).select(
        "company_id", amount=(pl.col("sales") * given["depreciation"] * months / 100).round().cast(pl.Int64) * 100
    )
    worn = bought.with_columns(amount=-(pl.col("amount") * 2 // 5))

    def opened(rows: pl.DataFrame, place: int, key: pl.Expr, **values: str) -> pl.DataFrame:
        columns = {"document_id": pl.col("company_id"), "posting_date": pl.lit(day), "entered_on": pl.lit(day)}
        rows = rows if "currency" in rows.columns else rows.join(home, on="company_id")
        return line(rows.with_columns(**columns), "opening", place, key, amount="amount", **values)

    lines = pl.concat(
        [
            opened(banks, 1, bank_account(), amount_company="amount_company", bank_account_id="bank_account_id"),
            opened(stock, 2, account("stock")),
            opened(bought, 3, account("fixed_asset")),
            opened(worn, 4, account("depreciation")),
            opened(owed, 5, pl.col("debit_id")),
        ]
    )
    equity = lines.group_by("company_id").agg(amount=-pl.col("amount_company").sum())
    paid_in = equity.with_columns(amount=pl.col("amount") * 7 // 1000 * 100)
    kept = equity.join(paid_in, on="company_id", suffix="_in").select(
        "company_id", amount=pl.col("amount") - pl.col("amount_in")
    )
    equity_lines = [
        opened(rows.with_columns(pl.col("company_id").cast(pl.Int64)), 6, account(role))
        for role, rows in (("equity", paid_in), ("retained", kept))
    ]
    return pl.concat([lines, *equity_lines]).sort("company_id", "place", "account_id")


def _revalued(world: World, masters: Masters, lines: pl.DataFrame) -> pl.DataFrame:
    """Accounts in foreign currencies are valued at the rate of each month's end."""
    foreign = masters.bank_accounts.join(
        masters.companies.select(company_id="id", _home="currency"), on="company_id", maintain_order="left"
    ).filter(pl.col("currency") != pl.col("_home"))
    ends = np.arange(np.datetime64(world.timeline.start, "M") + 1, np.datetime64(world.timeline.end, "M") + 1)
    grid = foreign.select("company_id", "currency", "_home", bank_account_id="id").join(
        pl.DataFrame({"posting_date": dates(ends.astype("datetime64[D]").astype(np.int32) - 1)}), how="cross"
    )
    moved = (
        lines.filter(pl.col("bank_account_id").is_in(foreign["id"].implode()))
        .group_by(pl.col("bank_account_id").cast(pl.Int64), "posting_date")
        .agg(pl.col("amount", "amount_company").sum())
        .sort("bank_account_id", "posting_date")
        .with_columns(pl.col("amount", "amount_company").cum_sum().over("bank_account_id"))
    )
    grid = grid.sort("posting_date", "bank_account_id").join_asof(
        moved.sort("posting_date"), on="posting_date", by="bank_account_id", check_sortedness=False
    )
    rate = world.rates.at(grid["currency"], grid["_home"], grid["posting_date"])
    worth = (grid["amount"] * rate + RATE_UNIT // 2) // RATE_UNIT
    grid = (
        grid.with_columns(_difference=worth - grid["amount_company"])
        .sort("bank_account_id", "posting_date")
        .with_columns(
            # each month books what has come since the one before
            gain=pl.col("_difference") - pl.col("_difference").shift(1).over("bank_account_id").fill_null(0),
            document_id=pl.int_range(1, pl.len() + 1),
            entered_on=pl.col("posting_date"),
        )
        .filter(pl.col("gain") != 0)
    )
    own, none, loss = pl.col("_home"), pl.lit(0), -pl.col("gain")
    return pl.concat(
        [
            line(
                grid, "revaluation", 1, bank_account(), amount=pl.lit(0), amount_company="gain",
                bank_account_id="bank_account_id",
            ),
            line(grid, "revaluation", 2, account("exchange"), amount=none, amount_company=loss, currency=own),
        ]
    )  # fmt: skip

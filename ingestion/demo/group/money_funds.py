"""The treasury: on the first working day of each month accounts are filled and emptied, loans drawn and repaid.

It knows what the month will bring, so accounts stay above their floor: a generator, not an optimiser.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from ingestion.demo.group.books_chart import account, bank_account
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money_charges import main_accounts
from ingestion.demo.group.money_sweeps import LEAST, ROUND, Months, make_sweeps, transfer
from ingestion.demo.group.world import MINOR_UNIT, SHARE_UNIT, Floats, World, dates

PARENT, OVERSEAS = 1, 6
_INTEREST_DAY = 21
_STANDING = (1, 2, 3)
"""Companies that have a loan of working capital at all times, renewed each year."""


@dataclass(frozen=True)
class Funds:
    """loans, loan_events, facilities, transfers (without key) as in Money; charges: capital paid in or out."""

    facilities: pl.DataFrame
    loans: pl.DataFrame
    loan_events: pl.DataFrame
    transfers: pl.DataFrame
    charges: pl.DataFrame


@dataclass
class _Company:
    """The treasury's view of a company while it goes through the months; amounts in minor units.

    Attributes:
        main: key of its main account, of which `balance` is.
        outflow: average of a month.
        deposited: in the parent's pool.
        loans: indexes of those that are outstanding.
    """

    key: int
    main: int
    outflow: float
    balance: int
    deposited: int = 0
    loans: list[int] = field(default_factory=list)


def make_funds(world: World, masters: Masters, flows: pl.DataFrame) -> Funds:
    """Keep the accounts filled.

    Args:
        world: of the group.
        masters: its bank accounts.
        flows: everything that moves money: bank_account_id, day (number), amount (signed, account's currency).
    """
    months = Months.of(world, masters, flows)
    transfers, drawn = make_sweeps(world, masters, months)
    treasury = _Treasury(world, masters, months, drawn)
    treasury.run()
    return treasury.funds(transfers)


class _Treasury:
    """Goes through the months: subsidiaries first, the parent with the pool last."""

    def __init__(self, world: World, masters: Masters, months: Months, taken: Floats) -> None:
        self.world, self.masters, self.months, self.taken = world, masters, months, taken
        self.given = world.parameters["money"]["funds"]
        self.transfers: list[dict[str, Any]] = []
        self.loans: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.capital: list[dict[str, Any]] = []
        opening = dict(masters.bank_accounts.select("id", "opening_amount").iter_rows())
        self.companies = {
            key: _Company(key, main, self._outflow(key), opening[main])
            for key, main in sorted(main_accounts(masters).items())
        }

    def run(self) -> None:
        """All months."""
        for month in range(len(self.months.days)):
            pooled = 0
            for company in sorted(self.companies.values(), key=lambda one: one.key == PARENT):
                pooled += self._month(company, month, pooled)

    def funds(self, sweeps: list[dict[str, Any]]) -> Funds:
        """What it did."""
        transfers = _frame([*sweeps, *self.transfers], ["day", "company_id", "from_account_id", "to_account_id"])
        events = _frame(self.events, ["day", "loan_id", "kind"])
        return Funds(self._facilities(), self._loans(), events, transfers, self._charges())

    def _outflow(self, company: int) -> float:
        """Average net needs of a month, of all accounts; foreign ones are small and count as they are."""
        rows = (self.masters.bank_accounts["company_id"] == company).to_numpy()
        lowest = float(-self.months.low[rows].sum(axis=0).mean())
        return max(lowest, 3 * LEAST)

    def _month(self, company: _Company, month: int, pooled: int) -> int:
        """One month of a company; returns by how much the parent's pool grows."""
        place, day = company.main - 1, int(self.months.days[month])
        company.balance += round(-self.taken[company.key - 1, month]) + (pooled if company.key == PARENT else 0)
        for loan in [one for one in company.loans if self.loans[one]["due_month"] <= month]:
            self._repay(company, loan, day)
        if company.key in _STANDING and not any(self.loans[one]["is_standing"] for one in company.loans):
            self._draw(company, self.given["standing"] * company.outflow, month, day, is_standing=True)
        interest = self._interest(company, month)
        lowest = company.balance + int(self.months.low[place, month]) - interest
        floor, ceiling = self.given["floor"] * company.outflow, self.given["ceiling"] * company.outflow
        grown = 0
        if lowest < floor:
            grown = -self._withdraw(company, floor - lowest, day)
            self._borrow(company, floor - lowest + grown, month, day)
        elif lowest > ceiling:
            for loan in [one for one in company.loans if not self.loans[one]["is_standing"]]:
                if self.loans[loan]["amount"] < lowest - 2 * floor:
                    lowest -= self.loans[loan]["amount"]
                    self._repay(company, loan, day)
            if lowest > ceiling and all(self.loans[one]["is_standing"] for one in company.loans):
                grown = self._deposit(company, lowest - 0.7 * ceiling, day, month)
        # interest of loans that this month brought or took away falls due from the next on
        company.balance += int(self.months.net[place, month]) - interest
        return grown

    def _interest(self, company: _Company, month: int) -> int:
        day = int(
            self.months.days[month].astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(int)
        )
        paid = int(self.world.timeline.next_working(np.array([day + _INTEREST_DAY - 1], dtype=np.int32))[0])
        total = 0
        for loan in company.loans if paid <= self.world.timeline.last else []:
            amount = self.loans[loan]["amount"] * self.loans[loan]["rate"] // (12 * SHARE_UNIT)
            self._event(company, loan, "interest", amount, paid)
            total += amount
        return total

    def _withdraw(self, company: _Company, need: float, day: int) -> int:
        amount = min(company.deposited, int(-(-need // ROUND)) * ROUND)
        if amount > 0:
            parent = self.companies[PARENT].main
            self.transfers.append(transfer(PARENT, company.key, "pool", parent, company.main, amount, amount, day))
            company.deposited -= amount
            company.balance += amount
        return max(amount, 0)

    def _deposit(self, company: _Company, much: float, day: int, month: int) -> int:
        amount = int(much // ROUND) * ROUND
        if amount <= 0:
            return 0
        if company.key not in (PARENT, OVERSEAS):
            parent = self.companies[PARENT].main
            self.transfers.append(transfer(company.key, PARENT, "pool", company.main, parent, amount, amount, day))
            company.deposited += amount
            company.balance -= amount
            return amount
        # what nobody needs, now or later, is paid out to the shareholders once a year
        spare = company.balance - self._needed(company, month)
        if dates(np.array([day]))[0].month == 6 and spare > ROUND:
            self._pay_capital(company, "dividend", int(min(much, spare) // ROUND) * ROUND, day)
        return 0

    def _needed(self, company: _Company, month: int) -> float:
        """What the main account must hold now to stay above its floor to the end, the pool left aside."""
        place = company.main - 1
        net = self.months.net[place, month:] - self.taken[company.key - 1, month:]
        before = np.concatenate([[0.0], np.cumsum(net)[:-1]])
        lowest = float((before + self.months.low[place, month:]).min())
        return self.given["floor"] * company.outflow - lowest

    def _borrow(self, company: _Company, need: float, month: int, day: int) -> None:
        if need <= 0:
            return
        outstanding = sum(self.loans[one]["amount"] for one in company.loans)
        if outstanding + need > self._limit(company):
            self._pay_capital(company, "capital", -int(-(-need // self._unit(company))) * self._unit(company), day)
        else:
            self._draw(company, need, month, day, is_standing=False)

    def _unit(self, company: _Company) -> int:
        """Loans are multiples of it; in dollars of a fifth."""
        unit: int = self.given["loan_unit"] * MINOR_UNIT // (5 if company.key == OVERSEAS else 1)
        return unit

    def _draw(self, company: _Company, need: float, month: int, day: int, *, is_standing: bool) -> None:
        amount = int(-(-need // self._unit(company))) * self._unit(company)
        self.loans.append(
            {
                "company": company,
                "amount": amount,
                "day": day,
                "due_month": month + self.given["loan_months"],
                "rate": round(self.given["loan_rate"] * SHARE_UNIT) + len(self.loans) % 4 * 5,
                "is_standing": is_standing,
            }
        )
        company.loans.append(len(self.loans) - 1)
        company.balance += amount
        self._event(company, len(self.loans) - 1, "drawdown", amount, day)

    def _repay(self, company: _Company, loan: int, day: int) -> None:
        company.loans.remove(loan)
        company.balance -= self.loans[loan]["amount"]
        self._event(company, loan, "repayment", self.loans[loan]["amount"], day)

    def _event(self, company: _Company, loan: int, kind: str, amount: int, day: int) -> None:
        self.events.append(
            {
                "loan_id": loan + 1,
                "company_id": company.key,
                "kind": kind,
                "amount": amount,
                "bank_account_id": company.main,
                "day": day,
            }
        )

    def _pay_capital(self, company: _Company, kind: str, amount: int, day: int) -> None:
        company.balance -= amount
        self.capital.append({"company": company, "kind": kind, "amount": abs(amount), "day": day})

    def _limit(self, company: _Company) -> float:
        unit = self.given["loan_unit"] * MINOR_UNIT
        return float(np.ceil(self.given["facility"] * company.outflow / unit) * unit)

    def _facilities(self) -> pl.DataFrame:
        start, years = (
            self.world.timeline.start,
            range(self.world.timeline.start.year, self.world.timeline.end.year + 1),
        )
        bank = dict(self.masters.bank_accounts.select("id", "bank").iter_rows())
        rows = [
            {
                "company_id": company.key,
                "bank": bank[company.main],
                "limit_amount": int(self._limit(company)),
                "valid_from": start.replace(year=year),
                "valid_until": start.replace(year=year, month=12, day=31),
            }
            for year in years
            for company in self.companies.values()
        ]
        return pl.DataFrame(rows).with_columns(id=pl.int_range(1, pl.len() + 1))

    def _loans(self) -> pl.DataFrame:
        bank = dict(self.masters.bank_accounts.select("id", "bank").iter_rows())
        day = np.array([loan["day"] for loan in self.loans], dtype=np.int64)
        company = [loan["company"].key for loan in self.loans]
        years = (dates(day).dt.year() - self.world.timeline.start.year).to_list()
        return pl.DataFrame(
            {
                "id": range(1, len(self.loans) + 1),
                "company_id": pl.Series(company, dtype=pl.Int64),
                "facility_id": pl.Series(
                    [year * len(self.companies) + key for year, key in zip(years, company, strict=True)], dtype=pl.Int64
                ),
                "bank": pl.Series([bank[loan["company"].main] for loan in self.loans], dtype=pl.String),
                "rate": pl.Series([loan["rate"] for loan in self.loans], dtype=pl.Int64),
                "amount": pl.Series([loan["amount"] for loan in self.loans], dtype=pl.Int64),
                "drawn_on": dates(day),
                "due_on": dates(day).dt.offset_by(f"{self.given['loan_months']}mo"),
            },
            schema_overrides={"id": pl.Int64},
        )

    def _charges(self) -> pl.DataFrame:
        schema = {"company_id": pl.Int64, "kind": pl.String, "amount": pl.Int64, "day": pl.Int32}
        rows = [{**one, "company_id": one["company"].key} for one in self.capital]
        frame = pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema)
        is_dividend = pl.col("kind") == "dividend"
        mains = main_accounts(self.masters)
        return frame.with_columns(
            bank_account_id=pl.col("company_id").replace_strict(mains, return_dtype=pl.Int64)
        ).select(
            "company_id",
            "kind",
            "amount",
            "bank_account_id",
            document_type=pl.lit("capital"),
            document_id=pl.int_range(1, pl.len() + 1),
            subject="kind",
            debit_id=pl.when(is_dividend).then(account("retained")).otherwise(bank_account()),
            credit_id=pl.when(is_dividend).then(bank_account()).otherwise(account("equity")),
            posting_date=pl.col("day").cast(pl.Date),
            entered_on=pl.col("day").cast(pl.Date),
            text=pl.when(is_dividend).then(pl.lit("股利 Dividend")).otherwise(pl.lit("增资 Capital paid in")),
        )


def _frame(rows: list[dict[str, Any]], order: list[str]) -> pl.DataFrame:
    return (
        pl.DataFrame(rows, infer_schema_length=None)
        .sort(order)
        .with_columns(id=pl.int_range(1, pl.len() + 1), happened_on=pl.col("day").cast(pl.Int32).cast(pl.Date))
        .drop("day")
    )

"""Companies, currencies and accounts of the demonstration ERP. All names are made up."""

from typing import NamedTuple

import numpy as np
import polars as pl

from ingestion.demo.erp_world import COMPANY_CURRENCY, CURRENCIES, Ints, World

COMPANIES = (
    ("YZE", "远洲装备有限公司 Yuanzhou Equipment Co., Ltd."),
    ("YZO", "远洲海外贸易公司 Yuanzhou Overseas Trading Inc."),
)
CODES = np.array([code for code, _ in COMPANIES])
RECEIVABLE, BANK, REVENUE, TAX, EXCHANGE, PAYABLE, EXPENSE = range(7)
"""Classes of accounts."""


class _Class(NamedTuple):
    """A class of accounts: id of its first account, from there to the next company's, one a currency or one in all."""

    name: str
    first_id: int
    step: int
    by_currency: bool
    number: int
    title: str


_CLASSES = (
    _Class("receivable", 1, 9, True, 1122, "应收账款 Receivables"),
    _Class("bank", 4, 9, True, 1002, "银行存款 Bank"),
    _Class("revenue", 7, 9, False, 6001, "主营业务收入 Revenue"),
    _Class("tax", 8, 9, False, 2221, "应交税费 Tax"),
    _Class("exchange", 9, 9, False, 6603, "汇兑损益 Exchange"),
    _Class("payable", 19, 4, True, 2202, "应付账款 Payables"),
    _Class("expense", 22, 4, False, 6401, "主营业务成本 Expense"),
)


def make_companies(world: World) -> pl.DataFrame:
    """id, code, name, currency, parent_id, created_at, updated_at."""
    codes, names = zip(*COMPANIES, strict=True)
    return pl.DataFrame(
        {"id": [1, 2], "code": codes, "name": names, "currency": COMPANY_CURRENCY, "parent_id": [None, 1]}
    ).with_columns(created_at=pl.lit(world.origin), updated_at=pl.lit(world.origin))


def make_currencies(world: World) -> pl.DataFrame:
    """code, name, minor_digits, updated_at."""
    names = ["人民币 Renminbi", "美元 US dollar", "欧元 Euro"]
    return pl.DataFrame({"code": CURRENCIES, "name": names}).with_columns(
        minor_digits=pl.lit(2), updated_at=pl.lit(world.origin)
    )


def make_accounts(world: World) -> pl.DataFrame:
    """id, company_id, number, name, account_class, currency, updated_at; numbered as `account_id` says."""
    accounts = [
        {
            "id": one.first_id + company * one.step + place,
            "company_id": company + 1,
            "number": str(one.number * 100 + place + 1),
            "name": one.title,
            "account_class": one.name,
            "currency": place if one.by_currency else int(COMPANY_CURRENCY[company]),
        }
        for one in _CLASSES
        for company in range(len(COMPANIES))
        for place in range(len(CURRENCIES) if one.by_currency else 1)
    ]
    return pl.DataFrame(accounts).sort("id").with_columns(updated_at=pl.lit(world.origin))


def account_id(kind: int, company: Ints, currency: Ints) -> Ints:
    """Ids of the accounts of a class; the currency counts only where the class has one account a currency."""
    one = _CLASSES[kind]
    return one.first_id + company * one.step + (currency if one.by_currency else 0)

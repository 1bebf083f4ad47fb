"""Companies, currencies, accounts and customers of the demonstration ERP. All names are made up."""

import numpy as np
import polars as pl

from ingestion.demo.erp_world import COMPANY_CURRENCY, Ints, World

COMPANIES = (
    ("YZE", "远洲装备有限公司 Yuanzhou Equipment Co., Ltd."),
    ("YZO", "远洲海外贸易公司 Yuanzhou Overseas Trading Inc."),
)
RECEIVABLE, BANK, REVENUE, TAX, EXCHANGE = range(5)
"""Classes of accounts. The first two have one account a company and currency, the others one a company."""
_CLASSES = ("receivable", "bank", "revenue", "tax", "exchange")
_FIRST = np.array([0, 3, 6, 7, 8])
_PER_COMPANY = 9

PUNCTUAL, LATE, VERY_LATE, DISPUTING, DEFAULTING = range(5)
"""How customers pay."""
HOME_CUSTOMERS = (70, 48)
"""Customers of each company; the two companies are each other's customers after them."""

_CHINESE = [
    "恒岳 Hengyue",
    "锦澜 Jinlan",
    "拓峦 Tuoluan",
    "昱川 Yuchuan",
    "澄启 Chengqi",
    "砺航 Lihang",
    "岚泽 Lanze",
    "朔原 Shuoyuan",
    "翊城 Yicheng",
    "霁峰 Jifeng",
    "沐江 Mujiang",
    "鼎汐 Dingxi",
    "凌渡 Lingdu",
    "穗丰 Suifeng",
]
_CHINESE_TRADES = [
    "重工 Heavy Industry",
    "矿业 Mining",
    "电力 Power",
    "港机 Port Machinery",
    "建设 Construction",
]
_OVERSEAS = [
    "Harrowgate",
    "Bellmere",
    "Castrano",
    "Dunvale",
    "Eskridge",
    "Fennmark",
    "Galdoro",
    "Holtbury",
    "Iversund",
    "Jarrowby",
    "Kestwick",
    "Lomarra",
]
_OVERSEAS_TRADES = ["Mining Ltd.", "Port Services Inc.", "Energy GmbH", "Infrastructure S.A."]
_COUNTRIES = np.array(["United States", "Germany", "Brazil", "Indonesia", "United Arab Emirates", "Kenya"])
_TERMS = np.array([30, 45, 60, 90])


def make_companies(world: World) -> pl.DataFrame:
    """id, code, name, currency, parent_id, created_at, updated_at."""
    codes, names = zip(*COMPANIES, strict=True)
    return pl.DataFrame(
        {"id": [1, 2], "code": codes, "name": names, "currency": COMPANY_CURRENCY, "parent_id": [None, 1]}
    ).with_columns(created_at=pl.lit(world.origin), updated_at=pl.lit(world.origin))


def make_currencies(world: World) -> pl.DataFrame:
    """code, name, minor_digits, updated_at."""
    names = ["人民币 Renminbi", "美元 US dollar", "欧元 Euro"]
    return pl.DataFrame({"code": ["CNY", "USD", "EUR"], "name": names}).with_columns(
        minor_digits=pl.lit(2), updated_at=pl.lit(world.origin)
    )


def make_accounts(world: World) -> pl.DataFrame:
    """id, company_id, number, name, account_class, currency, updated_at; numbered as `account_id` says."""
    place = np.arange(2 * _PER_COMPANY)
    inside = place % _PER_COMPANY
    kind = np.repeat(np.arange(5), [3, 3, 1, 1, 1])[inside]
    currency = np.where(kind <= BANK, inside % 3, COMPANY_CURRENCY[place // _PER_COMPANY])
    numbers = np.array([1122, 1002, 6001, 2221, 6603])[kind] * 100 + np.where(kind <= BANK, currency + 1, 1)
    names = np.array(
        ["应收账款 Receivables", "银行存款 Bank", "主营业务收入 Revenue", "应交税费 Tax", "汇兑损益 Exchange"]
    )
    return pl.DataFrame(
        {
            "id": place + 1,
            "company_id": place // _PER_COMPANY + 1,
            "number": numbers.astype(str),
            "name": names[kind],
            "account_class": np.array(_CLASSES)[kind],
            "currency": currency,
        }
    ).with_columns(updated_at=pl.lit(world.origin))


def account_id(kind: int, company: Ints, currency: Ints) -> Ints:
    """Ids of the accounts of a class; the currency counts only for receivables and banks."""
    return company * _PER_COMPANY + _FIRST[kind] + (currency if kind <= BANK else 0) + 1


def make_customers(world: World) -> pl.DataFrame:
    """The columns of the table, and how the customer behaves: company, weight, character, terms, run_weekday,
    stop_day (from which a defaulting customer pays nothing), without table columns of the same names.
    """
    random, count = world.random, sum(HOME_CUSTOMERS) + 2
    company = np.repeat([0, 1, 0, 1], [*HOME_CUSTOMERS, 1, 1])
    rank = np.concatenate([random.permutation(size) + 1 for size in HOME_CUSTOMERS] + [np.array([60, 60])])
    character = random.choice(5, count, p=[0.42, 0.33, 0.14, 0.06, 0.05])
    character = np.where((rank <= 8) & (character >= VERY_LATE), LATE, character)
    for at, paying in ((9, DISPUTING), (10, VERY_LATE), (11, DEFAULTING), (18, DEFAULTING), (60, PUNCTUAL)):
        character[rank == at] = paying
    foreign = company == 1
    related = np.arange(count) >= count - 2
    created = np.full(count, world.origin)
    touched = world.pick(~related, 0.1, 8)
    return pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "number": [f"C{number:04d}" for number in range(1, count + 1)],
            "name": _names(),
            "customer_group": np.select(
                [related, rank <= 8, random.random(count) < 0.4],
                ["Intercompany", "Key account", "Distributor"],
                "Project",
            ),
            "country": np.where(foreign & ~related, random.choice(_COUNTRIES, count), "China"),
            "tax_number": [
                None if outside else f"9100{number:05d}MA0000{number % 9}X"
                for number, outside in enumerate(foreign.tolist(), start=1)
            ],
            "represents_company_id": [None] * (count - 2) + [2, 1],
            "created_at": created,
            "updated_at": np.where(touched, world.stamps(world.days(world.start, world.as_of - 1, count)), created),
            "company": company,
            "weight": 1 / rank**0.9,
            "character": character,
            "terms": random.choice(_TERMS, count, p=[0.3, 0.25, 0.35, 0.1]),
            "run_weekday": random.integers(0, 5, count),
            "stop_day": np.where(
                character == DEFAULTING,
                world.days(world.as_of - 600, world.as_of - 200, count),
                world.as_of + 1,
            ),
        }
    ).with_columns(
        country=pl.when(pl.col("represents_company_id") == 2).then(pl.lit("United States")).otherwise("country")
    )


def _names() -> list[str]:
    chinese = [
        f"{first.split()[0]}{trade.split()[0]}有限公司 {first.split()[1]} {trade.split(' ', 1)[1]} Co., Ltd."
        for trade in _CHINESE_TRADES
        for first in _CHINESE
    ]
    overseas = [f"{first} {trade}" for trade in _OVERSEAS_TRADES for first in _OVERSEAS]
    return chinese + overseas + [COMPANIES[1][1], COMPANIES[0][1]]

"""Accounts at banks, and products."""

import numpy as np
import polars as pl

from ingestion.demo.group.world import MINOR_UNIT, World, pareto_weights


def make_bank_accounts(world: World, companies: pl.DataFrame) -> pl.DataFrame:
    """Forty accounts in three currencies: operating ones, one for wages and one for margins a company."""
    random = world.random("bank_accounts")
    banks = ["工商银行 ICBC", "建设银行 CCB", "中国银行 BOC", "招商银行 CMB", "浦发银行 SPDB", "First Harbor Bank"]
    rows = []
    for company in companies.to_dicts():
        home = company["currency"]
        purposes = [("operating", home)] * (5 if company["id"] == 1 else 3) + [("wages", home), ("margin", home)]
        purposes += [("operating", "USD")] * (company["id"] in (1, 2, 3)) + [("operating", "EUR")] * (
            company["id"] in (2, 6)
        )
        purposes += [("operating", home)] * (company["id"] in (2, 3))
        rows += [(company["id"], purpose, currency) for purpose, currency in purposes]
    opening = {"operating": 9_000_000, "wages": 1_500_000, "margin": 800_000}
    return pl.DataFrame(
        {
            "id": range(1, len(rows) + 1),
            "company_id": [row[0] for row in rows],
            "bank": [banks[5] if row[0] == 6 else banks[number % 5] for number, row in enumerate(rows)],
            "number": [
                f"6222{number:04d}{int(tail):08d}" for number, tail in enumerate(random.integers(0, 10**8, len(rows)))
            ],
            "currency": [row[2] for row in rows],
            "purpose": [row[1] for row in rows],
            "opening_amount": [
                int(opening[row[1]] * (0.15 if row[2] != "CNY" else 1) * factor) * MINOR_UNIT
                for row, factor in zip(rows, random.uniform(0.6, 1.6, len(rows)), strict=True)
            ],
        }
    )


def make_products(world: World) -> pl.DataFrame:
    """Products of five lines; few sell much. Columns: see Masters."""
    random, count = world.random("products"), world.size("products")
    lines = [
        "输送设备 Conveying",
        "泵与阀 Pumps & Valves",
        "控制系统 Controls",
        "备件 Spare Parts",
        "大宗材料 Bulk Materials",
    ]
    medians = np.array([180_000, 24_000, 60_000, 1_800, 4_200])
    units = ["台 set", "台 set", "套 system", "件 piece", "吨 tonne"]
    line = random.choice(5, count, p=[0.15, 0.2, 0.15, 0.35, 0.15])
    price = np.rint(medians[line] * np.exp(random.normal(0, 0.6, count)) / 10).astype(np.int64) * 10 * MINOR_UNIT
    return pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "line": np.array(lines)[line],
            "code": [f"P{one + 1}{number:04d}" for number, one in enumerate(line.tolist(), start=1)],
            "name": [
                f"{lines[one].split(' ', 1)[0]}-{number:03d}" for number, one in enumerate(line.tolist(), start=1)
            ],
            "unit": np.array(units)[line],
            "price_amount": price,
            "cost_amount": np.rint(price * random.uniform(0.62, 0.86, count)).astype(np.int64),
            "weight": pareto_weights(random, count, 0.8),
        }
    )

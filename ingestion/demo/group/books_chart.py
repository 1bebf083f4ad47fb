"""The chart of accounts: the same roles in every company, so that an account's key follows from company and role."""

from dataclasses import dataclass

import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.world import CURRENCIES

COMPANY_STEP, BANK_SLOT = 1000, 900
"""Keys of accounts: company × step + slot (+ place of the currency); banks' accounts: + the key of the bank account."""
CLASSES = (
    "receivable", "bank", "revenue", "tax", "exchange", "payable", "expense",
    "cash", "notes_receivable", "advance_received", "advance_paid", "stock", "accrual", "equity", "asset", "loan",
    "notes_payable", "payroll", "cost", "other",
)  # fmt: skip
SUBJECTS = {
    "wages": "工资 Wages",
    "social_insurance": "社会保险费 Social insurance",
    "travel": "差旅费 Travel",
    "entertainment": "业务招待费 Entertainment",
    "office": "办公费 Office",
    "communication": "通讯费 Communication",
    "training": "培训费 Training",
    "vehicle": "车辆使用费 Vehicles",
    "rent": "租赁费 Rent",
    "utilities": "水电费 Utilities",
    "depreciation": "折旧费 Depreciation",
    "services": "服务费 Services",
    "welfare": "福利费 Welfare",
    "other": "其他 Other",
    "allocated": "转入项目 Charged to projects",
}
"""What a department spends on; the order fixes the accounts' numbers and keys."""
_ALIASES = {"hotel": "travel", "transport": "travel", "meals": "travel"}
"""Finer subjects of claims that share an account."""


@dataclass(frozen=True)
class Role:
    """What an account is for.

    Attributes:
        slot: place among the accounts of a company.
        number: of the account; those by currency have three, numbered .01 to .03.
        name: Chinese and English.
        account_class: one of CLASSES.
        by_currency: one account a currency, else one in the company's currency.
    """

    slot: int
    number: str
    name: str
    account_class: str
    by_currency: bool = False


ROLES = {
    "cash": Role(1, "1001", "库存现金 Cash on hand", "cash"),
    "notes_receivable": Role(2, "1121", "应收票据 Notes receivable", "notes_receivable"),
    "receivable": Role(3, "1122", "应收账款 Receivables", "receivable", True),
    "advance_paid": Role(6, "1123", "预付账款 Advances to suppliers", "advance_paid", True),
    "pool_asset": Role(9, "1221.01", "资金池存款 Cash pool, deposited", "other"),
    "stock": Role(10, "1405", "库存商品 Stock", "stock"),
    "fixed_asset": Role(11, "1601", "固定资产 Fixed assets", "asset"),
    "depreciation": Role(12, "1602", "累计折旧 Accumulated depreciation", "asset"),
    "loan": Role(13, "2001", "短期借款 Loans", "loan"),
    "notes_payable": Role(14, "2201", "应付票据 Notes payable", "notes_payable"),
    "payable": Role(15, "2202.1", "应付账款 Payables", "payable", True),
    "accrual": Role(18, "2202.9", "暂估应付款 Goods received, not invoiced", "accrual"),
    "advance_received": Role(19, "2205", "合同负债 Contract liability", "other", True),
    "wages_payable": Role(22, "2211.01", "应付工资 Wages payable", "payroll"),
    "social_payable": Role(23, "2211.02", "应付社会保险 Social insurance payable", "payroll"),
    "tax_input": Role(24, "2221.01", "应交税费-进项税额 Input VAT", "tax"),
    "tax_output": Role(25, "2221.02", "应交税费-销项税额 Output VAT", "tax"),
    "tax_unpaid": Role(26, "2221.03", "应交税费-未交增值税 VAT due", "tax"),
    "surcharge_payable": Role(27, "2221.04", "应交税费-附加 Surcharges due", "tax"),
    "income_tax_payable": Role(28, "2221.05", "应交税费-所得税 Income tax due", "tax"),
    "claims_payable": Role(29, "2241.01", "其他应付款-员工 Owed to employees", "other"),
    "pool_liability": Role(30, "2241.02", "资金池吸收款 Cash pool, taken", "other"),
    "equity": Role(31, "4001", "实收资本 Paid-in capital", "equity"),
    "retained": Role(32, "4104", "未分配利润 Retained earnings", "equity"),
    "project_cost": Role(33, "5401", "工程施工 Project cost", "cost"),
    "revenue": Role(34, "6001", "主营业务收入 Revenue", "revenue"),
    "other_income": Role(35, "6301", "营业外收入 Other income", "other"),
    "cost": Role(36, "6401", "主营业务成本 Cost of sales", "cost"),
    "surcharges": Role(37, "6403", "税金及附加 Surcharges on tax", "expense"),
    "interest": Role(38, "6603.01", "利息支出 Interest", "expense"),
    "bank_fees": Role(39, "6603.02", "手续费 Bank fees", "expense"),
    "exchange": Role(40, "6603.03", "汇兑损益 Exchange difference", "exchange"),
    "write_off": Role(41, "6711", "营业外支出 Written off", "expense"),
    "income_tax": Role(42, "6801", "所得税费用 Income tax", "expense"),
    "customer_advance": Role(43, "2203", "预收账款 Advances from customers", "advance_received", True),
}  # fmt: skip
_GROUPS = {  # by the function of the department: first slot, number, name
    "delivery": (100, "5101", "间接费用 Overheads of delivery"),
    "sales": (120, "6601", "销售费用 Selling"),
    "administration": (140, "6602", "管理费用 Administration"),
    "research": (160, "6604", "研发费用 Research"),
}


def make_accounts(masters: Masters) -> pl.DataFrame:
    """Accounts of every company.

    Returns:
        id, company_id, number, name, account_class, currency, role (a role, bank, or the subject of an expense),
        bank_account_id (of those of class bank).
    """
    rows = []
    for company in masters.companies.select("id", "currency").to_dicts():
        first = company["id"] * COMPANY_STEP
        for name, role in ROLES.items():
            for place, currency in enumerate(CURRENCIES if role.by_currency else (company["currency"],)):
                number = f"{role.number}.{place + 1:02d}" if role.by_currency else role.number
                title = f"{role.name} {currency}" if role.by_currency else role.name
                rows.append(
                    (first + role.slot + place, company["id"], number, title, role.account_class, currency, name)
                )
        for slot, number, title in _GROUPS.values():
            for place, (subject, label) in enumerate(SUBJECTS.items()):
                chinese, english = label.split(" ", 1)
                name = f"{title.split(' ')[0]}-{chinese} {title.split(' ', 1)[1]}: {english}"
                account = (first + slot + place, company["id"], f"{number}.{place + 1:02d}", name, "expense")
                rows.append((*account, company["currency"], subject))
    columns = ["id", "company_id", "number", "name", "account_class", "currency", "role"]
    return pl.concat([pl.DataFrame(rows, columns, orient="row"), _bank_accounts(masters)], how="diagonal").sort("id")


def account(role: str, currency: str = "currency") -> pl.Expr:
    """Key of the account of a role, from company_id and, where there is one a currency, the column of the currency."""
    one = ROLES[role]
    key = pl.col("company_id").cast(pl.Int64) * COMPANY_STEP + one.slot
    if not one.by_currency:
        return key
    return key + pl.col(currency).replace_strict({code: n for n, code in enumerate(CURRENCIES)}, return_dtype=pl.Int64)


def bank_account() -> pl.Expr:
    """Key of the account of a bank account, from company_id and bank_account_id."""
    return pl.col("company_id").cast(pl.Int64) * COMPANY_STEP + BANK_SLOT + pl.col("bank_account_id")


def expense_account(masters: Masters, subject: str = "subject") -> pl.Expr:
    """Key of an expense's account, from company_id, department_id and the subject; unknown ones are `other`."""
    groups = {
        row["id"]: _GROUPS.get(row["function"], _GROUPS["administration"])[0]
        for row in masters.departments.select("id", "function").to_dicts()
    }
    places = {name: place for place, name in enumerate(SUBJECTS)}
    places |= {name: places[other] for name, other in _ALIASES.items()}
    return (
        pl.col("company_id").cast(pl.Int64) * COMPANY_STEP
        + pl.col("department_id").replace_strict(groups, default=140, return_dtype=pl.Int64)
        + pl.col(subject).replace_strict(places, default=places["other"], return_dtype=pl.Int64)
    )


def _bank_accounts(masters: Masters) -> pl.DataFrame:
    place = pl.int_range(1, pl.len() + 1).over("company_id", pl.col("purpose") == "margin")
    number = pl.when(pl.col("purpose") == "margin").then(pl.lit("1012.")).otherwise(pl.lit("1002."))
    return masters.bank_accounts.select(
        (pl.col("company_id") * COMPANY_STEP + BANK_SLOT + pl.col("id")).alias("id"),
        "company_id",
        (number + place.cast(pl.String).str.zfill(2)).alias("number"),
        name=pl.concat_str("bank", pl.lit(" "), pl.col("number").str.slice(-4)),
        account_class=pl.lit("bank"),
        currency="currency",
        role=pl.lit("bank"),
        bank_account_id="id",
    )

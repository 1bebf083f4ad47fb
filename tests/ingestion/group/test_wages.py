"""What the journal says of people, assets and goods: it adds up to payslips, hours, payments and stock."""

import polars as pl
import pytest

from ingestion.demo.group.books_lines import ASSETS, PAY, WEEK_TEXT
from ingestion.demo.group.money_wages import hours_on_projects, make_labour
from ingestion.demo.group.works import make_works
from tests.ingestion.group.money_ground import Whole, whole
from tests.ingestion.group.systems import CASES

EARNED, KEPT = ("base", "performance", "bonus"), ("insurance", "income_tax", "net")


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]}-{case[2]}")
def group(request: pytest.FixtureRequest) -> Whole:
    return whole(*request.param)


def of_type(group: Whole, *document_types: str) -> pl.DataFrame:
    """Journal lines of some documents, whole numbers as wide as those that they are compared with."""
    lines = group.lines.with_columns(pl.col("document_type", "text").cast(pl.String))
    return lines.filter(pl.col("document_type").is_in(document_types)).with_columns(
        pl.selectors.integer().cast(pl.Int64)
    )


def test_payslips_add_up(group: Whole) -> None:
    slips, people = group.money.payslips, group.ground.masters.employees
    assert slips.select((pl.sum_horizontal(EARNED) == pl.sum_horizontal(KEPT)).all()).item()
    assert slips.select(pl.min_horizontal(*EARNED, *KEPT, "social").min() >= 0).item()
    assert (slips["net"] > 0).all()
    assert slips.select(pl.struct("employee_id", "month").is_unique().all()).item()
    served = slips.join(people.select("hired_on", "left_on", employee_id="id"), on="employee_id")
    assert (served["hired_on"] <= served["posting_date"]).all()
    assert (served["left_on"] >= served["posting_date"].dt.month_start()).drop_nulls().all()
    # base pay is agreed for a year, the bonus comes in January, and whoever earns more is taxed more
    agreed = slips.group_by("employee_id", pl.col("posting_date").dt.year()).agg(pl.col("base").n_unique())
    assert (agreed["base"] == 1).all()
    assert set(slips.filter(pl.col("bonus") > 0)["posting_date"].dt.month()) == {1}
    rates = slips.group_by("company_id", "month").agg(
        pl.corr(pl.sum_horizontal(EARNED), pl.col("income_tax") / pl.sum_horizontal(EARNED))
    )
    assert rates["base"].mean() > 0.7  # type: ignore[operator]


def test_the_journal_says_what_everybodys_payslip_says(group: Whole) -> None:
    slips = group.money.payslips.filter(pl.col("entered_on") <= group.ground.world.timeline.end)
    lines = of_type(group, "payroll")
    said = lines.drop_nulls("employee_id").group_by("document_id", "employee_id", "text").agg(pl.col("amount").sum())
    signs = dict.fromkeys((*EARNED, "social"), 1) | dict.fromkeys(KEPT, -1)
    meant = (
        slips.filter(pl.col("month") >= 0)
        .select("document_id", "employee_id", *(pl.col(name) * sign for name, sign in signs.items()))
        .unpivot(index=["document_id", "employee_id"], variable_name="text", value_name="meant")
        .filter(pl.col("meant") != 0)
        .with_columns(pl.col("text").replace_strict(PAY))
    )
    both = said.join(meant, on=["document_id", "employee_id", "text"], how="full")
    assert both.filter(pl.col("amount").eq_missing(pl.col("meant")).not_()).is_empty()
    # who is insured stands with the costs, by whom with what is owed
    rest = lines.filter(pl.col("employee_id").is_null())
    assert set(rest["role"]) == {"social_payable"}
    by_team = lines.filter(pl.col("role").is_in(["social_payable", "social_insurance"]))
    assert (by_team.group_by("document_id", "department_id").agg(pl.col("amount").sum())["amount"] == 0).all()


def test_what_is_paid_clears_what_is_owed_to_everybody(group: Whole) -> None:
    """Component by component, month by month, but for the last month, which is paid after the end."""
    lines = of_type(group, "payroll", "payroll_payment").filter(
        pl.col("role").is_in(["wages_payable", "social_payable"])
    )
    paid = lines.filter(pl.col("document_type") == "payroll_payment")
    last = group.money.payslips.filter(pl.col("posting_date") <= paid["posting_date"].max())["month"].max()
    assert isinstance(last, int)
    whole_months = lines.filter(pl.col("document_id").is_between(10, last * 10))
    for key in (["text"], ["employee_id"]):
        owed = whole_months.filter((pl.col("text") == PAY["net"]) | pl.lit(key == ["text"]))
        rest = owed.group_by("document_id", *key).agg(pl.col("amount").sum())
        assert rest.height > 100
        assert (rest["amount"] == 0).all()
    assert paid.filter(pl.col("text") == PAY["net"])["employee_id"].null_count() == 0
    # the bank's side is one amount a run
    banks = of_type(group, "payroll_payment").filter(pl.col("account_class") == "bank")
    assert banks.group_by("entry_id", "account_id").len()["len"].max() == 1
    runs = group.money.bank_lines.filter(pl.col("document_type") == "payroll_payment")
    assert banks["amount"].sum() == runs.filter(pl.col("value_date") <= banks["posting_date"].max())["amount"].sum()


def test_projects_are_charged_what_people_booked_at_one_rate(group: Whole) -> None:
    given = group.ground
    lines = of_type(group, "labour")
    charged, moved = (lines.filter(pl.col("role") == role) for role in ("project_cost", "allocated"))
    keys = ["document_id", "project_id"]
    by_project = charged.group_by(keys).agg(pl.col("amount").sum())
    both = by_project.join(moved.group_by(keys).agg(-pl.col("amount").sum()), on=keys, how="full", suffix="_moved")
    assert both.select(pl.col("amount").eq_missing(pl.col("amount_moved")).all()).item()
    booked = charged.drop_nulls("employee_id").with_columns(
        _rate=pl.col("amount").sum().over("document_id") / pl.col("quantity").sum().over("document_id")
    )
    assert booked.height > 0.5 * charged.height
    assert booked.select(((pl.col("amount") - pl.col("_rate") * pl.col("quantity")).abs() <= 1).all()).item()
    # their hours are those of the project system, week by week
    works = make_works(given.world, given.masters, given.deals, given.milestones, given.projects)
    hours = hours_on_projects(works, given.projects).with_columns(text=pl.col("week_on").dt.strftime(WEEK_TEXT))
    same = booked.join(hours, on=["company_id", "employee_id", "project_id", "text"])
    assert same.height == booked.height
    assert (same["quantity"] == same["hours"]).all()
    # what delivery people cost, three quarters of it
    delivery = given.masters.departments.filter(pl.col("function") == "delivery")["id"]
    cost = (
        group.money.payslips.filter(pl.col("department_id").is_in(delivery.implode()))
        .group_by("document_id")
        .agg(cost=pl.sum_horizontal(*EARNED, "social").sum())
    )
    shares = charged.group_by("document_id").agg(pl.col("amount").sum()).join(cost, on="document_id")
    share = given.world.parameters["money"]["payroll"]["labour_to_projects"]
    assert ((shares["cost"] * share - shares["amount"]).is_between(0, 100)).all()


def test_without_hours_projects_are_charged_by_their_budgets(group: Whole) -> None:
    given, money = group.ground, group.money
    by_budget = make_labour(given.world, given.masters, money.payslips, given.projects, None)
    one, other = (
        rows.group_by("document_id").agg(pl.col("amount").sum()).sort("document_id")
        for rows in (by_budget, money.labour)
    )
    assert one.equals(other)
    assert by_budget["employee_id"].null_count() == by_budget.height


def test_depreciation_stands_by_class_of_assets(group: Whole) -> None:
    lines = of_type(group, "depreciation")
    assert set(lines["text"]) == set(ASSETS.values())
    sides = lines.group_by("document_id", "department_id", "text").agg(pl.col("amount").sum(), pl.len())
    assert (sides["amount"] == 0).all()
    assert (sides["len"] == 2).all()


def test_stock_moves_by_product_as_the_warehouses_say(group: Whole) -> None:
    keys = ["company_id", "product_id"]
    start = group.ground.world.timeline.start
    booked = of_type(group, "goods_receipt", "goods_issue", "stock_move").filter(pl.col("role") == "stock")
    assert booked["product_id"].null_count() == 0
    moves = group.trade.stock_moves.filter(
        (pl.col("cost_amount") != 0)
        & (pl.col("moved_on") <= group.ground.world.timeline.end)
        & (pl.col("delivery_id").is_not_null() | (pl.col("moved_on") > start))
    )
    both = (
        booked.group_by(keys)
        .agg(pl.col("amount", "quantity").sum())
        .join(
            moves.group_by(keys).agg(cost=pl.col("cost_amount").sum(), moved=pl.col("quantity").sum()),
            on=keys,
            how="full",
        )
    )
    assert both.height > 50
    assert both.select(
        (pl.col("amount").eq_missing(pl.col("cost")) & pl.col("quantity").eq_missing(pl.col("moved"))).all()
    ).item()
    # what is sold of products costs what left the stock
    issued = of_type(group, "goods_issue").group_by("entry_id", "product_id").agg(pl.col("amount", "quantity").sum())
    assert (issued["amount"] == 0).all()
    assert (issued["quantity"] == 0).all()

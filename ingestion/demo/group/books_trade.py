"""Journal lines of trade: invoices and credit notes, goods received and not yet invoiced, cost of what is delivered."""

import polars as pl

from ingestion.demo.group.books_chart import SUBJECTS, account, expense_account
from ingestion.demo.group.books_lines import line, undone
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money_plan import PURCHASES, SALES, Side
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.world import World


def trade_lines(world: World, masters: Masters, trade: Trade) -> list[pl.DataFrame]:
    """Lines of everything that Trade holds, but for the stock on the first day."""
    home = masters.companies.select(company_id="id", _home="currency")
    return [
        *(found for side in (SALES, PURCHASES) for found in _invoices(masters, trade, side)),
        *_deliveries(trade, home),
        *_moves(world, trade, home),
    ]


def _invoices(masters: Masters, trade: Trade, side: Side) -> list[pl.DataFrame]:
    document, party = ("sales_invoice", "customer_id") if side is SALES else ("purchase_invoice", "supplier_id")
    parties = masters.customers if side is SALES else masters.suppliers
    invoices = (
        trade.invoices.filter((pl.col("side") == side.name) & pl.col("posted_on").is_not_null())
        .join(parties.select(party_id="id", _own="own_company_id"), on="party_id", how="left", maintain_order="left")
        .join(masters.companies.select(company_id="id", _home="currency"), on="company_id", maintain_order="left")
        .with_columns(
            document_id="id",
            entered_on="posted_on",
            sign=side.sign * pl.when(pl.col("kind") == "invoice").then(1).otherwise(-1),
        )
    )
    sign = pl.col("sign")
    heads = [
        line(
            invoices,
            document,
            1,
            account(side.control),
            amount=sign * pl.col("gross_amount"),
            amount_company=sign * pl.col("gross_amount_company"),
            counterparty_company_id="_own",
            **{party: pl.col("party_id")},
        ),
        line(
            invoices.filter((pl.col("tax_amount") != 0) | (pl.col("tax_amount_company") != 0)),
            document,
            9,
            account("tax_output" if side is SALES else "tax_input"),
            amount=-sign * pl.col("tax_amount"),
            amount_company=-sign * pl.col("tax_amount_company"),
        ),
    ]
    kept = ["document_id", "company_id", "currency", "_home", "sign", "department_id", "project_id", "posting_date"]
    kept += ["entered_on", "seen_on", "delivery_id", "_own"]
    parts = (
        trade.invoice_lines.select(
            "invoice_id",
            "subject",
            "net_amount",
            "net_amount_company",
            "product_id",
            "quantity",
            # what was accrued is reversed in one; everything else stands by line
            _place=pl.when(pl.col("subject") == "accrual").then(0).otherwise("sequence"),
        )
        .group_by("invoice_id", "subject", "_place")
        .agg(
            pl.col("net_amount", "net_amount_company").sum(),
            *(pl.when(pl.col("_place").first() > 0).then(pl.col(name).first()) for name in ("product_id", "quantity")),
        )
        .join(invoices.select(kept), left_on="invoice_id", right_on="document_id")
        .with_columns(document_id="invoice_id")
        .sort("document_id", "subject", "_place")
    )
    parts = _accrued(trade, parts)
    counter = line(
        parts,
        document,
        2,
        _by_subject(masters),
        amount=-sign * pl.col("net_amount"),
        amount_company=-sign * pl.col("_booked"),
        counterparty_company_id="_own",
        product_id="product_id",
        quantity=pl.when(pl.col("product_id").is_not_null()).then(-sign * pl.col("quantity")),
    )
    # what was accrued at the rate of its day is reversed at that rate
    moved = parts.filter(pl.col("net_amount_company") != pl.col("_booked"))
    exchange = line(
        moved,
        document,
        3,
        account("exchange"),
        amount=pl.lit(0),
        amount_company=-sign * (pl.col("net_amount_company") - pl.col("_booked")),
    )
    lines = pl.concat([*heads, counter, exchange])
    cancelled = invoices.filter(pl.col("cancelled_on").is_not_null()).select("document_id", undone_on="cancelled_on")
    return [lines, undone(lines, cancelled)]


def _accrued(trade: Trade, parts: pl.DataFrame) -> pl.DataFrame:
    """With _booked: the amount in the company's currency; of an accrual what its delivery was accrued at."""
    deliveries = trade.deliveries.filter(pl.col("side") == "purchase").select(
        "net_amount_company", delivery_id="id", _whole="net_amount"
    )
    parts = parts.join(
        deliveries.rename({"net_amount_company": "_accrued"}), on="delivery_id", how="left", maintain_order="left"
    )
    is_whole = (pl.col("subject") == "accrual") & (pl.col("net_amount") == pl.col("_whole"))
    return parts.with_columns(_booked=pl.when(is_whole).then("_accrued").otherwise("net_amount_company"))


def _by_subject(masters: Masters, column: str = "subject") -> pl.Expr:
    """The account of a subject: a role's, or that of an expense of the department."""
    found = pl.when(pl.col(column).is_in(list(SUBJECTS))).then(expense_account(masters, column))
    other: pl.Expr = found.otherwise(account("cost"))
    for role in ("revenue", "accrual", "project_cost", "fixed_asset", "stock", "advance_received"):
        other = pl.when(pl.col(column) == role).then(account(role)).otherwise(other)
    return other


def _deliveries(trade: Trade, home: pl.DataFrame) -> list[pl.DataFrame]:
    """Goods by line: into and out of stock at cost; what is received and not invoiced is owed in one."""
    rows = trade.deliveries.join(home, on="company_id", maintain_order="left").with_columns(
        document_id="id",
        posting_date="delivered_on",
        entered_on="delivered_on",
        currency="_home",
        department_id=pl.lit(None, pl.Int64),
    )
    received = rows.filter(pl.col("side") == "purchase")
    goods = trade.delivery_lines.select(
        "id", "product_id", "quantity", _cost="cost_amount", _net="net_amount", document_id="delivery_id"
    ).join(rows.drop("id"), on="document_id")
    goods = goods.sort("document_id", "id")
    # in the company's currency the lines add up to their delivery
    rate = pl.col("net_amount_company") / pl.col("net_amount")
    upto = (pl.col("_net").cum_sum().over("document_id") * rate).round().cast(pl.Int64)
    goods = goods.with_columns(_worth=upto - upto.shift(1).over("document_id").fill_null(0))
    bought, issued = goods.filter(pl.col("side") == "purchase"), goods.filter(pl.col("side") == "sales")
    into_stock = pl.when(pl.col("subject") == "stock").then("_cost").otherwise(0)
    rest = pl.col("_worth") - into_stock
    elsewhere = pl.when(pl.col("subject") == "project_cost").then(account("project_cost")).otherwise(account("cost"))
    issued = issued.filter(pl.col("_cost") != 0)
    stocked, other = bought.filter(into_stock != 0), bought.filter(rest != 0)
    # a difference in price is no quantity
    used = pl.when(pl.col("subject") != "stock").then("quantity")
    product, quantity = pl.col("product_id"), pl.col("quantity")
    return [
        line(stocked, "goods_receipt", 1, account("stock"), amount=into_stock, product_id=product, quantity=quantity),
        line(other, "goods_receipt", 2, elsewhere, amount=rest, product_id=product, quantity=used),
        line(
            received,
            "goods_receipt",
            3,
            account("accrual"),
            amount=-pl.col("net_amount_company"),
            supplier_id="party_id",
        ),
        line(issued, "goods_issue", 1, account("cost"), amount="_cost", product_id=product, quantity=quantity),
        line(
            issued, "goods_issue", 2, account("stock"), amount=-pl.col("_cost"), product_id=product, quantity=-quantity
        ),
    ]


def _moves(world: World, trade: Trade, home: pl.DataFrame) -> list[pl.DataFrame]:
    """What is made reduces the cost of the period; what a count finds or misses is written off."""
    moves = (
        trade.stock_moves.filter(
            pl.col("delivery_id").is_null()
            & (pl.col("cost_amount") != 0)
            & (pl.col("moved_on") > pl.lit(world.timeline.start))
        )
        .join(home, on="company_id", maintain_order="left")
        .with_columns(document_id="id", posting_date="moved_on", entered_on="moved_on", currency="_home")
    )
    goods = {"product_id": pl.col("product_id"), "quantity": pl.col("quantity")}
    counter = pl.when(pl.col("kind") == "count").then(account("write_off")).otherwise(account("cost"))
    return [
        line(moves, "stock_move", 1, account("stock"), amount="cost_amount", **goods),
        line(moves, "stock_move", 2, counter, amount=-pl.col("cost_amount"), product_id="product_id"),
    ]

"""What the group buys and sells: orders, deliveries, invoices of both sides, stock."""

from dataclasses import dataclass

import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.trade_billed import final_invoices
from ingestion.demo.group.trade_documents import make_documents
from ingestion.demo.group.trade_final import final_orders
from ingestion.demo.group.trade_life import live
from ingestion.demo.group.trade_orders import make_orders
from ingestion.demo.group.trade_stages import make_advances, make_change_bills, make_stages
from ingestion.demo.group.trade_stock import make_warehouses
from ingestion.demo.group.world import World


@dataclass(frozen=True)
class Trade:
    """Keys are whole numbers from 1 over both sides; days are Date; amounts whole minor units of `currency`, always
    positive unless a column says otherwise; quantities whole thousandths.

    A *side* is `sales` or `purchase`. What one company of the group sells to another stands on both sides, with the
    same amounts and the seller's number in the buyer's `their_number`; `sister_id` links the two invoices.

    Attributes:
        orders: id, side, number, company_id, party_id (customer or supplier), contract_id (a frame or a contract under
            which it is called off; null: none), project_id (null: none), employee_id, department_id, currency,
            ordered_on, promised_on, net_amount, tax_amount, gross_amount, vat (share), approved_on, closed_on (last
            delivered, or closed short), cancelled_on.
        order_lines: id, order_id, sequence, product_id (null: a service), quantity, price_amount (net, per unit),
            net_amount.
        deliveries: id, side (sales: goods out; purchase: goods receipts), number, order_id, company_id, party_id,
            project_id, warehouse_id (null: delivered straight to the site or to the customer), currency, delivered_on,
            net_amount (at the order's prices, document currency), net_amount_company, cost_amount (company currency:
            what stock gains or loses; 0 when nothing passes through stock), subject (role of books_chart that a receipt
            debits: stock, project_cost, cost; stock when a sale credits it).
            A purchase delivery is accrued (暂估) at net_amount_company on delivered_on: debit `subject` with it (stock
            with cost_amount only, the rest, a price variance, goes to cost), credit accrual. Its invoice's lines debit
            accrual with the same amount (which is the reversal), and what differs in price or quantity on a line of
            its own; `accrual_reversed_on` is that posting date (null: never yet; before delivered_on: the sister's bill
            came before the goods, which are under way).
        delivery_lines: id, delivery_id, order_line_id, product_id, quantity, net_amount, cost_amount.
        invoices: id, side, kind (invoice, credit_note), number (ours), their_number (the supplier's, of a purchase),
            einvoice_number (20 digits, of a Chinese invoice; null: none), original_invoice_id (of a credit note, and
            of the invoice that replaces a cancelled one), sister_id (null: with a third party), company_id, party_id,
            contract_id, milestone_id, order_id, delivery_id, project_id, employee_id, department_id, currency, rate
            (to the company's currency on posting_date), vat (share), net_amount, tax_amount, gross_amount,
            net_amount_company, tax_amount_company, gross_amount_company (gross = net + tax in both), document_date,
            entered_on, posting_date, due_date, is_retention, posted_on (null: a draft that is never posted),
            deleted_on (of such a draft), cancelled_on, seen_on (null: seen when entered; else committed that late).
            A credit note's amounts are positive, its kind says the sign.
        invoice_lines: id, invoice_id, sequence, subject (a role of books_chart.ROLES: revenue, cost, accrual of
            received goods, project_cost, fixed_asset, advance_received when an advance is invoiced and negative when
            it is recovered; else one of books_chart.SUBJECTS: rent, utilities, office…), product_id,
            delivery_line_id, quantity, net_amount (signed), tax_amount (signed), net_amount_company (signed).
            They add up to their invoice.
        instalments: id, invoice_id, sequence, kind (normal, retention), due_date, gross_amount; they add up to their
            invoice. Retention falls due when the warranty ends.
        advances: id, side, contract_id, milestone_id, company_id, party_id, currency, requested_on, due_date,
            gross_amount: advances that are paid on request, before there is an invoice (equipment, overseas; those of
            engineering and consulting are invoiced).
        advance_uses: advance_id, invoice_id, gross_amount: which part of which later invoice the advance settles, on
            that invoice's posting date.
        stock_moves: id, company_id, product_id, warehouse_id, moved_on, kind (purchase, sale, production, count),
            quantity (signed), cost_amount (signed, company currency: standard cost; what is made to a contract enters
            and leaves at its actual cost), delivery_id (null: production and counts), contract_id.
        warehouses: id, company_id, code, name.
    """

    orders: pl.DataFrame
    order_lines: pl.DataFrame
    deliveries: pl.DataFrame
    delivery_lines: pl.DataFrame
    invoices: pl.DataFrame
    invoice_lines: pl.DataFrame
    instalments: pl.DataFrame
    advances: pl.DataFrame
    advance_uses: pl.DataFrame
    stock_moves: pl.DataFrame
    warehouses: pl.DataFrame


def make_trade(world: World, masters: Masters, deals: Deals, milestones: pl.DataFrame, projects: pl.DataFrame) -> Trade:
    """All trade of the timeline."""
    stages = make_stages(world, masters, deals, milestones, projects)
    advances = make_advances(world, stages)
    changes = make_change_bills(world, deals, masters, projects, stages)
    every, costs, moves = make_orders(world, masters, deals, stages, projects)
    documents = live(world, masters, make_documents(world, masters, every, stages, changes), every.orders)
    ordered = final_orders(world, masters, every, costs, moves, documents)
    invoiced = final_invoices(world, masters, documents, ordered.keys, advances)
    return Trade(
        ordered.orders,
        ordered.order_lines,
        ordered.deliveries,
        ordered.delivery_lines,
        invoiced.invoices,
        invoiced.invoice_lines,
        invoiced.instalments,
        advances,
        invoiced.advance_uses,
        ordered.stock_moves,
        make_warehouses(masters),
    )

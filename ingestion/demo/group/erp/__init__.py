"""The ERP of the demonstration group: orders, deliveries, invoices, stock; cash, bills, budgets and the journal."""

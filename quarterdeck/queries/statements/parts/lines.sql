-- Which sections each subtotal holds (subtotals).
subtotals as (
    select *
    from (
        values
        ('profit_and_loss', 'gross_profit', 'gross_profit', 650),
        ('profit_and_loss', 'gross_profit', 'operating_profit', 795),
        ('profit_and_loss', 'operating_expenses', 'operating_profit', 795),
        ('profit_and_loss', 'gross_profit', 'profit_before_tax', 850),
        ('profit_and_loss', 'operating_expenses', 'profit_before_tax', 850),
        ('profit_and_loss', 'other_result', 'profit_before_tax', 850),
        ('profit_and_loss', 'gross_profit', 'result', 999),
        ('profit_and_loss', 'operating_expenses', 'result', 999),
        ('profit_and_loss', 'other_result', 'result', 999),
        ('profit_and_loss', 'income_tax', 'result', 999),
        ('profit_and_loss', 'unclassified', 'result', 999),
        ('balance_sheet', 'current_assets', 'current_assets', 195),
        ('balance_sheet', 'current_assets', 'assets', 295),
        ('balance_sheet', 'non_current_assets', 'assets', 295),
        ('balance_sheet', 'liabilities', 'all_liabilities', 395),
        ('balance_sheet', 'equity', 'net_assets', 595)
    ) as subtotals (statement, section, line_key, line_place)
),

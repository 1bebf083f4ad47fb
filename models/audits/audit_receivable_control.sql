{{ open_item_control('receivable') }}

{{ open_item_control('payable') }}

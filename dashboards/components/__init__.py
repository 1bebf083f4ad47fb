"""Frame in, figure or table out; what pages share."""

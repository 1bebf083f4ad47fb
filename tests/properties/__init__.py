"""Properties of receivables and payables that hold for every book, however it was kept."""

"""One module a question; a view only arranges."""

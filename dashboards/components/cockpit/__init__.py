"""Parts of the cockpit."""

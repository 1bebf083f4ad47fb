"""One folder a kind of system."""

"""The state store: what people create with Quarterdeck (decision 12). It is landed like any other system."""

from quarterdeck.state.store import StateStore

__all__ = ["StateStore"]

"""The named failures of Quarterdeck. The command line prints one paragraph and the exit code."""


class QuarterdeckError(Exception):
    """What went wrong, in words for the person at the keyboard: expected, found, next step."""

    exit_code = 1


class SettingsError(QuarterdeckError):
    """`quarterdeck.toml` or a secret is missing or wrong."""

    exit_code = 2


class SourceError(QuarterdeckError):
    """A source system could not be reached or read.

    Attributes:
        is_transient: trying again may help (a lost connection), unlike a refused password.
    """

    exit_code = 3

    def __init__(self, message: str, *, is_transient: bool = False):
        super().__init__(message)
        self.is_transient = is_transient


class LandingError(QuarterdeckError):
    """Rows were read but may not be landed (a lossy type change, a missing column, a null key)."""

    exit_code = 4


class BuildError(QuarterdeckError):
    """dbt could not build the warehouse, or an audit of error severity failed."""

    exit_code = 5


class PublicationError(QuarterdeckError):
    """No version is published, or the publication on disk is damaged."""

    exit_code = 6


class QueryRefused(QuarterdeckError):  # noqa: N818 - the word a reader of the message expects
    """The door does not let this query through, and says which part of it."""

    exit_code = 7


class BusyError(QuarterdeckError):
    """Another refresh holds the lock."""

    exit_code = 8


class StateError(QuarterdeckError):
    """The state store cannot be opened, or does not take what a person decided."""

    exit_code = 9


class CloseRefused(QuarterdeckError):  # noqa: N818 - the word a reader of the message expects
    """A month cannot be closed, reopened or compared; the message says what to do."""

    exit_code = 11


class RightError(QuarterdeckError):
    """This person may not do that here."""

    exit_code = 10

"""How an action refuses. The doors turn these into pages, exit codes and OperationOutcomes."""


class NotFound(LookupError):
    """There is no such thing for this actor: what is forbidden and what is unknown look alike."""

    def __init__(self) -> None:
        """Say nothing of what was looked for: it would end up in a log."""
        super().__init__("there is no such thing for this actor")


class GateClosed(Exception):
    """Nobody has said lately that it is safe: what was asked for must not be shown."""


class InCompany(GateClosed):
    """An adult is there beside the child: what was told before must not be shown."""


class ScreenNotPrivate(Exception):
    """Nobody has said lately that nobody else sees this screen: it must not list patients."""


class Incomplete(Exception):
    """Answers are missing or contradict each other; `fields` names them in the form's order."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class Refused(Exception):
    """What was received cannot be taken in, and why, in words without personal details."""


class SeveralPractices(LookupError):
    """There is more than one practice, so one has to be named; `ods_codes` lists them."""

    def __init__(self, ods_codes: tuple[str, ...]) -> None:
        super().__init__(f"several practices: {', '.join(ods_codes)}")
        self.ods_codes = ods_codes

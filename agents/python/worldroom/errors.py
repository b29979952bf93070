"""What a server says no with: docs/protocol.md lists the codes."""

from collections.abc import Mapping


class RefusedError(RuntimeError):
    """A request or a message was refused. The room goes on."""

    def __init__(self, code: str, values: Mapping[str, object], field: str | None = None) -> None:
        """`code` and `values` are those of a notice; `field` is the message and the field of it."""
        about = "" if field is None else f"{field}: "
        super().__init__(f"{about}{code} {dict(values)}")
        self.code = code
        self.values = values
        self.field = field


class AgentClosedError(ConnectionError):
    """The room has closed the connection."""

    def __init__(self, code: int, reason: str) -> None:
        """`code` is a close code, and `reason` a notice as JSON, or empty."""
        super().__init__(f"closed with {code} {reason}".rstrip())
        self.code = code
        self.reason = reason

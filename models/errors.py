"""Errors the product raises on purpose. Messages are for people and never carry credentials."""


class BrightkitchenError(Exception):
    """Base of all deliberate errors; `str(error)` may be shown to a person."""


class InvalidValue(BrightkitchenError, ValueError):
    """A value breaks its type's contract."""


class NotFound(BrightkitchenError):
    """No such thing, or none that the asker may see."""


class Conflict(BrightkitchenError):
    """The thing exists already or is in another state."""


class EvidenceMissing(BrightkitchenError):
    """The store has no bytes under this key, or other bytes than the key promises."""

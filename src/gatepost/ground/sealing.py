"""Columns with sealed text, declared so that `gatepost keys reencrypt` can reseal them with the newest key."""

from collections.abc import Callable
from typing import Any

import msgspec


class SealedColumn(msgspec.Struct, frozen=True, kw_only=True):
    """The column `sealed` of a table; each text is bound to its row.

    Args:
        purpose: The purpose that `keyring.seal` is called with.
        model: The table's model; a row without a sealed text has an empty string.
        bound_to: The UUID column whose hexadecimal digits the text is bound to.
        follows: Other columns that are derived from the text with the first key of the ring; gets row and text.
    """

    purpose: str
    model: Any
    bound_to: str = "id"
    follows: Callable[[Any, bytes], dict[str, Any]] = lambda row, text: {}  # noqa: ARG005

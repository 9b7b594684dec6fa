"""Which characters a new username may have, by Unicode's own list.

Source: Unicode Technical Standard 39, section 3.1 (General Security Profile for Identifiers).
"""

import functools
from bisect import bisect_right
from pathlib import Path

LIST = Path(__file__).with_name("identifier_status.txt")


@functools.cache
def _ranges() -> tuple[list[int], list[int]]:
    starts, ends = [], []
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            first, _, last = line.partition("..")
            starts.append(int(first, 16))
            ends.append(int(last or first, 16))
    return starts, ends


def allowed(character: str) -> bool:
    """Whether Unicode recommends a character for identifiers: no symbols, no archaic letters, nothing invisible."""
    starts, ends = _ranges()
    place = bisect_right(starts, ord(character)) - 1
    return place >= 0 and ord(character) <= ends[place]

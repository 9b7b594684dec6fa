"""The table of flows, and the conditions in which each is run once."""

import itertools
from dataclasses import dataclass

WIDTHS, THEMES, LANGUAGES = (320, 375, 768, 1280), ("light", "dark"), ("en", "de", "fr", "es")
CONDITIONS = tuple(itertools.product(WIDTHS, THEMES, LANGUAGES))
"""Every combination of width, theme and language; the flows take them in turn."""


@dataclass(frozen=True)
class Flow:
    """What somebody wants to do, from the first page to the last.

    Args:
        walk: The steps, with a guest.
        at: Which server it needs.
        intends: Statuses of the refusals that it provokes, or `network`.
        passkeys: Whether the guest has an authenticator.
    """

    walk: object
    at: str = "full"
    intends: tuple = ()
    passkeys: bool = False


FLOWS: dict[str, Flow] = {}


def flow(at="full", *, intends=(), passkeys=False):
    """Add a function to the table, under its name."""

    def add(walk):
        assert walk.__name__ not in FLOWS
        FLOWS[walk.__name__] = Flow(walk, at, intends, passkeys)
        return walk

    return add


def condition(name):
    """Width, theme and language of a flow."""
    return CONDITIONS[list(FLOWS).index(name) % len(CONDITIONS)]

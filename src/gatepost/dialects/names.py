"""Which name a client means that sends one text for a name or an address."""

from collections.abc import Collection

from gatepost.ground import text


def kind_of(name: str, methods: Collection[str]) -> str:
    """`email` for what looks like an address where addresses log in, else `username`.

    Args:
        name: As typed.
        methods: What a login accepts: `email`, `username`.
    """
    looks_like_one = "@" in name and text.clean(name) and text.canonical_email(name) is not None
    return "email" if "email" in methods and (looks_like_one or "username" not in methods) else "username"

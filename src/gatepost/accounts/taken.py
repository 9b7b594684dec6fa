"""Which names are taken: another user has them, gave them up recently, or has the same text as another kind of name.

Forms that accept every kind of name in one field look for usernames first, so a new username may not equal another
user's address, nor another user's number if users log in with one.
"""

from collections.abc import Collection, Sequence

from gatepost import conf
from gatepost.accounts import taken_queries
from gatepost.accounts.models import Identifier
from gatepost.accounts.released import HOLDER, NAME
from gatepost.accounts.settings import AccountsSettings
from gatepost.accounts.taken_queries import Name, TakenName, Wanted
from gatepost.ground import clock, keyring, text


def hides(kind: str) -> bool:
    """Whether responses must not reveal that a name of this kind is taken."""
    settings = conf.read(AccountsSettings)
    if kind == "username" or settings.prevent_enumeration is False:
        return False
    return kind == "phone" or settings.email_verification == "mandatory" or settings.prevent_enumeration == "strict"


def names(rows: Sequence[Identifier], *, by: object = None) -> dict[str, str]:
    """The kinds of these names that are taken, by current or by former holders; one query.

    Args:
        rows: The names, not yet written.
        by: The primary key of the user who wants them, who may take a former name back; None for a new user.

    Returns:
        Kind to the holder's stored form; to an empty text for a username that is taken as another kind or reserved.
    """
    if not rows:
        return {}
    usernames = [row for row in rows if row.kind == "username"]
    asked = Wanted(
        names=[(row.kind, row.canonical) for row in rows],
        digests=[digest for row in usernames for digest in keyring.digests(NAME, row.canonical)],
        readings=sorted({name for row in usernames for name in readings(row)}),
        by=by,
    )
    found = taken_queries.held_or_released(asked, clock.now())
    own = {digest for row in usernames if by is not None for digest in keyring.digests(HOLDER, str(by), row.canonical)}
    taken = {
        one.kind: one.value for one in found if one.arm == "name" or (one.arm == "released" and one.holder not in own)
    }
    if any(_another_users(name, asked.names, found) for name in asked.readings):
        taken.setdefault("username", "")
    return taken


def readings(username: Identifier) -> set[Name]:
    """The addresses and numbers, by kind and normal form, that a login form could take a username for."""
    found = set()
    for written in (username.value, username.canonical):
        if "@" in written:
            found.add(("email", text.canonical_email(written) or ""))
        if written.startswith("+") and "phone" in conf.read(AccountsSettings).login_methods:
            found.add(("phone", text.canonical_phone(written) or ""))
    return {(kind, canonical) for kind, canonical in found if canonical}


def reads_as_another_users(username: Identifier) -> bool:
    """Whether a username equals an address or number in use; for operators, since it reveals existing names."""
    read = sorted(readings(username))
    asked = Wanted(names=[("username", username.canonical)], digests=(), readings=read, by=None)
    return any(one.arm == "reading" for one in taken_queries.held_or_released(asked, clock.now()))


def _another_users(name: Name, given: Collection[Name], found: Sequence[TakenName]) -> bool:
    """Whether a username is an address or a number of another user.

    If responses must not reveal who has an address, every address counts that is not the user's own, since accepting
    or refusing the username would reveal it. An address that the sign-up itself gives is then decided on its own.
    """
    means = [one for one in found if one.arm == "reading" and (one.kind, one.canonical) == name]
    others = any(not one.holder for one in means)
    if not hides(name[0]):
        return others
    return name not in given and (others or not any(one.holder == taken_queries.OWN for one in means))


def hidden_duplicates(rows: Sequence[Identifier]) -> set[str]:
    """The kinds of names that equal a username given with them, if responses must not reveal that they are taken."""
    given = {(row.kind, row.canonical) for row in rows}
    read = {name for row in rows if row.kind == "username" for name in readings(row)}
    return {kind for kind, _ in given & read if hides(kind)}

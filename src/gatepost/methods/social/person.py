"""Who somebody is, in the words of a provider. Pure: from its answers to plain values."""

from typing import Any

import msgspec

from gatepost.ground import text
from gatepost.methods.social.provider import Answers, Path, Provider

LONGEST_SUBJECT = 255
LONGEST_TEXT = 1000


class NobodyError(Exception):
    """The answers name nobody; says why, and never what they hold."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at a provider.

    Args:
        subject: The id that never changes.
        email: In its normal form of storage; "" if there is none that is well-formed.
        verified: Whether the provider verified the address, its word counts, and the address is spelled in its normal
            form: a capital or a look-alike may be another mailbox there, and the same one here.
        full_name: To show.
        username: A name that may become the user name.
        picture: HTTPS address, or "".
    """

    subject: str
    email: str = ""
    verified: bool = False
    full_name: str = ""
    username: str = ""
    picture: str = ""


def look(answers: Answers, path: Path) -> Any:
    """The value at a path; None if there is nothing. A key may hold dots, as a claim named by an address does."""
    found: Any = answers
    rest = path
    while rest:
        if isinstance(found, dict) and rest in found:
            return found[rest]
        word, _, rest = rest.partition(".")
        if isinstance(found, dict):
            found = found.get(word)
        elif isinstance(found, list) and word.isdecimal() and int(word) < len(found):
            found = found[int(word)]
        else:
            return None
    return found if path else None


def read(provider: Provider, answers: Answers, *, vouches: bool | None = None) -> Person:
    """Read a person.

    Args:
        provider: Says where things stand.
        answers: Of one login, by name.
        vouches: What the connection says of the provider's word on addresses, if anything.

    Raises:
        NobodyError: There is no usable subject.
    """
    address, verified = _address(provider, answers)
    trusted = provider.vouches if vouches is None else vouches
    return Person(
        subject=_subject(provider, answers),
        email=address,
        verified=verified and trusted and text.canonical_email(address) == address,
        full_name=_text(look(answers, provider.full_name)),
        username=_text(look(answers, provider.username)),
        picture=_picture(look(answers, provider.picture)),
    )


def _subject(provider: Provider, answers: Answers) -> str:
    paths = (provider.subject,) if isinstance(provider.subject, str) else provider.subject
    return ":".join(subject(look(answers, path)) for path in paths)


def subject(value: Any) -> str:
    """An id as text. What a faulty answer may hold in its place is refused, or everybody would be the same person.

    Raises:
        NobodyError: It is null, empty, zero, a truth value, a list, an object, a fraction, or too long.
    """
    if type(value) is int and value > 0:
        return str(value)
    if type(value) is not str or value in ("", "0") or len(value) > LONGEST_SUBJECT:
        raise NobodyError("no usable subject")
    if value != value.strip():
        raise NobodyError("a subject with blanks at an end, which some databases don't see")
    if not value.isprintable():
        raise NobodyError("a subject with control signs")
    return value


def _address(provider: Provider, answers: Answers) -> tuple[str, bool]:
    if provider.emails is None:
        said = look(answers, provider.email_verified)
        return _email(look(answers, provider.email)), _counts(provider, said)
    listed = look(answers, provider.emails.path)
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    keys = (provider.emails.primary, provider.emails.verified)
    rows.sort(key=lambda row: [row.get(key) is not True for key in keys])
    for row in rows:
        if address := _email(row.get(provider.emails.email)):
            return address, _counts(provider, row.get(provider.emails.verified))
    return "", False


def _counts(provider: Provider, said: Any) -> bool:
    """Not `in`: 1 equals True."""
    return any(type(said) is type(value) and said == value for value in provider.verified_as)


def _email(value: Any) -> str:
    if not isinstance(value, str) or text.canonical_email(value) is None:
        return ""
    return text.stored_email(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return "".join(sign for sign in value if sign.isprintable()).strip()[:LONGEST_TEXT]


def _picture(value: Any) -> str:
    found = _text(value)
    return found if found.startswith("https://") else ""

"""A user's identity and profile at a provider. Pure functions from the provider's answers to plain values."""

from typing import Any

import msgspec

from gatepost.features.social.provider import Answers, Path, Provider
from gatepost.ground import text

LONGEST_SUBJECT = 255
LONGEST_TEXT = 1000


class NobodyError(Exception):
    """The answers identify no user; the message says why, and never quotes them."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A user at a provider.

    Args:
        subject: The user's immutable id.
        email: In the normalized form that is stored; "" if there is no well-formed one.
        verified: Whether the provider verified the address, is trusted to, and spells it in its normalized form: an
            upper-case or look-alike character may be another mailbox there, but the same one here.
        full_name: Name to show.
        username: A name that may become the username.
        picture: HTTPS URL, or "".
    """

    subject: str
    email: str = ""
    verified: bool = False
    full_name: str = ""
    username: str = ""
    picture: str = ""


def look(answers: Answers, path: Path) -> Any:
    """The value at a path, or None. A key may contain dots, as a claim named by a URL does."""
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
    """Read a user's identity and profile.

    Args:
        provider: The definition that says where the values are.
        answers: The answers of one login, by name.
        vouches: The connection's setting whether verified addresses are trusted; None for the provider's own.

    Raises:
        NobodyError: There is no usable subject.
    """
    said, verified = _address(provider, answers)
    address = text.stored_email(said)
    trusted = provider.vouches if vouches is None else vouches
    return Person(
        subject=_subject(provider, answers),
        email=address,
        verified=verified and trusted and bool(said) and said in (address, text.canonical_email(said)),
        full_name=_text(look(answers, provider.full_name)),
        username=_text(look(answers, provider.username)),
        picture=_picture(look(answers, provider.picture)),
    )


def _subject(provider: Provider, answers: Answers) -> str:
    paths = (provider.subject,) if isinstance(provider.subject, str) else provider.subject
    return ":".join(subject(look(answers, path)) for path in paths)


def subject(value: object) -> str:
    """An id as text. Values that a faulty answer may contain are refused, or all users would be the same person.

    Raises:
        NobodyError: It is null, empty, zero, a boolean, a list, an object, a fraction, or too long.
    """
    if type(value) is int and value > 0:
        return str(value)
    if type(value) is not str or value in ("", "0") or len(value) > LONGEST_SUBJECT:
        raise NobodyError("no usable subject")
    if value != value.strip():
        raise NobodyError("a subject with leading or trailing whitespace, which some databases ignore")
    if not value.isprintable():
        raise NobodyError("a subject with control characters")
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


def _counts(provider: Provider, said: object) -> bool:
    """Compare types too, since `1 in (True,)` is true."""
    return any(type(said) is type(value) and said == value for value in provider.verified_as)


def _email(value: object) -> str:
    if not isinstance(value, str) or text.canonical_email(value) is None:
        return ""
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        return ""
    return "".join(char for char in value if char.isprintable()).strip()[:LONGEST_TEXT]


def _picture(value: object) -> str:
    found = _text(value)
    return found if found.startswith("https://") else ""

"""Normal forms of names and passwords, so that variant spellings can neither evade a limit nor take over an account."""

import functools
import ipaddress
import unicodedata

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email as validate_any_email

EMAIL_LENGTH = 254
USERNAME_LENGTH = 150
PHONE_LENGTH = 32
TYPED_PHONE_LENGTH = 250
PASSWORD_CHARACTERS = 256
PASSWORD_BYTES = 1024
TYPED_PASSWORD_LENGTH = 4096
REMEMBERED = 16
"""How many names stay at hand with their normal form, for which a request asks up to eight times: those at work."""
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "HEBREW", "ARABIC", "CHEROKEE")


def _address(text: str) -> tuple[str, str] | None:
    """The normal form of an email address, and its spelling as it is stored; None if it is invalid."""
    folded = text.strip() if text.isascii() else unicodedata.normalize("NFKC", text.strip())
    return _read_address(folded) if folded and len(folded) <= EMAIL_LENGTH else None


@functools.lru_cache(maxsize=REMEMBERED)
def _read_address(folded: str) -> tuple[str, str] | None:
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - slow to import: not at every start

    try:
        found = validate_email(folded, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, UnicodeError):
        return None
    local, domain = found.local_part, found.domain.lower()
    return f"{local.casefold()}@{(found.ascii_domain or domain).lower()}", f"{local.lower()}@{domain}"


def canonical_email(text: str) -> str | None:
    """The normal form of an email address: NFKC, case-folded, domain in A-labels; None if it is invalid."""
    found = _address(text)
    return found[0] if found is not None else None


def is_address(text: str) -> bool:
    """Whether our rules or Django's forms accept a text as an email address, so that an existing user may have it."""
    if _address(text) is not None:
        return True
    try:
        validate_any_email(text.strip())
    except ValidationError:
        return False
    return True


def stored_email(text: str) -> str:
    """An email address as it is stored, returned and mailed to: NFKC, in lower case, stripped.

    The domain is mapped as in the normal form (UTS 46), so that both always mean the same one. Text without a normal
    form stays as it is.
    """
    found = _address(text)
    return found[1] if found is not None else text.strip()


def envelope(address: str) -> str:
    """An address as mail servers expect it: the domain in A-labels by IDNA 2008 and UTS 46, nontransitional.

    Django would use IDNA 2003, which turns `faß.de` into `fass.de`: another domain. A domain that is invalid in IDNA
    2008 stays as it is.
    """
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}{at}{idna.encode(domain, uts46=True).decode()}"
    except UnicodeError:
        return address


def canonical_username(text: str) -> str | None:
    """The normal form of a username; None if it is too long, has invisible characters or mixes scripts.

    Source: RFC 8265, section 3.3; UTS 39, section 5 (a subset).
    """
    if text.isascii() and text.isprintable():  # as most are: what follows would change nothing but capitals
        folded = text.lower().strip()
        return folded if 0 < len(folded) <= USERNAME_LENGTH else None
    folded = _fold(_fold(text))
    if not folded or len(folded) > USERNAME_LENGTH or folded != _fold(folded):
        return None
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for character in folded):
        return None
    scripts = {unicodedata.name(character, "").split(" ")[0] for character in folded if character.isalpha()}
    if len(scripts & set(SCRIPTS)) > 1:
        return None
    return folded


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def canonical_phone(text: str) -> str | None:
    """A phone number in E.164; None if it is invalid or has no country prefix."""
    folded = unicodedata.normalize("NFKC", text.strip())
    return _read_number(folded) if len(folded) <= TYPED_PHONE_LENGTH else None


@functools.lru_cache(maxsize=REMEMBERED)
def _read_number(folded: str) -> str | None:
    import phonenumbers  # noqa: PLC0415 - slow to import: not at every start

    try:
        number = phonenumbers.parse(folded, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def country_prefix(number: str) -> str:
    """The country's prefix of a number in E.164, such as `+49`; empty if it has none."""
    import phonenumbers  # noqa: PLC0415 - slow to import: not at every start

    try:
        return f"+{phonenumbers.parse(number, None).country_code}"
    except phonenumbers.NumberParseException:
        return ""


def canonical(kind: str, text: str) -> str | None:
    """The normal form of an identifier of a kind: `email`, `username` or `phone`."""
    forms = {"email": canonical_email, "username": canonical_username, "phone": canonical_phone}
    return forms[kind](text)


def limited_name(kind: str, name: str) -> str:
    """The subject of rate limits for a name: its kind and normal form, or the text itself if it has none."""
    return f"{kind}:{canonical(kind, name) or name.strip()}"


def password(text: str) -> str | None:
    """A new password in the form that is hashed; None if it is too long.

    Existing passwords may be longer: see `password_forms`.
    """
    if len(text) > PASSWORD_CHARACTERS or len(text.encode()) > PASSWORD_BYTES:
        return None
    return normal_password(text)


def normal_password(text: str) -> str:
    """A password in the form that is hashed (NFC), of any length.

    Source: NIST SP 800-63B-4, section 3.1.1.2.
    """
    return unicodedata.normalize("NFC", text)


def password_forms(typed: str, *, trimmed: bool = False) -> tuple[str, ...]:
    """The forms in which an existing password may have been hashed: ours, then the text as typed.

    Django hashes a password as typed, so a hash that it made from decomposed characters matches only those.

    Args:
        typed: The text.
        trimmed: Whether the text without surrounding spaces is a form too, after those with them.

    Returns:
        Each form once; none for text that can't have been hashed.
    """
    if len(typed) > TYPED_PASSWORD_LENGTH or not clean(typed):
        return ()
    normal = unicodedata.normalize("NFC", typed)
    forms = (normal,) if normal == typed else (normal, typed)
    if trimmed and (bare := typed.strip()) not in ("", typed):
        forms = tuple(dict.fromkeys((*forms, *password_forms(bare))))
    return forms


@functools.lru_cache(maxsize=4096)
def network(ip: str) -> str:
    """The network that rate limits count as one visitor: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


@functools.lru_cache(maxsize=4096)
def site(network: str) -> str:
    """The /48 that an IPv6 network belongs to, which providers assign as a whole; empty for IPv4.

    Source: RFC 6177, section 2.
    """
    return str(ipaddress.IPv6Network(network).supernet(new_prefix=48)) if ":" in network else ""


def clean(text: str) -> bool:
    """Whether a text can be stored in any database: no NUL, no lone surrogate."""
    return ("\x00" not in text and text.isprintable()) or not any(
        character == "\x00" or "\ud800" <= character <= "\udfff" for character in text
    )

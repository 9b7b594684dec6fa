"""One spelling for each name, so that spellings split no limit and take over no account."""

import functools
import ipaddress
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

EMAIL_LENGTH = 254
USERNAME_LENGTH = 150
PASSWORD_SIGNS = 256
PASSWORD_BYTES = 1024
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "HEBREW", "ARABIC", "CHEROKEE")


def canonical_email(text: str) -> str | None:
    """The normal form of an address, or None if it is none: NFKC, case-folded, domain in A-labels."""
    folded = unicodedata.normalize("NFKC", text.strip())
    if not folded or len(folded) > EMAIL_LENGTH:
        return None
    try:
        found = validate_email(folded, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, UnicodeError):
        return None
    return f"{found.local_part.casefold()}@{(found.ascii_domain or found.domain).lower()}"


def stored_email(text: str) -> str:
    """An address as it is kept and mailed to: as typed, the domain in lower case."""
    local, _, domain = text.strip().rpartition("@")
    return f"{local}@{domain.lower()}"


def canonical_username(text: str) -> str | None:
    """The normal form of a user name, or None if it hides something or mixes scripts.

    Source: RFC 8265, section 3.3; UTS 39, section 5 (a subset).
    """
    folded = _fold(_fold(text))
    if not folded or len(folded) > USERNAME_LENGTH or folded != _fold(folded):
        return None
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for sign in folded):
        return None
    scripts = {unicodedata.name(sign, "").split(" ")[0] for sign in folded if sign.isalpha()}
    if len(scripts & set(SCRIPTS)) > 1:
        return None
    return folded


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def canonical_phone(text: str) -> str | None:
    """A number in E.164, or None; a number without its country's prefix is none."""
    folded = unicodedata.normalize("NFKC", text.strip())
    try:
        number = phonenumbers.parse(folded, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def canonical(kind: str, text: str) -> str | None:
    """The normal form of an identifier of a kind: `email`, `username` or `phone`."""
    forms = {"email": canonical_email, "username": canonical_username, "phone": canonical_phone}
    return forms[kind](text)


def password(text: str) -> str | None:
    """A password as it is hashed (NFC), or None if it is too long to be hashed.

    Source: NIST SP 800-63B-4, section 3.1.1.2.
    """
    if len(text) > PASSWORD_SIGNS or len(text.encode()) > PASSWORD_BYTES:
        return None
    return unicodedata.normalize("NFC", text)


@functools.lru_cache(maxsize=4096)
def network(ip: str) -> str:
    """The network that counts as one visitor: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def clean(text: str) -> bool:
    """Whether a text can be stored everywhere: no NUL, no lone surrogate."""
    return ("\x00" not in text and text.isprintable()) or not any(
        sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in text
    )

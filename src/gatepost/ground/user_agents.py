"""Readable labels of browsers and apps: "Firefox on Windows". The header is the client's claim and proves nothing."""

import functools
import re

from django.utils.translation import gettext

KEPT = 1024
SYSTEMS = {"Mac OS X": "macOS"}
_VARIANTS = re.compile(r" ?\b(Mobile|iOS|iPad|WebView|UI/WKWebView)\b ?")
_PRODUCT = re.compile(r"([A-Za-z][\w-]{1,39})/\d")
# Mails show the label, so names that a mail client would turn into a link are dropped.
_PLAIN = re.compile(r"(?!.*\.[A-Za-z])[\w .+!-]{1,60}")


def label(user_agent: str) -> str:
    """Browser or app, and system, in the active language; empty if neither is recognised.

    Args:
        user_agent: The header, as sent.
    """
    browser, system = _parts(user_agent)
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system


@functools.lru_cache(maxsize=KEPT)
def _parts(user_agent: str) -> tuple[str, str]:
    """Browser and system. The first call loads the parser's rules, which is slow, so no login waits for it."""
    if not user_agent:
        return "", ""
    from ua_parser import parse  # noqa: PLC0415 - takes half a second to import, and many processes never need it

    found = parse(user_agent)
    browser = _VARIANTS.sub(" ", found.user_agent.family).strip() if found.user_agent else ""
    system = found.os.family if found.os else ""
    if not browser and not system and (product := _PRODUCT.match(user_agent)):
        browser = product[1]
    return _plain(browser), _plain(SYSTEMS.get(system, system))


def _plain(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else ""

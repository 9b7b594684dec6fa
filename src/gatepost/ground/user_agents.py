"""What a visitor uses, in words: "Firefox on Windows". Taken from what the visitor says, so it proves nothing."""

import functools
import re

from django.utils.translation import gettext

KEPT = 1024
SYSTEMS = {"Mac OS X": "macOS"}
_VARIANTS = re.compile(r" ?\b(Mobile|iOS|iPad|WebView|UI/WKWebView)\b ?")
_PRODUCT = re.compile(r"([A-Za-z][\w-]{1,39})/\d")
# Mails show it: a name that a reader's program would make a link of is none.
_PLAIN = re.compile(r"(?!.*\.[A-Za-z])[\w .+!-]{1,60}")


def label(user_agent: str) -> str:
    """Browser or app, and system, in the reader's language; empty if it says nothing of either.

    Args:
        user_agent: The header, as it came.
    """
    browser, system = _parts(user_agent)
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system


@functools.lru_cache(maxsize=KEPT)
def _parts(user_agent: str) -> tuple[str, str]:
    """The two names; the rules are read with the first one, which takes a while and is done by no login."""
    if not user_agent:
        return "", ""
    from ua_parser import parse  # noqa: PLC0415 - rules of half a second, which a process may never need

    found = parse(user_agent)
    browser = _VARIANTS.sub(" ", found.user_agent.family).strip() if found.user_agent else ""
    system = found.os.family if found.os else ""
    if not browser and not system and (product := _PRODUCT.match(user_agent)):
        browser = product[1]
    return _plain(browser), _plain(SYSTEMS.get(system, system))


def _plain(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else ""

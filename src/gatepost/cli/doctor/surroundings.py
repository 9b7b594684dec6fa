"""Cookies as the configuration sets them, and proxies in front."""

import ipaddress
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from gatepost import conf
from gatepost.cli.doctor import browser, cures
from gatepost.cli.doctor.findings import Finding, line
from gatepost.ground import clock
from gatepost.ground.models import Event
from gatepost.ground.settings import HeadlessSettings

COOKIES, PROXIES = "Cookies", "Proxies"
RECENT = timedelta(days=7)
ENOUGH_EVENTS = 20


def cookies() -> Iterator[Finding]:
    """Whether a browser at the public URL stores and sends the session's and the CSRF cookie."""
    server = browser.parse(conf.public_url() or conf.WITHOUT_PUBLIC_URL)
    found = False
    for prefix in ("SESSION", "CSRF"):
        cookie = browser.Cookie(
            name=getattr(settings, f"{prefix}_COOKIE_NAME"),
            value="",
            host=server.host,
            domain=(getattr(settings, f"{prefix}_COOKIE_DOMAIN") or "").lstrip("."),
            path=getattr(settings, f"{prefix}_COOKIE_PATH"),
            secure=bool(getattr(settings, f"{prefix}_COOKIE_SECURE")),
            http_only=bool(getattr(settings, f"{prefix}_COOKIE_HTTPONLY")),
            same_site=str(getattr(settings, f"{prefix}_COOKIE_SAMESITE") or "lax").lower(),
        )
        for judged in (browser.not_stored(cookie, server, server), browser.not_sent(cookie, server, server, "/x")):
            text, cause = judged
            if text:
                found = True
                fix = cures.of_cookie(prefix, cause, server, server)
                consequence = "no login lasts beyond the response" if prefix == "SESSION" else cures.REFUSED
                yield Finding(section=COOKIES, level="problem", text=text, consequence=consequence, fix=fix)
                break
        if server.scheme == "https" and not cookie.secure:
            yield Finding(
                section=COOKIES,
                level="warning",
                text=f"{cookie.name} is not Secure",
                consequence="a browser also sends it unencrypted, to anyone who makes it open http://",
                fix=line(f"{prefix}_COOKIE_SECURE", value=True),
            )
    if settings.CSRF_COOKIE_HTTPONLY or settings.CSRF_USE_SESSIONS:
        name = "CSRF_COOKIE_HTTPONLY" if settings.CSRF_COOKIE_HTTPONLY else "CSRF_USE_SESSIONS"
        found = True
        yield Finding(
            section=COOKIES,
            level="problem",
            text=f"{name} is on, so that no script can read the CSRF token",
            consequence=cures.REFUSED,
            fix=line(name, value=False),
        )
    if not found:
        yield Finding(section=COOKIES, level="ok", text=f"browsers keep and send them at {server}")


def proxies() -> Iterator[Finding]:
    """Whether requests come through a proxy that is not configured."""
    headless, public = conf.read(HeadlessSettings), conf.public_url()
    trusted = headless.trusted_proxies
    header = settings.SECURE_PROXY_SSL_HEADER or settings.USE_X_FORWARDED_HOST
    if header and not trusted:
        name = "SECURE_PROXY_SSL_HEADER" if settings.SECURE_PROXY_SSL_HEADER else "USE_X_FORWARDED_HOST"
        yield _unknown_proxy(f"{name} is set, but headless.trusted_proxies is 0")
    elif not trusted and _private_networks_only():
        text = f"all visitors of the last {RECENT.days} days came from private addresses, as through a proxy"
        yield _unknown_proxy(text)
    if trusted and public.startswith("https:") and not settings.SECURE_PROXY_SSL_HEADER:
        yield Finding(
            section=PROXIES,
            level="warning",
            text=f"headless.trusted_proxies is {trusted}, but SECURE_PROXY_SSL_HEADER is not set",
            consequence="if a proxy ends TLS, Django takes every request for http: its own forms fail their CSRF check,"
            " and SECURE_SSL_REDIRECT redirects for ever",
            fix=line("SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https")),
        )
    yield Finding(
        section=PROXIES,
        level="ok",
        text=f"{trusted} trusted, by {headless.address_header}" if trusted else "none trusted",
    )


def _unknown_proxy(text: str) -> Finding:
    return Finding(
        section=PROXIES,
        level="warning",
        text=text,
        consequence="limits count all visitors as one: failed logins of a few keep everyone out",
        fix=line("headless.trusted_proxies", 1),
    )


def _private_networks_only() -> bool:
    """Whether recent events name networks, and only private ones; the audit log has them."""
    recent = Event.objects.filter(at__gte=clock.now() - RECENT).exclude(network="").order_by("-at")
    networks = list(recent.values_list("network", flat=True)[:1000])
    public = conf.public_url()
    if len(networks) < ENOUGH_EVENTS or not public or not browser.parse(public).site[1].count("."):
        return False
    return all(_is_private(one) for one in set(networks))


def _is_private(network: str) -> bool:
    try:
        return ipaddress.ip_network(network, strict=False).is_private
    except ValueError:
        return False

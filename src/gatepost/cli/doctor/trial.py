"""Tries a login from a page of some origin: sends what a browser would, through the project's own middleware.

The requests (`config`, preflight, login, session) go through Django's test client, in a transaction that is rolled
back, with cookies as a browser stores and sends them. What a browser would leave out is reported, and sent
nonetheless, so that one run finds every problem.
"""

import json
import secrets
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.http.request import validate_host
from django.test import Client
from django.urls import NoReverseMatch, reverse

from gatepost import conf
from gatepost.accounts import columns, lifecycle
from gatepost.accounts.settings import AccountsSettings
from gatepost.cli.doctor import browser, cross_origin, cures
from gatepost.cli.doctor.browser import Cookie, SiteOrigin
from gatepost.cli.doctor.findings import Finding, Level, line
from gatepost.ground import database
from gatepost.ground.settings import HeadlessSettings

VISITOR = "192.0.2.1"
"""An address for documentation (RFC 5737), so that no visitor's limits are touched."""
REDIRECTS, BAD_REQUEST, FORBIDDEN, NOT_FOUND, SERVER_ERROR = range(300, 400), 400, 403, 404, 500
LOGGED_IN = (200, 401)
"""A login that needs another step gets 401, and a session too."""


class Stopped(Exception):  # noqa: N818 - ends the trial, and is no error
    """Nothing more can be tried."""


def of(page: SiteOrigin, server: SiteOrigin | None = None) -> list[Finding]:
    """Try a login from a page.

    Args:
        page: Where the browser's page comes from.
        server: Where the browser reaches this server; None for the public URL.
    """
    return _Trial(page, server or browser.parse(conf.public_url() or conf.WITHOUT_PUBLIC_URL)).run()


class _Trial:
    """One login. `found` are its findings, `jar` the browser's cookies by name."""

    def __init__(self, page: SiteOrigin, server: SiteOrigin) -> None:
        self.page, self.server = page, server
        self.section = f"{page} → {server}"
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.jar: dict[str, Cookie] = {}
        self.found: list[Finding] = []
        self.judged: set[tuple[str, str]] = set()

    def run(self) -> list[Finding]:
        if self.server.scheme == "http" and self.page.scheme == "https" and not self.server.trustworthy:
            self.problem(
                f"{self.page} can't call {self.server}: browsers block unencrypted requests of encrypted pages",
                "no request is sent",
                line("public_url", str(self.server).replace("http:", "https:")),
            )
        try:
            prefix = reverse("gatepost-api").rpartition("/")[0] + "/browser/v1"
            with database.rolled_back():
                self.log_in(prefix)
        except NoReverseMatch:
            self.problem("the API is not mounted", "every request gets 404", cures.URLS)
        except Stopped:
            pass
        if not any(one.level == "problem" for one in self.found):
            self.add("ok", "a login works: config, preflight, login and session were answered as a browser needs it")
        return list(dict.fromkeys(self.found))

    def log_in(self, prefix: str) -> None:
        """Send the requests of a login."""
        self.judge(self.send("GET", f"{prefix}/config"), "config")
        token = self.csrf_token()
        if self.page != self.server:
            asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": cross_origin.HEADERS}
            response = self.send("OPTIONS", f"{prefix}/auth/login", **asked)
            self.found += cross_origin.of_preflight(response, self.page, self.section)
        body = _credentials()
        if body is None:
            self.add("note", "no user for the trial could be made, so that the login is tried with an unknown name")
            body = {"email": f"{secrets.token_hex(8)}@example.org", "password": secrets.token_urlsafe(16)}
        response = self.send("POST", f"{prefix}/auth/login", body, **{"X-CSRFToken": token})
        self.judge(response, "login")
        if response.status_code == FORBIDDEN:  # go on as if the page were trusted
            own = {"Origin": str(self.server), "Referer": f"{self.server}/", "Sec-Fetch-Site": "same-origin"}
            response = self.send("POST", f"{prefix}/auth/login", body, **{"X-CSRFToken": token}, **own)
        if response.status_code not in LOGGED_IN:
            self.add("warning", f"the login itself is answered with {response.status_code}: the session was not tried")
            return
        if settings.SESSION_COOKIE_NAME not in self.jar:
            self.problem("the login sets no session cookie", "nothing lasts beyond it", "SESSION_ENGINE, MIDDLEWARE")
            return
        again = self.send("GET", f"{prefix}/auth/session")
        if again.status_code != response.status_code:
            text = f"the session is not recognised in the next request (status {again.status_code})"
            self.problem(text, "users are signed out at once", "SESSION_ENGINE, MIDDLEWARE")

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request as the browser would, and store the cookies of the response."""
        sent = self.context(method) | {"Host": self.server.netloc} | headers
        cookies = {} if method == "OPTIONS" else {cookie.name: cookie.value for cookie in self.cookies_for(path)}
        if cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.client.cookies = SimpleCookie()
        secure, proxy = self.server.scheme == "https", settings.SECURE_PROXY_SSL_HEADER
        extra: dict[str, Any] = {"REMOTE_ADDR": VISITOR}
        if secure and proxy:
            secure, extra[proxy[0]] = False, proxy[1]  # as the proxy that ends TLS
        data = "" if body is None else json.dumps(body)
        response = self.client.generic(method, path, data, "application/json", secure=secure, headers=sent, **extra)
        for morsel in response.cookies.values():
            self.store(browser.cookie_of(morsel, self.server))
        return response

    def context(self, method: str) -> dict[str, str]:
        """The headers by which browsers describe where a request comes from."""
        if self.page == self.server:
            relation = "same-origin"
        else:
            relation = "same-site" if self.page.site == self.server.site else "cross-site"
        found = {"Sec-Fetch-Site": relation, "Sec-Fetch-Mode": "cors", "Referer": f"{self.page}/"}
        if self.page != self.server or method not in ("GET", "HEAD"):
            found["Origin"] = str(self.page)
        return found

    def store(self, cookie: Cookie) -> None:
        self.cookie_problem(cookie, "not stored", *browser.not_stored(cookie, self.server, self.page))
        self.jar[cookie.name] = cookie

    def cookies_for(self, path: str) -> Iterator[Cookie]:
        for cookie in self.jar.values():
            text, cause = browser.not_sent(cookie, self.server, self.page, path)
            if cause != "path":
                self.cookie_problem(cookie, "not sent", text, cause)
                yield cookie

    def csrf_token(self) -> str:
        """The token as the page's script reads it from its cookie."""
        cookie = self.jar.get(settings.CSRF_COOKIE_NAME)
        if cookie is None:
            self.problem("no CSRF cookie is set", cures.REFUSED, line("CSRF_USE_SESSIONS", value=False))
            return ""
        self.cookie_problem(cookie, "not readable", *browser.not_readable(cookie, self.page))
        return cookie.value

    def cookie_problem(self, cookie: Cookie, what: str, text: str, cause: str) -> None:
        prefix = {settings.SESSION_COOKIE_NAME: "SESSION", settings.CSRF_COOKIE_NAME: "CSRF"}.get(cookie.name)
        if not text or prefix is None or (prefix, cause) in self.judged:
            return
        self.judged.add((prefix, cause))
        consequence = cures.REFUSED if prefix == "CSRF" else "the login is forgotten with its response"
        self.problem(f"cookie {what}: {text}", consequence, cures.of_cookie(prefix, cause, self.server, self.page))

    def judge(self, response: Any, name: str) -> None:
        """Report what is wrong with a response.

        Raises:
            Stopped: Nothing that follows could work.
        """
        status = response.status_code
        if status == BAD_REQUEST and not validate_host(self.server.host, settings.ALLOWED_HOSTS):
            allowed = [*settings.ALLOWED_HOSTS, self.server.host]
            text = f"ALLOWED_HOSTS lacks {self.server.host}"
            self.stop(text, "every request is refused with 400", line("ALLOWED_HOSTS", allowed))
        if status in REDIRECTS:
            where = response.headers.get("Location", "")
            text = f"{name} is redirected to {where}"
            self.stop(text, "browsers don't follow a redirected preflight", cures.of_redirect(where, self.server))
        if status == NOT_FOUND:
            fix = cures.URLS
            if "browser" not in conf.read(HeadlessSettings).clients:
                fix = line("headless.clients", ["app", "browser"])
            self.stop(f"{name} is not found", "every request gets 404", fix)
        if status >= SERVER_ERROR:
            self.stop(f"{name} fails with {status}", "no login works", "see the log of this command")
        if status == FORBIDDEN:
            self.problem(f"{name} is refused: {self.page} is not trusted", cures.REFUSED, cures.of_csrf(self.page))
        if self.page != self.server:
            self.found += cross_origin.of_response(response, self.page, self.section)

    def problem(self, text: str, consequence: str, fix: str) -> None:
        self.found.append(Finding(section=self.section, level="problem", text=text, consequence=consequence, fix=fix))

    def stop(self, text: str, consequence: str, fix: str) -> None:
        self.problem(text, consequence, fix)
        raise Stopped

    def add(self, level: Level, text: str) -> None:
        self.found.append(Finding(section=self.section, level=level, text=text))


def _credentials() -> dict[str, str] | None:
    """The name and password of a user made for the trial, without the project's signals; None if the model refuses."""
    password = secrets.token_urlsafe(16)
    kind = next((one for one in conf.read(AccountsSettings).login_methods if one in columns.by_kind()), None)
    if kind not in ("email", "username"):
        return None
    name = f"doctor-{secrets.token_hex(8)}"
    names = {"email": f"{name}@example.org", "username": name}
    try:
        with database.atomic():
            mirrored = {one: names[one] for one in names if one in columns.by_kind()}
            account = lifecycle.build(mirrored, make_password(password))
            get_user_model()._base_manager.bulk_create([account.user])  # noqa: SLF001 - Django's documented name
            lifecycle.sync_names(account.user, adopts=True)
    except Exception:  # noqa: BLE001 - the project's model may refuse it in any way
        return None
    return {kind: names[kind], "password": password}

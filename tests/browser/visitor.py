"""A visitor with a browser, who looks after what the page lets slip."""

import contextlib
import itertools
import json
import re
import sys
import time
from pathlib import Path

from playwright.sync_api import Error, expect
from tests.started import get, until

PASSWORD = "tr0ub4dor-and-3"
MAILED = ("/account/", "/verify-email/", "/reset/")  # where mailed links lead, the only ones that hold a secret
PATIENCE_MS = 20_000  # a busy machine gives a browser little
expect.set_options(timeout=PATIENCE_MS)
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
WATCH = """
window.__reports = []
document.addEventListener('securitypolicyviolation', event => {
  window.__reports.push(event.violatedDirective + ' ' + event.blockedURI)
})
"""
STORED = """() => {
  try {
    return JSON.stringify([{...localStorage}, {...sessionStorage}])
  } catch (error) {
    if (error.name !== 'SecurityError') throw error
    return ''  // the browser refuses storage, so there is nothing in it
  }
}"""
# Half-way through a fade, colours have a contrast that nobody has to read. A spinner never ends, nor does an animation
# that is paused.
STILL = """async () => {
  const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))
  await pause(250)
  const ending = document.getAnimations().filter(one => one.effect?.getComputedTiming().endTime !== Infinity)
  await Promise.race([pause(1500), Promise.all(ending.map(one => one.finished.catch(() => {})))])
}"""
_number = itertools.count(int(time.time() * 1000) % 10_000_000)


def fresh_email(name="ann"):
    return f"{name}{next(_number)}@example.org"


class Visitor:
    def __init__(self, chromium, address, *, passkeys=False, **options):
        self.address, self.faults, self.secrets = address, [], [PASSWORD]
        self.context = chromium.new_context(base_url=address, **options)
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(WATCH)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self.context.on("request", self._sent)
        self.requests, self.answers = [], []
        self.context.on("response", lambda answer: self.answers.append(answer))  # noqa: PLW0108 - Playwright looks at its code
        self.page = self.context.new_page()
        self.keys = self._authenticator() if passkeys else None

    def _authenticator(self):
        self.devtools = self.context.new_cdp_session(self.page)
        self.devtools.send("WebAuthn.enable")
        made = self.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        return made["authenticatorId"]

    def _heard(self, message):
        # The browser itself writes a line for each answer that is no 2xx, and for each request that gets none.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _sent(self, request):
        self.requests.append((request.method, request.url, request.headers.get("referer", "")))

    def keep(self, secret):
        """Remember what must not be found anywhere."""
        self.secrets.append(secret)
        return secret

    # What a visitor does.

    def go(self, path):
        self.page.goto(path)
        return self

    def write(self, name, text):
        field = self.page.locator(f"input[name={name}]:visible").last
        if name == "code":  # it is emptied after a wrong code, and sends itself only when it grows
            expect(field).to_have_value("")
        field.fill(text)
        return self

    def press(self, label, *, exact=True):
        self.page.get_by_role("button", name=label, exact=exact).or_(
            self.page.get_by_role("link", name=label, exact=exact)
        ).locator("visible=true").last.click()
        return self

    def submit(self):
        # A form that is still sending takes no click, and says nothing of it.
        self.page.locator("button[type=submit]:not([aria-busy=true]):visible").last.click()
        return self

    def choose(self, label):
        self.page.get_by_role("menuitem", name=label).or_(self.page.get_by_role("menuitemradio", name=label)).locator(
            "visible=true"
        ).last.click()
        return self

    def sees(self, text):
        expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible()
        return self

    def closes_dialog(self):
        """Close the open dialog, and wait until it has faded: until then it takes what is typed."""
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        return self

    def sees_title(self, text):
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)
        return self

    def is_at(self, path):
        expect(self.page).to_have_url(re.compile(re.escape(self.address + path) + "$"))
        return self

    # Mail.

    def mails(self, to):
        answer = get(f"{self.address.replace('localhost', '127.0.0.1')}/dev/inbox.json")
        return [one for one in answer.json() if one["to"] == to]

    def mail(self, to, *, number=1):
        """The newest mail, once so many came."""
        found = until(lambda: mails if len(mails := self.mails(to)) >= number else None, f"{number} mails to {to}")
        newest = found[0]
        for secret in [newest["code"], *(link.rsplit("/", 1)[-1] for link in newest["links"] if "gp" in link)]:
            if secret:
                self.keep(secret)
        return newest

    def link(self, mail):
        return next(link for link in mail["links"] if self.address in link)

    # Whole ways.

    def sign_up(self, email=None):
        """An account, and its user on the first page; the pages of a sign-up have tests of their own."""
        email = email or fresh_email()
        self.go("/health")
        self.api("GET", "config")
        before = len(self.mails(email))
        self.api("POST", "auth/signup", {"email": email, "password": PASSWORD})
        key = self._verification_key(email, before)
        verified = self.api("POST", "auth/email/verify", {"key": key})
        assert verified["status"] == 200, verified
        self.go("/account").sees_title("Profile")
        return email

    def _verification_key(self, email, before):
        """The key in a mail that came after the first `before`, among which there may be others on their way."""

        def key():
            found = self.mails(email)
            for mail in found[: len(found) - before]:
                links = [link for link in mail["links"] if "/verify-email/" in link]
                if mail["code"] or links:
                    return mail["code"] or links[0].rsplit("/", 1)[-1]
            return None

        return self.keep(until(key, f"a mail to verify {email}"))

    def log_in(self, email, password=PASSWORD):
        return self.go("/account/login").write("username", email).write("password", password).submit()

    def log_out(self):
        self.press("Account menu").choose("Log out").is_at("/account/login")
        return self

    def api(self, verb, path, body=None):
        """Ask the API as the page would, for the state behind it."""
        return self.page.evaluate(
            """async ([verb, path, body]) => {
              const csrf = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? ''
              const answer = await fetch('/_allauth/browser/v1/' + path, {
                method: verb,
                headers: {'Content-Type': 'application/json', 'X-CSRFToken': csrf},
                ...(body === null ? {} : {body: JSON.stringify(body)})
              })
              return await answer.json()
            }""",
            [verb, path, body],
        )

    # What must hold.

    def accessible(self):
        """Nothing serious for axe on the page as it is now."""
        self.page.evaluate(STILL)
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
            ".filter(one => ['serious', 'critical'].includes(one.impact))"
            ".map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 160)).join(' | '))"
        )
        assert found == [], found
        return self

    def leave(self):
        """Close the browser; what it said, stored and sent must be clean."""
        self._tell()
        for page in self.context.pages:
            if not page.url.startswith(self.address):
                continue
            self.faults += page.evaluate("window.__reports")
            kept = page.evaluate(STORED)
            self._holds_none("storage", kept)
            history = self.context.new_cdp_session(page).send("Page.getNavigationHistory")
            self._holds_none("history", json.dumps([entry["url"] for entry in history["entries"]]))
        self._holds_none("Referer", json.dumps([referer for _, _, referer in self.requests]))
        sent = [url for _, url, _ in self.requests if not url.removeprefix(self.address).startswith(MAILED)]
        self._holds_none("address", json.dumps(sent))
        self.context.close()
        assert self.faults == [], self.faults

    def _tell(self):
        """What was seen last; shown where a test failed."""
        lines = [self.page.url, self.page.locator("body").aria_snapshot()]
        for answer in self.answers[-12:]:
            with contextlib.suppress(Error):  # the bodies of a page that was left are gone
                body = answer.text()[:400] if answer.status >= 400 else ""
                lines.append(f"{answer.request.method} {answer.url} {answer.status} {body}")
        lines += [f"{method} {url} asked" for method, url, _ in self.requests[-3:]]
        sys.stdout.write("\n".join(lines))

    def _holds_none(self, where, text):
        for secret in self.secrets:
            assert secret not in text, f"a secret stands in the {where}"

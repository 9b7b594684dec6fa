"""A visitor who reads the app in any language, and looks at every page with the same eyes: see `looks`."""

import functools
import json
import subprocess
from pathlib import Path

from playwright.sync_api import expect
from tests.browser.visitor import AXE, PASSWORD, Visitor, fresh_email

WEB = Path(__file__).resolve().parents[3] / "web"
LOCALES = {"en": "en-GB", "de": "de-DE", "fr": "fr-FR", "es": "es-ES"}
FOCUSED = "addEventListener('focusin', () => { window.__focused = true })"
SETTLED = """async () => {
  const finite = one => one.timeline === document.timeline && one.effect.getComputedTiming().endTime !== Infinity
  await Promise.allSettled(document.getAnimations().filter(finite).map(one => one.finished))
}"""
SIGHT = """() => {
  const boxes = [...document.querySelectorAll('html, .panel')]
  const wide = boxes.filter(one => one.scrollWidth > one.clientWidth)
  return {
    text: location.pathname + document.body.innerText,
    lost: window.__focused === true && document.activeElement === document.body,
    wide: wide.map(one => `${one.localName} ${one.className}: ${one.scrollWidth} > ${one.clientWidth}`)
  }
}"""
VIOLATIONS = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 160)).join(' | '))"""


@functools.cache
def texts():
    """Every text of the app, by language."""
    printed = subprocess.run(
        ["node", "tests/print_texts.mjs"], cwd=WEB, capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(printed.stdout)


class Guest(Visitor):
    """A visitor in one of the conditions.

    Args:
        language: Code of the language.
        intends: Statuses of refusals that this flow provokes; 401 is how the API says that a step is missing.
    """

    def __init__(self, chromium, address, *, language, intends=(), **options):
        self.language, self.intends = language, {401, *intends}
        super().__init__(chromium, address, locale=LOCALES[language], **options)
        self.context.add_init_script(FOCUSED)
        self.looked_at = set()
        self.context.on("response", self._answered)
        self.context.on("requestfailed", self._failed)

    def _answered(self, answer):
        if answer.status >= 400 and answer.status not in self.intends:
            self.faults.append(f"{answer.request.method} {answer.url} {answer.status}")

    def _failed(self, request):
        # A page that is left drops its requests.
        if "ERR_ABORTED" not in (request.failure or "") and "network" not in self.intends:
            self.faults.append(f"{request.method} {request.url} {request.failure}")

    def text(self, key, *values):
        """A text of the app, by its path."""
        found = texts()[self.language]
        for name in key.split("."):
            found = found[name]
        for place, value in enumerate(values):
            found = found.replace(f"{{{place}}}", str(value))
        return found

    # Steps by the paths of texts.

    def press_on(self, key, *values):
        return self.press(self.text(key, *values))

    def choose_the(self, key):
        return self.choose(self.text(key))

    def reads(self, key, *values):
        """The text is seen, and the page is as it should be."""
        return self.sees(self.text(key, *values)).looks()

    def is_on(self, key, *values):
        """The page's title is that text, and the page is as it should be."""
        return self.sees_title(self.text(key, *values)).looks()

    def reads_no(self, key, *values):
        expect(self.page.get_by_text(self.text(key, *values), exact=True).locator("visible=true")).to_have_count(0)
        return self

    def looks(self):
        """Nothing for axe, nothing wider than the screen, and the focus somewhere."""
        self.page.evaluate(SETTLED)
        seen = self.page.evaluate(SIGHT)
        self.faults += [f"{self.page.url} is too wide: {one}" for one in seen["wide"]]
        if seen["lost"]:  # a closing dialog gives the focus back at its end
            expect(self.page.locator("body")).not_to_be_focused()
        if seen["text"] not in self.looked_at:
            self.looked_at.add(seen["text"])
            if not self.page.evaluate("'axe' in window"):
                self.page.evaluate(AXE.read_text())
            found = self.page.evaluate(VIOLATIONS)
            if found:  # something may have faded in meanwhile, which axe takes for pale
                self.page.evaluate(SETTLED)
                found = [one for one in self.page.evaluate(VIOLATIONS) if one in found]
            self.faults += [f"{self.page.url} {one}" for one in found]
        return self

    # Whole ways.

    def sign_up(self, email=None):
        email = email or fresh_email()
        self.go("/health")
        self.api("GET", "config")
        self.api("POST", "auth/signup", {"email": email, "password": PASSWORD})
        mail = self.mail(email)
        key = mail["code"] or self.link(mail).rsplit("/", 1)[-1]
        assert self.api("POST", "auth/email/verify", {"key": key})["status"] == 200
        self.go("/account").is_on("account.sections.profile")
        return email

    def log_out(self):
        self.press_on("account.menu").choose_the("account.logOut").is_at("/account/login")
        return self

    def profile(self):
        return self.is_on("account.sections.profile")

    def section(self, name):
        return self.go(f"/account/{name}").is_on(f"account.sections.{name}")

    def proves(self, password=PASSWORD):
        return self.reads("reauthenticate.title").write("password", password).press_on("reauthenticate.submit")

    def code_of(self, email, *, number=1):
        """The code of the newest mail, once so many came; a notice that came since has none."""
        self.mail(email, number=number)
        return next(mail["code"] for mail in self.mails(email) if mail["code"])

"""Users who sign up, reset passwords, redeem links and revoke sessions, and what each was told was done."""

import random
import re
import threading
import time
from collections import Counter

import httpx

PASSWORD, NEW = "tr0ub4dor-and-3", "an0ther-l0ng-one"
KEY = re.compile(r"/account/password/reset/key/([^\s\"<>]+)|/reset[^\s\"<>]*?[/=]([A-Za-z0-9_.~-]{20,})")
RESET, VERIFY = "reset", "verify"


class Client:
    """Calls of one app; an answer is None if none came."""

    def __init__(self, address):
        self.http = httpx.Client(base_url=f"{address}/_allauth/app/v1/", timeout=30)
        self.errors = Counter()

    def call(self, verb, path, body=None, token=""):
        try:
            answer = self.http.request(verb, path, json=body, headers={"X-Session-Token": token} if token else {})
        except httpx.TransportError:
            self.errors["no answer"] += 1
            return None
        if answer.status_code >= 500:
            self.errors[str(answer.status_code)] += 1
            return None
        return answer


class Writer(threading.Thread):
    """Works until it is stopped, and never assumes what it was not told."""

    def __init__(self, number, gatepost, mails):
        super().__init__(name=f"writer {number}")
        self.number, self.mails = number, mails
        self.client, self.stopped = Client(gatepost.address), threading.Event()
        self.passwords, self.used, self.revoked, self.due, self.done = {}, [], [], [], 0
        self.fault = None

    def run(self):
        try:
            while not self.stopped.is_set():
                self.user(f"w{self.number}-{self.done}@example.org")
                self.done += 1
        except Exception as fault:  # noqa: BLE001 - shown by the test
            self.fault = fault

    def user(self, email):
        call = self.client.call
        answer = call("POST", "auth/signup", {"email": email, "password": PASSWORD})
        if answer is None:
            time.sleep(0.1)
            return
        assert answer.status_code in (200, 401), answer.text
        self.passwords[email] = {PASSWORD}
        self.due.append((email, VERIFY))
        self.revoke(answer.json()["meta"].get("session_token"))
        if call("POST", "auth/password/request", {"email": email}) is None:
            return
        self.due.append((email, RESET))
        key = self.mailed_key(email)
        if key is None:
            return
        body = {"key": key, "password": NEW}
        answer = call("POST", "auth/password/reset", body)
        if answer is None:
            self.passwords[email] = {PASSWORD, NEW}
            return
        assert answer.status_code in (200, 401), answer.text
        self.passwords[email] = {NEW}
        self.used.append(key)

    def revoke(self, token):
        if token and (answer := self.client.call("DELETE", "auth/session", token=token)) is not None:
            assert answer.status_code == 401, answer.text
            self.revoked.append(token)

    def mailed_key(self, email):
        until = time.monotonic() + 60
        while time.monotonic() < until and not self.stopped.is_set():
            for text in self.mails.to(email):
                if found := KEY.search(text.replace("=\n", "").replace("=3D", "=")):
                    return found[1] or found[2]
            time.sleep(0.05)
        return None


class Crowd:
    """Several writers, and the proof that nothing that they were told was lost."""

    def __init__(self, gatepost, mails, size=8, kind=Writer, first=0):
        self.gatepost, self.mails = gatepost, mails
        self.writers = [kind(number, gatepost, mails) for number in range(first, first + size)]

    def __enter__(self):
        for writer in self.writers:
            writer.start()
        return self

    def __exit__(self, *_):
        for writer in self.writers:
            writer.stopped.set()
        for writer in self.writers:
            writer.join(120)
            writer.client.http.close()

    def done(self):
        """How many users are done; raises what stopped a writer."""
        for writer in self.writers:
            if writer.fault:
                raise writer.fault
        return sum(writer.done for writer in self.writers)

    def passwords(self):
        """The addresses that signed up, with the passwords that they may have."""
        return {email: known for writer in self.writers for email, known in writer.passwords.items()}

    def errors(self):
        return sum((writer.client.errors for writer in self.writers), Counter())

    def lost(self, most=None):
        """What was acknowledged and is not there any more; `most` users of each writer are looked at, or all."""
        assert [writer.fault for writer in self.writers if writer.fault] == []
        client, found = Client(self.gatepost.address), []
        with client.http:
            self._check(client, found, most)
        return found

    def _check(self, client, found, most):
        for writer in self.writers:
            for email, passwords in _some(writer.passwords.items(), most):
                answers = [
                    client.call("POST", "auth/login", {"email": email, "password": one}) for one in sorted(passwords)
                ]
                if not {200, 401} & {answer.status_code for answer in answers}:
                    found.append(f"{email} cannot log in: {answers[-1].text}")
            for token in _some(writer.revoked, most):
                if client.call("GET", "auth/session", token=token).status_code == 200:
                    found.append("a revoked session is valid")
            for key in _some(writer.used, most):
                if client.call("POST", "auth/password/reset", {"key": key, "password": NEW}).status_code != 400:
                    found.append("a link was redeemed twice")


def _some(things, most):
    chosen = list(things)
    return chosen if most is None else random.sample(chosen, min(most, len(chosen)))

"""`make N` gives users tokens of knox's own in every state; `ask` logs each user in, and uses and ends each token.

Facts are in `everyone.json`, answers on standard output.
"""

import base64
import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the set-up
from django.contrib.auth import get_user_model  # noqa: E402 - after the set-up
from django.contrib.auth.hashers import make_password  # noqa: E402 - after the set-up
from django.core.management import call_command  # noqa: E402 - after the set-up
from django.test import Client  # noqa: E402 - after the set-up
from tests.moving_in.everyone import people  # noqa: E402 - after the set-up

FACTS = Path(os.environ["MAIL"]).parent / "everyone.json"
LIFETIMES = {"live": timedelta(hours=5), "endless": None, "expired": timedelta(hours=-1)}
STATES = ("live", "live", "endless", "expired", "forged")
GONE, CHANGED = 11, 9
"""One in so many users is deleted, or changes the password, once there are tokens."""


def token(user, state):
    from knox.models import get_token_model  # noqa: PLC0415 - gone after the move

    text = get_token_model().objects.create(user, expiry=LIFETIMES.get(state, LIFETIMES["live"]))[1]
    return text[:-1] + ("0" if text[-1] != "0" else "1") if state == "forged" else text


def password_of(number):
    """One of the user's own, since names may differ in case alone."""
    return f"{people.PASSWORD}-{number}"


def make(count):
    call_command("migrate", verbosity=0)
    facts, gone, changed = [], [], []
    made = people.make(count, get_user_model(), lambda number: make_password(password_of(number)))
    for number, (user, traits) in enumerate(made):
        tokens = [token(user, STATES[traits._draw.randrange(len(STATES))]) for _ in range(traits._draw.randrange(5))]
        is_gone, changes = traits.one_in(GONE), traits.one_in(CHANGED)
        facts.append({"name": user.get_username(), "password": password_of(number), "tokens": tokens})
        gone += [user.pk] * is_gone
        if changes:
            user.password = make_password(password_of(number))
            changed.append(user)
    get_user_model().objects.bulk_update(changed, ["password"])
    get_user_model().objects.filter(pk__in=gone).delete()
    FACTS.write_text(json.dumps(facts))


def send(method, path, authorization):
    answer = getattr(Client(headers={"Authorization": authorization}), method)(path)
    return answer.status_code, answer.json() if answer.content else {}


def who(text):
    status, said = send("get", "/me/", f"Token {text}")
    return said["name"] if status == 200 else "refused"


def log_in(name, password):
    """Whose the new token is; 403 if the user has too many."""
    basic = base64.b64encode(f"{name}:{password}".encode()).decode()
    status, said = send("post", "/api/login/", f"Basic {basic}")
    return who(said["token"]) if status == 200 else status


def answers(fact):
    found = {f"who {number}": who(text) for number, text in enumerate(fact["tokens"])}
    found["wrong"] = log_in(fact["name"], people.WRONG)
    found["password"] = log_in(fact["name"], fact["password"])
    for number, text in enumerate(fact["tokens"][::2]):
        found[f"log out {number}"] = send("post", "/api/logout/", f"Token {text}")[0]
    found |= {f"afterwards {number}": who(text) for number, text in enumerate(fact["tokens"])}
    if len(fact["tokens"]) > 2:
        found["password again"] = log_in(fact["name"], fact["password"])
        found["everywhere"] = send("post", "/api/logoutall/", f"Token {fact['tokens'][1]}")[0]
        found |= {f"in the end {number}": who(text) for number, text in enumerate(fact["tokens"])}
    return found


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]))
    else:
        if settings.STAGE == "after":
            people.hash_fast()
        sys.stdout.write(json.dumps([answers(fact) for fact in json.loads(FACTS.read_text())]) + "\n")

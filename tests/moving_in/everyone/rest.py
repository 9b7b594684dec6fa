"""`make N` inserts users in every state by the models of a package for REST framework; `ask N` asks every Nth of them.

Facts are in `everyone.json`, answers on standard output. `ask` reads what the users of providers need.
"""

import importlib
import json
import os
import sys
from collections import defaultdict
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the set-up
from django.contrib.auth import get_user_model  # noqa: E402 - after the set-up
from django.core.management import call_command  # noqa: E402 - after the set-up
from django.db import transaction  # noqa: E402 - after the set-up
from tests.moving_in.everyone import people  # noqa: E402 - after the set-up

FACTS = Path(os.environ["DATABASE"]).parent / "everyone.json"
package = importlib.import_module(f"tests.moving_in.everyone.{settings.PACKAGE.replace('-', '_')}")


def secret(number):
    """Everyone's own, so that nobody is let in with another's."""
    return f"{people.PASSWORD}{number}"


def hashed(number):
    return people.by_some_hasher(number, secret(number))


@transaction.atomic
def make(count):
    facts, rows = [], defaultdict(list)
    for number, (user, traits) in enumerate(people.make(count, get_user_model(), hashed)):
        fact = {"name": user.get_username(), "address": user.email, "active": user.is_active}
        fact |= {"password": secret(number), "has_password": traits.has_password}
        for row in package.rows(user, number, traits, fact):
            rows[type(row)].append(row)
        facts.append(fact)
    for model, own in rows.items():
        model.objects.bulk_create(own)
    if hasattr(package, "finish"):
        package.finish(facts)
    FACTS.write_text(json.dumps(facts))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        call_command("migrate", verbosity=0)
        make(int(sys.argv[2]))
    else:
        if settings.STAGE == "after":
            people.hash_fast()
        given = json.load(sys.stdin)
        asked = json.loads(FACTS.read_text())[:: int(sys.argv[2])]
        sys.stdout.write(json.dumps([package.answers(fact, given) for fact in asked]) + "\n")

"""Users with tokens of the real package, in every state that they can be in; prints the tokens by state."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the set-up
from django.contrib.auth import get_user_model  # noqa: E402 - after the set-up
from django.core.management import call_command  # noqa: E402 - after the set-up
from django.db import transaction  # noqa: E402 - after the set-up


def person(number, name, state):
    user = get_user_model().objects.create_user(name, f"u{number}@example.org", "old-Secret-77" if number < 3 else None)
    user.is_active = state != "inactive"
    user.save()
    return user


def knox_token(user, state):
    from knox.models import get_token_model  # noqa: PLC0415 - only one of the packages is installed

    expiry = {"expired": timedelta(hours=-1), "endless": None}.get(state, timedelta(hours=5))
    return {"token": get_token_model().objects.create(user, expiry=expiry)[1]}


def pair(user, state):
    from rest_framework_simplejwt.tokens import RefreshToken  # noqa: PLC0415 - only one of the packages is installed

    made = RefreshToken.for_user(user)
    if state == "expired":
        made.set_exp(lifetime=timedelta(hours=-1))
        if hasattr(made, "blacklist"):
            made.outstand()
            from rest_framework_simplejwt.token_blacklist.models import OutstandingToken  # noqa: PLC0415

            OutstandingToken.objects.filter(jti=made["jti"]).update(expires_at=made.current_time - timedelta(hours=1))
    if state == "blacklisted" and hasattr(made, "blacklist"):
        made.blacklist()
    access = made.access_token
    if state == "expired":
        access.set_exp(lifetime=timedelta(hours=-1))
    return {"refresh": str(made), "access": str(access)}


call_command("migrate", verbosity=0, run_syncdb=True)
transaction.set_autocommit(False)
states = ["live", "live", "several", "inactive", "expired", "deleted", "blacklisted", "endless"]
found = []
for number in range(int(sys.argv[1])):
    name = ["ann", "B\u00f6b", "c c", "d+d@example.org"][number % 4] + str(number)
    state = states[number % len(states)]
    user = person(number, name, state)
    make = knox_token if settings.PACKAGE == "knox" else pair
    tokens = [make(user, state) for _ in range(3 if state == "several" else 1)]
    if state == "deleted":
        user.delete()
    found += [{"name": name, "state": state, **one} for one in tokens]
transaction.commit()
sys.stdout.write(json.dumps(found) + "\n")

"""Users with authtoken's own tokens, in every state that they can be in; prints the tokens by state."""

import json
import sys

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - after the set-up
from django.core.management import call_command  # noqa: E402 - after the set-up
from django.db import transaction  # noqa: E402 - after the set-up
from rest_framework.authtoken.models import Token  # noqa: E402 - after the set-up

call_command("migrate", verbosity=0)
transaction.set_autocommit(False)
found = {"live": {}, "dead": {}, "foreign": {}}
for number in range(int(sys.argv[1])):
    name = ["ann", "B\u00f6b", "c c", "d+d@example.org"][number % 4] + str(number)
    user = get_user_model().objects.create_user(name, f"u{number}@example.org", None if number % 3 else "old-Secret-77")
    state = "dead" if number % 10 == 9 else "live"
    if state == "dead":
        user.is_active = False
        user.save()
    if number % 50 == 7:
        state = "foreign"
        Token.objects.create(user=user, key=f"own-{number}")
    else:
        Token.objects.create(user=user)
    found[state][Token.objects.get(user=user).key] = name
transaction.commit()
sys.stdout.write(json.dumps(found) + "\n")

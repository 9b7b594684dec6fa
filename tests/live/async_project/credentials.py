"""Migrates, makes a user, and prints a credential of every kind as JSON; run with the project's settings."""

import json

import django
from django.core.management import call_command

django.setup()

from tests.users import make_user  # noqa: E402 - models exist only now

from gatepost.sessions import issue  # noqa: E402
from gatepost.tokens import opaque  # noqa: E402
from gatepost.tokens.signed import access  # noqa: E402

call_command("migrate", verbosity=0)
user = make_user()


def opened(client):
    return issue.open_for(user, client=client, ip="127.0.0.1", user_agent="test", proofs=[])


app = opened("app")
found = {
    "pk": user.pk,
    "cookie": {"Cookie": f"sessionid={opened('browser').key}"},
    "session token": {"X-Session-Token": app.key},
    "access token": {"Authorization": f"Bearer {access.make(app.state)}"},
    "key": {"Authorization": f"Bearer {opaque.make(user.pk, name='x', scope='', expires_at=None)[0]}"},
}
print(json.dumps(found))  # noqa: T201

"""Users and sessions as they are after a while."""

import zlib

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from gatepost.accounts import columns, identifiers, lifecycle, making
from gatepost.accounts.accounts import load
from gatepost.sessions import issue
from tests.client import Api

PASSWORD = "bob-Secret-77"
NEW = "a-new-Secret-88"
BOB = "bob@example.org"
LOGIN_FIELD = get_user_model().USERNAME_FIELD
NUMBER = "+4915112345678"
"""Of a second user, who needs one where users log in by their numbers."""


def make_user(email=BOB, username="bob", *, verified=True, phone=None, password=PASSWORD):
    names = {"email": email, "username": spelled(username), "phone": phone}
    account = lifecycle.build({kind: value for kind, value in names.items() if value}, make_password(password))
    for column, value in needed().items():
        setattr(account.user, column, value)
    assert lifecycle.insert(account)
    if verified:
        for row in load(account.user).identifiers:
            if row.kind != "username":
                identifiers.confirm(row)
    return account.user


def spelled(username):
    """A username as the user model's column takes it: where that holds numbers, one that belongs to the name."""
    field = columns.field("username")
    numeric = field is not None and not columns.is_text(field)
    return str(zlib.crc32(username.encode()) % 10**6) if numeric and username else username


def needed():
    """What the user model requires of each user beside names and a password."""
    if get_user_model()._meta.label != "company.User":
        return {}
    return {"company": apps.get_model("company", "Company").objects.create(name="Ours"), "floor": 1, "desk": "a"}


def login_name(user):
    """What Django logs a user in by."""
    return str(user.get_username())


def login_fields(name="bob"):
    """What Django logs a user in by, under the name of the user model's field."""
    return {LOGIN_FIELD: f"{name}@example.org" if LOGIN_FIELD == "email" else name}


def login_names(name="bob"):
    """The same for packages that take it under the field's name, and for those that call it a username in any model."""
    fields = login_fields(name)
    return {"username": fields[LOGIN_FIELD], **fields}


def made_by_staff(username="bob", email=BOB, password=PASSWORD):
    """A user whom the project made, not a sign-up, with Django's own means."""
    making.by_staff(value=True)
    try:
        return get_user_model().objects.create_user(username=username, email=email, password=password)
    finally:
        making.by_staff(value=False)


def logged_in(user, client="app"):
    opened = issue.open_for(user, client=client, ip="127.0.0.1", user_agent="test", proofs=[])
    api = Api(client)
    if client == "app":
        api.token = opened.key
    else:
        api.http.cookies["sessionid"] = opened.key
    return api

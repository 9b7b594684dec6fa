"""Users of any model, made by Django alone: before gatepost was there, in the admin, or by the project's code."""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db.models.signals import post_save

from gatepost import apps as own_apps
from gatepost.accounts import columns, making, queries, reconciliation
from gatepost.ground import clock

PASSWORD = "bob-Secret-77"
NEW = "a-new-Secret-88"
VALUES = {"email": "eve@example.org", "username": "eve", "phone": "+4917112345678"}
OTHERS = {"email": "new@example.org", "username": "newname", "phone": "+4917187654321"}
NUMBERS = {"eve": "4711", "newname": "4712"}


def written(kind, values=VALUES):
    """A name as the column of a kind takes it."""
    column = columns.by_kind()[kind]
    numeric = "Integer" in type(get_user_model()._meta.get_field(column)).__name__
    return NUMBERS[values[kind]] if numeric else values[kind]


def names():
    """The names of the user, by kind."""
    return {kind: written(kind) for kind in columns.by_kind()}


def build():
    """A user not yet written, with what the model requires."""
    model = get_user_model()
    user = model(password=make_password(PASSWORD), **{columns.by_kind()[kind]: name for kind, name in names().items()})
    if model._meta.label == "company.User":
        user.company = apps.get_model("company", "Company").objects.create(name="Ours")
        user.floor, user.desk = 1, "a"
    if columns.has_column("is_staff"):
        user.is_staff = True
    return user


def before_the_switch():
    """Written past every signal, as rows that were there already, and adopted as the migration adopts them."""
    user = build()
    write_raw(user)
    queries.record_owner(user.pk, clock.now(), adopted=True)
    reconciliation.reconcile(user)
    return user


def write_raw(user):
    """Write a user as one that was there before, whom no signal announces."""
    post_save.disconnect(sender=get_user_model(), dispatch_uid="gatepost-follow")
    try:
        user.save()
    finally:
        post_save.connect(own_apps._sync_names, sender=get_user_model(), dispatch_uid="gatepost-follow")


def in_the_admin():
    """Made by staff after the switch."""
    making.by_staff(value=True)
    try:
        user = build()
        user.save()
    finally:
        making.by_staff(value=False)
    return user


def by_the_projects_code():
    """Made by code of the project after the switch, which `accounts.adopt_new` trusts."""
    user = build()
    user.save()
    return user


ORIGINS = (before_the_switch, in_the_admin, by_the_projects_code)

"""Migrations that move data, with data."""

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from gatepost.ground import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _newest_again():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def migrate(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("gatepost", name)])
    return MigrationExecutor(connection).loader.project_state([("gatepost", name)]).apps


def test_counters_move_to_the_authenticator():
    old = migrate("0003_trusted_browsers")
    try:
        user = old.get_model(settings.AUTH_USER_MODEL).objects.create()
        held = {}
        for number, kind in ((1, "totp"), (2, "webauthn"), (3, "recovery_codes")):
            held[kind] = old.get_model("gatepost", "Authenticator").objects.create(
                number=number, user_id=user.pk, type=kind, created_at=clock.now()
            )
        old.get_model("gatepost", "TotpSecret").objects.create(
            authenticator=held["totp"], sealed="x", last_step=59_850_856
        )
        old.get_model("gatepost", "Passkey").objects.create(
            authenticator=held["webauthn"],
            digest="x",
            credential="x",
            user_handle="x",
            sign_count=7,
            passwordless=True,
        )
    finally:
        new = migrate("0004_one_counter")
    rows = new.get_model("gatepost", "Authenticator").objects.values_list("type", "counter")
    assert dict(rows) == {"totp": 59_850_856, "webauthn": 7, "recovery_codes": 0}

"""A code that two requests use at once, or that is used too late."""

from datetime import timedelta

import pytest
from tests.client import Api
from tests.exchanges import CODE
from tests.users import BOB, PASSWORD, make_user

from gatepost import conf
from gatepost.accounts import queries
from gatepost.accounts.models import Identifier
from gatepost.features.email.operations import verify
from gatepost.flow.settings import FlowSettings
from gatepost.ground import clock as ground_clock
from gatepost.ground.models import OneTimeSecret
from gatepost.sessions.models import Session


def test_the_request_that_lost_a_race_for_a_code_ended_the_login_of_the_one_that_won(configure, post, monkeypatch, db):
    configure(**CODE)
    api, prove, lost = Api("app"), verify._prove, []
    assert api.post("auth/signup", {"email": BOB, "password": PASSWORD}).pending == ["verify_email"]
    code = post.code(BOB)

    def meanwhile(*arguments, **named):
        other = Api("app")
        other.token = api.token
        lost.append(other.post("auth/email/verify", {"key": code}).status)
        return prove(*arguments, **named)

    monkeypatch.setattr(verify, "_prove", meanwhile)
    assert api.post("auth/email/verify", {"key": code}).status == 200
    assert lost == [409]


def test_an_address_that_another_account_verified_after_it_was_read_is_taken(configure, post, monkeypatch, db):
    configure(**CODE)
    api, confirm, eve = Api("app"), queries.confirm, make_user("eve@example.org", "eve")
    assert api.post("auth/signup", {"email": BOB, "password": PASSWORD}).pending == ["verify_email"]

    def late(row_id, *arguments):
        Identifier.objects.filter(id=row_id).update(claim=None)
        Identifier.objects.filter(user=eve, kind="email").update(value=BOB, canonical=BOB, claim=BOB)
        return confirm(row_id, *arguments)

    monkeypatch.setattr(queries, "confirm", late)
    assert api.post("auth/email/verify", {"key": post.code(BOB)}).codes == [("email_taken", "key")]
    assert not Identifier.objects.exclude(user=eve).filter(verified_at__isnull=False).exists()


@pytest.mark.parametrize("raw", ["", "{}", '{"key": 12}', '{"key": "BCDF-GHJK"}', "["])
def test_the_code_of_a_login_that_expired_is_a_conflict_whatever_is_sent(configure, clock, raw, db):
    configure(**CODE)
    api = Api("app")
    assert api.call("POST", "auth/email/verify", raw=raw).status == 409
    assert api.post("auth/signup", {"email": BOB, "password": PASSWORD}).pending == ["verify_email"]
    clock.forward(conf.read(FlowSettings).login_seconds + 1)
    for model in (OneTimeSecret, Session):
        model.objects.update(expires_at=ground_clock.now() + timedelta(days=1))
    assert api.call("POST", "auth/email/verify", raw=raw).status == 409
    assert OneTimeSecret.objects.get().tries_left == 3

"""A code that two requests of one visitor use at once."""

from tests.client import Api
from tests.exchanges import CODE
from tests.users import BOB, PASSWORD

from gatepost.features.email.operations import verify


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

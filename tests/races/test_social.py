"""Row J3 and its neighbours: logins from elsewhere at the same time."""

import pytest
from django.contrib.auth import get_user_model
from tests.providers import Visitor, connected, provider
from tests.races.test_races import race

from gatepost.features.social.models import SocialAccount
from gatepost.features.social.operations.tokens import get_token
from gatepost.features.social.protocol import authorization

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
__all__ = ["connected", "provider"]
ROUNDS = 5


def test_j3_sixteen_first_logins_of_one_person_make_one_user(provider, connected):
    for number in range(ROUNDS):
        subject = f"subject-{number}"
        tokens = {"client_id": "client", "id_token": provider.id_token(sub=subject, email=f"j{number}@example.org")}
        body = {"provider": "test", "process": "login", "token": tokens}
        answers = race(lambda _, body=body: Visitor("app", provider).post("auth/provider/token", body))
        assert {answer.status for answer in answers} == {200}
        assert len({answer.body["data"]["user"]["id"] for answer in answers}) == 1
        assert SocialAccount.objects.filter(subject=subject).count() == 1
    assert get_user_model().objects.count() == ROUNDS


def test_j3_a_person_without_an_address_is_one_user_too(provider, connected, configure):
    configure(accounts={"signup_fields": ["email", "username*", "password*"]})
    tokens = {"client_id": "client", "id_token": provider.id_token(email=None)}
    body = {"provider": "test", "process": "login", "token": tokens}
    answers = race(lambda _: Visitor("app", provider).post("auth/provider/token", body))
    assert {answer.status for answer in answers} == {200}
    assert get_user_model().objects.count() == SocialAccount.objects.count() == 1


def test_a_token_with_an_id_lets_one_in(provider, connected):
    Visitor("app", provider).post_token()
    body = {
        "provider": "test",
        "process": "login",
        "token": {"client_id": "client", "id_token": provider.id_token(jti="one")},
    }
    answers = race(lambda _: Visitor("app", provider).post("auth/provider/token", body))
    assert sorted(answer.status for answer in answers) == [200] + [400] * 15


def test_a_deep_links_code_is_exchanged_once(provider, connected):
    connected(deep_links=["org.example.app:/done"])
    verifier = authorization.random_text()
    phone = Visitor("app", provider)
    start = {
        "provider": "test",
        "callback_url": "org.example.app:/done",
        "code_challenge": authorization.challenge(verifier),
    }
    url = phone.post("auth/provider/start", start).body["data"]["authorize_url"]
    place = Visitor("browser", provider).come_back(provider.sign_in(url))["Location"]
    body = {"code": place.partition("code=")[2], "code_verifier": verifier}

    def exchange(_):
        other = Visitor("app", provider)
        other.token = phone.token
        return other.post("auth/provider/exchange", body).status

    assert race(exchange).count(200) == 1
    assert provider.count("/token") == 1


def test_two_users_who_connect_the_same_login_get_it_once(provider, connected):
    visitors = [Visitor("app", provider) for _ in range(8)]
    for number, visitor in enumerate(visitors):
        assert visitor.post_token(sub=f"own-{number}", email=f"own{number}@example.org").status == 200
    token = {"client_id": "client", "id_token": provider.id_token(sub="wanted")}
    body = {"provider": "test", "process": "connect", "token": token}
    answers = race(lambda number: visitors[number].post("auth/provider/token", body), racers=8)
    assert sorted(answer.status for answer in answers) == [200] + [400] * 7


def test_an_access_token_that_ends_is_renewed_once(provider, connected, clock):
    connected(connection={"keep_tokens": True})
    visitor = Visitor("browser", provider)
    visitor.log_in()
    user = get_user_model().objects.get()
    clock.forward(3590)
    assert len(set(race(lambda _: get_token(user, "test")))) == 1
    refreshed = [params for _, path, params, _ in provider.seen if params.get("grant_type") == "refresh_token"]
    assert len(refreshed) == 1

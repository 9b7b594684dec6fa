"""A login from a provider with an address that an account has already, by how much may be told."""

import pytest
from tests.client import Api
from tests.oracle import give, oracle
from tests.users import make_user

__all__ = ["oracle"]

ALICE = "alice@example.org"


@pytest.fixture
def alice(db):
    return make_user(ALICE, "alice")


@pytest.mark.not_with("email_only")
@pytest.mark.parametrize("vouched", [True, False])
def test_strictly_silent_it_is_answered_like_a_free_one(api, alice, oracle, configure, vouched):
    configure(accounts={"prevent_enumeration": "strict"})
    answer = give(api, oracle, email_verified=vouched)
    assert answer.status == 200
    assert answer.body["data"]["user"]["id"] != alice.pk
    assert [one["email"] for one in api.get("account/email").body["data"]] == [ALICE]
    assert api.get("auth/provider/signup").body == {"status": 409}
    assert api.post("auth/provider/signup", {"email": ALICE}).body == {"status": 409}


def test_strictly_silent_a_free_address_gets_the_same(api, oracle, configure):
    configure(accounts={"prevent_enumeration": "strict"})
    answer = give(api, oracle, email_verified=False)
    assert (answer.status, answer.body["data"]["user"]["email"]) == (200, ALICE)


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("prevents", [True, False])
@pytest.mark.parametrize("vouched", [True, False])
def test_with_optional_verification_a_form_is_pending(api, oracle, configure, prevents, vouched):
    configure(accounts={"prevent_enumeration": prevents})
    answer = give(api, oracle, email_verified=vouched)
    assert (answer.status, answer.pending) == (401, ["provider_signup"])


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("prevents", [True, "strict"])
@pytest.mark.parametrize("vouched", [True, False])
def test_with_mandatory_verification_the_address_is_pending(api, oracle, configure, prevents, vouched):
    configure(accounts={"prevent_enumeration": prevents, "email_verification": "mandatory"})
    answer = give(api, oracle, email_verified=vouched)
    assert (answer.status, answer.pending) == (401, ["verify_email"])
    assert Api(api.client).get("auth/session").pending == []

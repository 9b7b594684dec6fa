"""Strategies."""

import pytest
from tests.token_logins import STRATEGIES


@pytest.fixture(params=STRATEGIES)
def strategy(request, configure):
    configure(accounts={"email_verification": "optional"}, tokens={"strategy": request.param})
    return request.param


@pytest.fixture
def jwts(configure):
    configure(accounts={"email_verification": "optional"}, tokens={"strategy": "jwt"})

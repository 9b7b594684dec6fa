"""Every flow of the table once, by `make flows`: nothing for axe or on the console, no lost focus, no wide page.

Widths, themes and languages are spread over the flows so that every pair of them occurs.
"""

import pytest
from tests.browser.conftest import ASKED_AGAIN, DAILY, LEAN, connections_to
from tests.browser.flows import account, conditions, entry, factors
from tests.browser.flows.guest import Guest
from tests.browser.flows.table import FLOWS, condition
from tests.browser.visitor import fresh_email

pytestmark = pytest.mark.live
assert all((account, conditions, entry, factors))  # importing them fills the table
PLENTY = DAILY["GATEPOST_LIMITS__RATES"]


@pytest.fixture
def server_of(serve, provider):
    """The server that a flow needs; each is started once."""
    settings = {
        "full": {
            **DAILY,
            "GATEPOST_FLOW__REAUTHENTICATION_FOR_ACCOUNT": "true",
            **connections_to(provider, loopback="Loopback"),
        },
        "lean": LEAN,
        "strict": {"GATEPOST_FLOW__SECOND_FACTOR_FOR": "everybody"},
        "closed": {"GATEPOST_ACCOUNTS__SIGNUP_OPEN": "false"},
        "phone": {
            **ASKED_AGAIN,
            "GATEPOST_ACCOUNTS__SIGNUP_FIELDS": '["username*", "phone*", "password*"]',
            "GATEPOST_ACCOUNTS__LOGIN_METHODS": '["username", "phone"]',
            "GATEPOST_PHONE__CHANGES": "2",
            "GATEPOST_LIMITS__RATES": PLENTY,
        },
    }
    return lambda name: serve(**settings[name])


@pytest.mark.parametrize("name", FLOWS)
def test_flow(chromium, server_of, provider, name):
    flow, (width, theme, language) = FLOWS[name], condition(name)
    email = fresh_email("person")
    provider.claims.update(sub=email.partition("@")[0], email=email, email_verified=True)
    met = []

    def meet(*, passkeys=False):
        options = {"viewport": {"width": width, "height": 800}, "color_scheme": theme, "language": language}
        guest = Guest(chromium, server_of(flow.at), intends=flow.intends, passkeys=passkeys, **options)
        guest.provider, guest.beside = provider, meet
        met.append(guest)
        return guest

    try:
        flow.walk(meet(passkeys=flow.passkeys))
    finally:
        provider.faults.clear()
        for guest in met:
            guest.leave()

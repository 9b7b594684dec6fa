"""Budgets of SMS: of the installation, and of each country."""

import logging
from datetime import timedelta

import pytest

from gatepost.ground import clock as ground_clock
from gatepost.ground import outbox, text
from gatepost.ground.models import Event, Message

pytestmark = pytest.mark.django_db
GERMAN, AUSTRIAN = "+4915112345{:03}", "+4366412345{:03}"


@pytest.fixture
def budget(configure, post):
    def change(**rates):
        configure(limits={"enabled": True, "rates": rates})

    return change


def put(number, **more):
    outbox.put("sms", "phone/verify", number, {"code": "ABCD-EFGH"}, language="en", **more)


def sent(post):
    return sum(len(post.to(pattern.format(number))) for pattern in (GERMAN, AUSTRIAN) for number in range(20))


def test_a_country_whose_budget_is_used_up_waits_and_others_go_on(budget, post, clock, caplog):
    budget(sms_country=["3/300"], sms_installation=["100/300"])
    for number in range(6):
        put(GERMAN.format(number))
    with caplog.at_level(logging.ERROR):
        assert outbox.deliver_due() == 3
    assert caplog.text.count("the SMS budget sms_country +49 is used up") == 1
    assert Event.objects.filter(kind="sms_budget_used_up").count() == 1
    put(AUSTRIAN.format(0))
    assert outbox.deliver_due() == 1
    assert outbox.deliver_due() == 0
    clock.forward(101)
    assert outbox.deliver_due() == 1
    clock.forward(300)
    assert outbox.deliver_due() == 2
    assert sent(post) == 7
    assert not Message.objects.filter(sent_at=None).exists()


def test_the_budget_of_the_installation_holds_for_all_countries(budget, post):
    budget(sms_country=["100/300"], sms_installation=["2/300"])
    for number in range(2):
        put(GERMAN.format(number))
        put(AUSTRIAN.format(number))
    assert outbox.deliver_due() == 2
    assert sent(post) == 2


def test_a_message_that_waits_uses_up_no_attempt_and_expires_with_its_code(budget, post, clock):
    budget(sms_country=["1/86400"])
    put(GERMAN.format(1))
    assert outbox.deliver_due() == 1
    put(GERMAN.format(2), expires_at=ground_clock.now() + timedelta(seconds=600))
    for _ in range(12):
        assert outbox.deliver_due() == 0
        clock.forward(30)
    message = Message.objects.get(sent_at=None)
    assert (message.attempts, message.due_at) == (0, message.expires_at)
    clock.forward(600)
    assert outbox.deliver_due() == 0
    message.refresh_from_db()
    assert (message.sealed, message.sent_at) == ("", None)


def test_mail_has_no_budget(budget, mailoutbox):
    budget(sms_installation=["1/86400"])
    for _ in range(3):
        outbox.put("mail", "password/changed", "ann@example.org", {}, language="en")
    assert outbox.deliver_due() == 3


@pytest.mark.parametrize(
    ("number", "prefix"), [("+4915112345678", "+49"), ("+12025550123", "+1"), ("12", ""), ("", "")]
)
def test_numbers_are_counted_by_their_countrys_prefix(number, prefix):
    assert text.country_prefix(number) == prefix


def test_without_limits_nothing_waits(configure, post):
    configure(limits={"enabled": False, "rates": {"sms_installation": ["1/86400"]}})
    for number in range(3):
        put(GERMAN.format(number))
    assert outbox.deliver_due() == 3

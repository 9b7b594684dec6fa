"""A server's clock that was ahead for a while, and was set right again."""

import pytest
from tests.users import BOB, make_user

from gatepost.ground import limits, outbox
from gatepost.ground.models import Message

pytestmark = pytest.mark.django_db
DAY, WHO = 86_400, ("login_network", "192.0.2.7")


@pytest.fixture(autouse=True)
def _limits(configure):
    configure(limits={"enabled": True, "rates": {"login_network": ["3/60", "10/86400"]}})


def test_a_clock_that_was_a_month_ahead_locked_everybody_out_for_a_month(clock):
    clock.forward(30 * DAY)
    assert not limits.wait(WHO)
    clock.forward(-30 * DAY)
    assert limits.full(*WHO) == 0
    assert [bool(limits.wait(WHO)) for _ in range(4)] == [False, False, False, True]
    assert limits.full(*WHO) > 0


def test_a_clock_that_is_set_back_by_a_minute_frees_no_attempt(clock):
    assert [bool(limits.wait(WHO)) for _ in range(4)] == [False, False, False, True]
    clock.forward(-60)
    assert limits.wait(WHO)


def test_clocks_that_differ_by_five_minutes_count_in_one_bucket(clock):
    for _ in range(3):
        assert not limits.wait(WHO)
    clock.forward(-299)
    assert limits.wait(WHO)


def test_a_mail_waited_for_the_time_at_which_a_clock_that_was_ahead_had_queued_it(clock, post):
    make_user()
    clock.forward(30 * DAY)
    outbox.put("mail", "flow/welcome", BOB, {}, language="en")
    clock.forward(-30 * DAY)
    assert outbox.deliver_due() == 1
    assert len(post.to(BOB)) == 1


def test_a_mail_that_failed_is_tried_at_its_time_even_after_the_longest_pause(clock, post, monkeypatch):
    make_user()
    monkeypatch.setattr(outbox, "FIRST_PAUSE_SECONDS", outbox.LONGEST_PAUSE_SECONDS)
    monkeypatch.setattr(outbox, "send", lambda *_: 1 / 0)
    outbox.put("mail", "flow/welcome", BOB, {}, language="en")
    for _ in range(3):
        outbox.deliver_due()
    assert Message.objects.get().attempts == 1
    clock.forward(outbox.LONGEST_PAUSE_SECONDS)
    outbox.deliver_due()
    assert Message.objects.get().attempts == 2

"""kill -9 of the processes that answer requests, while users sign up, reset, revoke and redeem."""

import os
import signal

import pytest
from tests.failure import report
from tests.failure.systems import until
from tests.failure.writers import Crowd

pytestmark = pytest.mark.live


def test_killing_a_worker_loses_nothing_that_was_acknowledged(gatepost, mails, postgres):
    with Crowd(gatepost, mails) as crowd:
        until(lambda: crowd.done() >= 8, "users")
        before = set(gatepost.workers())
        assert len(before) == 2
        os.kill(min(before), signal.SIGKILL)
        after = crowd.done()
        until(lambda: len(gatepost.workers()) == 2 and min(before) not in gatepost.workers(), "another worker")
        seconds = until(gatepost.healthy, "an answer")
        until(lambda: crowd.done() >= after + 8, "users after that")
    until(postgres.nothing_due, "the end of all messages")
    report.note("a server process (kill -9)", crowd.errors(), seconds, crowd.lost() + once(crowd, mails))
    assert halves(postgres) == 0


def test_mail_waits_for_a_sender_that_was_killed(gatepost, mails, postgres):
    until(postgres.nothing_due, "the end of all messages")
    gatepost.sender.kill()
    gatepost.sender.wait()
    with Crowd(gatepost, mails, size=2, first=100) as crowd:
        until(lambda: len(crowd.passwords()) >= 2, "users")
        assert postgres.query("SELECT count(*) FROM gatepost_message WHERE due_at IS NOT NULL") != [(0,)]
        gatepost.respawn_sender()
        seconds = until(lambda: crowd.done() >= 2, "their mails")
    until(postgres.nothing_due, "the end of all messages")
    report.note(
        "the sender of mail (kill -9, with its start)", crowd.errors(), seconds, crowd.lost() + once(crowd, mails)
    )


def once(crowd, mails):
    """Mails that were due and did not come, or came twice."""
    due_to = {email for writer in crowd.writers for email, _ in writer.due}
    counted = {(to, subject): count for (to, subject), count in mails.counted().items() if to in due_to}
    due = sum(len(writer.due) for writer in crowd.writers)
    twice = [f"{to} got {count} × {subject}" for (to, subject), count in counted.items() if count > 1]
    return twice + ["a mail is missing"] * max(due - sum(counted.values()), 0)


def halves(postgres):
    """Users without a name, and names without a user."""
    (table,) = postgres.query("SELECT tablename FROM pg_tables WHERE tablename IN ('auth_user', 'gatepost_user')")[0]
    sql = "SELECT count(*) FROM {} u WHERE NOT EXISTS (SELECT 1 FROM gatepost_identifier i WHERE i.user_id = u.id)"
    return postgres.query(sql.format(table))[0][0]

"""Requests that wait for other servers keep the process from nothing else."""

import contextlib
import threading
import time

import pytest
from tests.failure.systems import free_port

from gatepost.cli.serve import THREADS
from gatepost.ground.guarded_http import client, places
from gatepost.ground.guarded_http.fault import Unavailable


def test_a_host_that_hangs_leaves_places_for_another():
    with contextlib.ExitStack() as held:
        for _ in range(places.AT_ONE_HOST):
            held.enter_context(places.place("hangs"))
        with pytest.raises(Unavailable), places.place("hangs"):
            pass
        with places.place("answers"):
            pass
    with places.place("hangs"):
        pass
    assert not places._running


def test_many_hosts_that_hang_leave_threads_to_the_server():
    assert places.AT_ONE_HOST < places.AT_ONCE < THREADS
    with contextlib.ExitStack() as held:
        for number in range(places.AT_ONCE):
            held.enter_context(places.place(f"host{number}"))
        with pytest.raises(Unavailable), places.place("another"):
            pass


def test_a_request_takes_a_place_at_its_host(monkeypatch):
    monkeypatch.setattr(places, "WAIT_SECONDS", 0)
    host = f"127.0.0.1:{free_port()}"
    with contextlib.ExitStack() as held:
        for _ in range(places.AT_ONE_HOST):
            held.enter_context(places.place(host))
        with pytest.raises(Unavailable, match="too many requests"):
            client.fetch("GET", f"http://{host}/", allowed=[host])
    with pytest.raises(Unavailable, match="no answer"):
        client.fetch("GET", f"http://{host}/", allowed=[host])


def test_a_request_gets_the_place_of_one_that_ends(monkeypatch):
    monkeypatch.setattr(places, "WAIT_SECONDS", 20)
    begun = time.monotonic()
    entered, leave, got = threading.Event(), threading.Event(), []

    def hold():
        with places.place("slow"):
            entered.set()
            leave.wait(10)

    with contextlib.ExitStack() as held:
        for _ in range(places.AT_ONE_HOST - 1):
            held.enter_context(places.place("slow"))
        holding = threading.Thread(target=hold)
        holding.start()
        entered.wait(10)
        threading.Timer(0.1, leave.set).start()
        with places.place("slow"):
            got.append(True)
        holding.join()
    assert got == [True]
    assert time.monotonic() - begun < 10  # told at once, and not when the time was over

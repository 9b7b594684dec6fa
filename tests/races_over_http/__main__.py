"""Race over HTTP: `python -m tests.races_over_http [SCENARIO …] [--database postgresql|mariadb|galera] [--rounds N]`.

Sixteen clients at once, against a server with four processes. Each scenario checks who won and what the database has
then; any 5xx fails it, except a 503 that says when to come back, which is counted. Exits with 1 if a scenario failed.
"""

import argparse
import logging
import os
import sys
import time
import traceback

from tests.races_over_http import browser, world

ROUNDS = 20


def given():
    parser = argparse.ArgumentParser(prog="python -m tests.races_over_http")
    parser.add_argument("scenarios", nargs="*")
    parser.add_argument("--database", choices=sorted(world.URLS), default="postgresql")
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("GATEPOST_RACE_ROUNDS") or ROUNDS))
    return parser.parse_args()


def main():
    asked = given()
    for name in [name for name in os.environ if name.startswith(("DJANGO_", "GATEPOST_")) and "TEST" not in name]:
        if name != "GATEPOST_PROOF_TABLES":
            del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "gatepost.server.settings"
    from gatepost.testing.openid import OpenIdProvider  # noqa: PLC0415 - needs the environment
    from tests.live.test_server import free_port  # noqa: PLC0415

    port = free_port()
    with OpenIdProvider() as provider, world.running(asked.database, port, provider) as log:
        import django  # noqa: PLC0415 - the configuration is known only now

        django.setup()
        logging.disable(logging.WARNING)
        browser.use(port)
        rows, failed = play(asked, provider)
        if failed:
            print(log.read_text()[-6000:])
    from tests.proof import tables  # noqa: PLC0415

    names = ("scenario", "rounds", "requests", "asked to wait", "5xx", "result", "seconds")
    tables.show(f"{browser_count()} clients, {world.WORKERS} processes, {asked.database}", names, rows)
    return 1 if failed else 0


def browser_count():
    from tests.races_over_http.racing import RACERS  # noqa: PLC0415

    return RACERS


def play(asked, provider):
    """Play the scenarios; their rows, and whether one failed."""
    from tests.races_over_http import apps, factors, logins, names, racing  # noqa: F401, PLC0415

    apps.PROVIDERS[:] = [provider]
    chosen = [one for one in racing.SCENARIOS if not asked.scenarios or one[0] in asked.scenarios]
    rows, failed = [], False
    for number, (name, title, act) in enumerate(chosen, 1):
        browser.asked.clear()
        browser.waited.clear()
        began, result = time.monotonic(), "held"
        for _ in range(asked.rounds):
            try:
                act()
            except Exception:  # noqa: BLE001 - shown, and the other scenarios run too
                traceback.print_exc()
                result, failed = "FAILED", True
                break
        seconds = time.monotonic() - began
        waits, broken = sum(browser.waited.values()), sum(n for status, n in browser.asked.items() if status >= 500)
        rows.append((title, asked.rounds, sum(browser.asked.values()), waits, broken - waits, result, f"{seconds:.1f}"))
        print(f"[{number}/{len(chosen)}] {name}: {result} ({seconds:.1f} s) {dict(browser.waited)}", flush=True)
    return rows, failed


if __name__ == "__main__":
    sys.exit(main())

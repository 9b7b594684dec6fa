"""The same races and attacks by HTTP against gatepost, and against allauth's headless API and simplejwt.

    make attacks                                        # 10 rounds of each race, with 16 requests at once
    python compare_attacks.py --rounds 3 --only TOTP    # once that has installed the peers

Each system is served by four processes on PostgreSQL, with Redis as its cache. The peers are installed by
`make attacks`. Exits with 1 if gatepost isn't as it should be; how the peers are, the tables only show.
"""

import re
import statistics
import subprocess
import sys
from pathlib import Path

import click
from attacked import (
    NEW,
    PASSWORD,
    Person,
    System,
    Visitor,
    address,
    code_of,
    key_of,
    race,
    same,
    settle,
    strangers,
    totp,
)
from rich.console import Console
from rich.progress import Progress

HERE = Path(__file__).resolve().parent
PEERS = HERE.parent / ".venv" / "peers" / "bin" / "python"
RACES, ATTACKS = {}, {}


def a_race(title, right):
    """Declare a race: one round returns how many won, of which `right` is what should be."""

    def declare(play):
        RACES[title] = (right, play)
        return play

    return declare


def an_attack(title, right):
    """Declare an attack that returns in a word what happened."""

    def declare(play):
        ATTACKS[title] = (right, play)
        return play

    return declare


def won(answers, *statuses):
    return sum(answer.status in statuses for answer in answers)


@a_race("a mailed code that verifies an address", "1")
def verification(system):
    email, visitor = address(), Visitor(system)
    answer = visitor.post("auth/signup", {"email": email, "password": PASSWORD})
    assert answer.status == 401, answer
    body = {"key": code_of(system, email)}
    return won(race(same(visitor), lambda one, _: one.post("auth/email/verify", body)), 200)


@a_race("a reset link", "1")
def reset(system):
    person = Person(system)
    seen = system.mails.count(person.email)
    Visitor(system).post("auth/password/request", {"email": person.email})
    key = key_of(system, person.email, seen)
    change = lambda one, n: one.post("auth/password/reset", {"key": key, "password": f"{NEW}-{n}"})
    return won(race(strangers(system), change), 200, 401)


@a_race("a mailed code that logs in", "1")
def login_code(system):
    person, visitor = Person(system), Visitor(system)
    seen = system.mails.count(person.email)
    visitor.post("auth/code/request", {"email": person.email})
    body = {"code": code_of(system, person.email, seen)}
    return won(race(same(visitor), lambda one, _: one.post("auth/code/confirm", body)), 200)


@a_race("wrong guesses at a mailed code that are compared", "3")
def guesses(system):
    person, visitor = Person(system), Visitor(system)
    visitor.post("auth/code/request", {"email": person.email})
    return won(race(same(visitor), lambda one, n: one.post("auth/code/confirm", {"code": f"BBBB-22{n:02}"})), 400)


@a_race("wrong passwords for one account that are compared", "5")
def passwords(system):
    person = Person(system)
    guess = lambda one, n: one.post("auth/login", {"email": person.email, "password": f"wr0ng-Secret-{n}"})
    return sum("email_password_mismatch" in answer.codes for answer in race(strangers(system), guess))


@a_race("sign-ups with one address: users", "1")
def sign_up(system):
    email = address()
    race(strangers(system), lambda one, _: one.post("auth/signup", {"email": email, "password": PASSWORD}))
    return system.query("SELECT count(*) FROM auth_user WHERE lower(email) = lower(%s)", email)[0][0]


@a_race("a TOTP code in sixteen logins of one person", "1")
def totp_code(system):
    person = Person(system).with_app()
    visitors = person.first_steps(16)
    settle()
    body = {"code": totp(person.secret)}
    return won(race(visitors, lambda one, _: one.post("auth/2fa/authenticate", body)), 200)


@a_race("a recovery code in sixteen logins of one person", "1")
def recovery_code(system):
    person = Person(system).with_app()
    body = {"code": person.codes[0]}
    return won(race(person.first_steps(16), lambda one, _: one.post("auth/2fa/authenticate", body)), 200)


@a_race("a refresh token of simplejwt: different successors", "1")
def refresh(system):
    person = Person(system)
    name = system.query("SELECT username FROM auth_user WHERE email = %s", person.email)[0][0]
    pair = Visitor(system).post("/simplejwt/", {"username": name, "password": PASSWORD}).body
    turn = lambda one, _: one.post("/simplejwt/refresh/", {"refresh": pair["refresh"]})
    return len({answer.body["refresh"] for answer in race(strangers(system), turn) if answer.status == 200})


@a_race("logins by the old password that outlive its change", "0")
def password_change(system):
    person = Person(system)

    def act(one, n):
        if n == 8:
            body = {"current_password": PASSWORD, "new_password": NEW}
            return person.visitor.post("account/password/change", body)
        return one.post("auth/login", {"email": person.email, "password": PASSWORD})

    visitors = strangers(system)
    race(visitors, act)
    return sum(one.get("auth/session").status == 200 for one in visitors if one.token)


def found_in(dump, value):
    return "in clear" if value in dump else "not there"


@an_attack("a session token in a copy of the database", "not there")
def session_in_dump(system):
    person = Person(system)
    return found_in(system.dump(), person.visitor.token)


@an_attack("an authenticator app's secret in a copy of the database", "not there")
def secret_in_dump(system):
    person = Person(system).with_app()
    return found_in(system.dump(), person.secret)


@an_attack("recovery codes in a copy of the database", "not there")
def recovery_in_dump(system):
    """Codes that are computed from a stored seed count as stored, which a search for the code doesn't see."""
    person = Person(system).with_app()
    dump = system.dump()
    return "computed from a stored seed" if re.search(r'"seed"', dump) else found_in(dump, person.codes[0])


@an_attack("a code that was mailed for a login, in a copy of the database", "not there")
def code_in_dump(system):
    person, visitor = Person(system), Visitor(system)
    seen = system.mails.count(person.email)
    visitor.post("auth/code/request", {"email": person.email})
    code = code_of(system, person.email, seen)
    dump = system.dump()
    return found_in(dump + decoded_sessions(dump), code)


def decoded_sessions(dump):
    """What Django's stored sessions hold: they are signed, and compressed, but not encrypted."""
    import base64
    import zlib

    texts = []
    for value in re.findall(r"'(\.?[A-Za-z0-9_-]+):[A-Za-z0-9_-]+:[A-Za-z0-9_-]+'", dump):
        raw = base64.urlsafe_b64decode(value.lstrip(".") + "=" * (-len(value.lstrip(".")) % 4))
        texts.append((zlib.decompress(raw) if value.startswith(".") else raw).decode(errors="replace"))
    return "".join(texts)


@an_attack("another login after the password was changed", "ended")
def other_session(system):
    person = Person(system)
    other, _ = person.log_in()
    person.visitor.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW})
    return "valid" if other.get("auth/session").status == 200 else "ended"


@an_attack("a login of a user who was disabled in the database", "ended")
def disabled(system):
    person = Person(system)
    system.query("UPDATE auth_user SET is_active = false WHERE email = %s", person.email)
    return "valid" if person.visitor.get("auth/session").status == 200 else "ended"


@an_attack("a refresh token of simplejwt after the password was changed", "refused")
def refresh_after_change(system):
    person = Person(system)
    name = system.query("SELECT username FROM auth_user WHERE email = %s", person.email)[0][0]
    pair = Visitor(system).post("/simplejwt/", {"username": name, "password": PASSWORD}).body
    person.visitor.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW})
    answer = Visitor(system).post("/simplejwt/refresh/", {"refresh": pair["refresh"]})
    return "accepted" if answer.status == 200 else "refused"


@an_attack("wrong passwords compared, for ten spellings of an address", "5")
def spellings(system):
    person = Person(system)
    name, _, host = person.email.partition("@")
    wide = "".join(chr(ord(one) + 0xFEE0) for one in name)
    texts = [f"{name}@{host}", f"{name.upper()}@{host}", f"{name}@{host.upper()}", f" {name}@{host}", f"{name}@{host} "]
    texts += [
        f"{name.title()}@{host}",
        f"{wide}@{host}",
        f"{name}@{host}.",
        f"\t{name}@{host}",
        f"{name}@{host.title()}",
    ]
    answers = [
        Visitor(system).post("auth/login", {"email": text, "password": "wr0ng-Secret"}) for text in texts for _ in "123"
    ]
    return str(sum("email_password_mismatch" in answer.codes for answer in answers))


@an_attack("a TOTP code used again in the next login", "refused")
def totp_again(system):
    person = Person(system).with_app()
    first, second = person.first_steps(2)
    settle()
    body = {"code": totp(person.secret)}
    assert first.post("auth/2fa/authenticate", body).status == 200
    return "accepted" if second.post("auth/2fa/authenticate", body).status == 200 else "refused"


@an_attack("a sign-up with an address that has an account: the answer differs", "no")
def enumeration_by_sign_up(system):
    person = Person(system)
    system.forget_limits()
    answers = [
        Visitor(system).post("auth/signup", {"email": email, "password": PASSWORD})
        for email in (person.email, address())
    ]
    return differs(answers)


@an_attack("a login with an unknown address: the answer differs", "no")
def enumeration_by_login(system):
    person = Person(system)
    answers = [
        Visitor(system).post("auth/login", {"email": email, "password": "wr0ng"}) for email in (person.email, address())
    ]
    return differs(answers)


@an_attack("a request for a login code with an unknown address: the answer differs", "no")
def enumeration_by_code(system):
    person = Person(system)
    return differs([Visitor(system).post("auth/code/request", {"email": email}) for email in (person.email, address())])


def differs(answers):
    shapes = [(answer.status, re.sub(r'"session_token": "[^"]*"|user\d+', "", str(answer.body))) for answer in answers]
    clean = [(status, re.sub(r"'session_token': '[^']*'", "", text)) for status, text in shapes]
    return "no" if clean[0] == clean[1] else "yes"


def version(python, package):
    text = f"import importlib.metadata as m; print(m.version({package!r}))"
    return subprocess.run([str(python), "-c", text], capture_output=True, text=True, check=True).stdout.strip()


@click.command()
@click.option("--rounds", default=10, show_default=True, help="Rounds of each race.")
@click.option("--only", default="", help="A part of the titles.")
def main(*, rounds, only):
    peers = f"allauth {version(PEERS, 'django-allauth')}, simplejwt {version(PEERS, 'djangorestframework-simplejwt')}"
    systems = [
        System("gatepost", sys.executable, "settings_http_gatepost"),
        System(peers, PEERS, "settings_http_peers"),
    ]
    races = {title: one for title, one in RACES.items() if only in title}
    attacks = {title: one for title, one in ATTACKS.items() if only in title}
    found = {title: [right] for title, (right, _) in (races | attacks).items()}
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("attacking", total=len(systems) * (len(races) * rounds + len(attacks)))
        for system in systems:
            with system.served():
                for title, (_, play) in races.items():
                    counts, system.failed = [], 0
                    for _ in range(rounds):
                        counts.append(play(system))
                        progress.advance(task)
                    failed = f"; {system.failed} × 5xx" if system.failed else ""
                    found[title].append(f"{statistics.mean(counts):.3g} (at most {max(counts)}){failed}")
                for title, (_, play) in attacks.items():
                    found[title].append(play(system))
                    progress.advance(task)
    sys.path.insert(0, str(HERE.parent))
    from tests.proof.tables import show

    names = ("should be", *(system.name for system in systems))
    for title, chosen in ((f"of 16 requests at once, mean of {rounds} rounds", races), ("attack", attacks)):
        if chosen:
            show("Races" if chosen is races else "Attacks", (title, *names), [(one, *found[one]) for one in chosen])
    raise SystemExit(any(not right(*found[title][:2]) for title in found))


def right(wanted, ours):
    """Whether every round was as it should be."""
    return ours in (wanted, f"{wanted} (at most {wanted})")


if __name__ == "__main__":
    main()

"""`gatepost doctor`: what is wrong in settings, services and data, what it leads to, and the line to change."""

from collections.abc import Callable, Iterable, Iterator

import click
from django.core.exceptions import ImproperlyConfigured

from gatepost.cli import output
from gatepost.cli.doctor.findings import Finding, as_data, as_text, problems, standalone
from gatepost.cli.startup import migrate, prepare
from gatepost.django_settings import COMPLETED, completed

KEYS_LINE = 'GATEPOST = {"KEYS": os.environ["GATEPOST_KEYS"].split()}  # beside what you have there'
EPILOG = """\b
Example: gatepost doctor --repair
Example: gatepost doctor --origin https://app.example.org
"""


@click.command(epilog=EPILOG)
@click.option("--repair", is_flag=True, help="Fix the problems in the data that can be fixed automatically.")
@click.option("--settings", is_flag=True, help="Print what `gatepost.configure` sets, to write it by hand instead.")
@click.option("--origin", metavar="URL", help="Try a login from a page of this origin, as a browser would.")
@click.option("--server", metavar="URL", help="With --origin: the URL of this server, if not public_url.")
def doctor(*, repair: bool, settings: bool, origin: str | None, server: str | None) -> None:
    """Check settings, services and data; exits 1 if something is broken.

    Checks settings, keys, database, clock, retention, Redis, mail server (connects, sends nothing), cookies, proxies,
    the project's own mail templates, and users. With --origin it sends the requests of a login through the project's
    own middleware instead, in a transaction that is rolled back.
    """
    prepare()
    if settings:
        _print_settings()
        return
    if standalone():
        migrate()  # as the server does when it starts
    found = list(_everything(repair=repair)) if origin is None else _try(origin, server)
    number = problems(found)
    text = as_text(found)
    output.say(text if number else f"{text}\nNo problems found.", **as_data(found))
    if number:
        raise click.ClickException(
            f"{number} problem{'s' * (number > 1)} found"
            + ("" if repair or origin else "; `gatepost doctor --repair` fixes those in the data")
        )


def _try(origin: str, server: str | None) -> list[Finding]:
    from gatepost.cli.doctor import browser, trial  # noqa: PLC0415 - models exist once Django is set up

    try:
        return trial.of(browser.parse(origin), browser.parse(server) if server else None)
    except ValueError as error:
        raise click.BadParameter(f"{error} is not an origin such as https://app.example.org") from None


def _everything(*, repair: bool) -> Iterator[Finding]:
    """The findings of all sections; without those that need the database, if that can't be used."""
    from gatepost.cli.doctor import configuration, services, surroundings, templates, users  # noqa: PLC0415

    database = list(services.database())
    usable = not problems(database)
    sections: list[tuple[bool, Callable[[], Iterable[Finding]]]] = [
        (True, configuration.settings),
        (usable, configuration.keys),
        (True, lambda: database),
        (usable, services.clock),
        (usable, services.retention),
        (True, services.redis),
        (True, services.mail),
        (True, surroundings.cookies),
        (usable, surroundings.proxies),
        (True, templates.templates),
        (usable, lambda: users.users(repair=repair)),
    ]
    broken = False
    for possible, section in sections:
        if not possible:
            continue
        try:
            found = list(section())
        except ImproperlyConfigured:
            if not broken:  # otherwise the first section, the system checks, has named the setting
                raise
            continue
        broken = broken or bool(problems(found))
        yield from found


def _print_settings() -> None:
    """The settings as `gatepost.configure` makes them, in Python."""
    from django.conf import settings as django_settings  # noqa: PLC0415 - exist once Django is set up

    names = [name for name in COMPLETED if django_settings.is_overridden(name)]  # type: ignore[misc]  # not in the stubs
    found = completed({name: getattr(django_settings, name) for name in names})
    lines = ["# settings.py"]
    for name, value in found.items():
        if isinstance(value, str):
            lines.append(f'{name} = "{value}"')
            continue
        lines += [f"{name} = [", *(f'    "{one}",' for one in value), "]"]
    lines += [KEYS_LINE, "", "# urls.py", 'urlpatterns += [path("", include("gatepost.urls"))]']
    output.say("\n".join(lines), settings=found)

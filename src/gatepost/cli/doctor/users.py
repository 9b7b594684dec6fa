"""Users that no name leads to, with names that differ from their columns, or with a hash that can't be checked."""

from collections import defaultdict
from collections.abc import Iterator

from django.contrib.auth.models import Group
from rich.progress import Progress

from gatepost import conf
from gatepost.accounts import queries, reconciliation, survey
from gatepost.cli import output
from gatepost.cli.doctor.findings import Finding, Level, line
from gatepost.flow.settings import FlowSettings

SECTION = "Users"
SHOWN = 20
KINDS: dict[str, tuple[Level, str, str]] = {
    "drift": (
        "problem",
        "they can't log in by the name in the column until it is followed",
        "gatepost doctor --repair, or have the user log in",
    ),
    "unreachable": (
        "problem",
        "they can't log in by it",
        "add an index to the column, so that it can be searched directly, or shorten the name",
    ),
    "hash": (
        "problem",
        "they can't log in by password",
        "install the hasher's library (for bcrypt: pip install 'gatepost[bcrypt]') and list it in PASSWORD_HASHERS",
    ),
    "spelled": (
        "note",
        "",
        "nothing; names in the normalized form that gatepost gives new users match any spelling",
    ),
    "shared": (
        "note",
        "the others log in by their usernames",
        "give one of the users another address, or have both log in with their usernames",
    ),
    "adopted": (
        "note",
        "they can log in as before",
        "if the addresses are known to be theirs, run `gatepost users verify --adopted`",
    ),
}
"""For each kind of finding of `accounts.survey`: its level, the consequence, and what to do."""


def users(*, repair: bool) -> Iterator[Finding]:
    """Read one page of users at a time; with `repair`, follow the columns first."""
    found = _survey(repair=repair)
    for kind, (level, consequence, fix) in KINDS.items():
        by_note: dict[str, list[str]] = defaultdict(list)
        for finding in found[kind]:
            by_note[finding.note].append(str(finding.user_id))
        for note, ids in by_note.items():
            shown = f"{', '.join(ids[:SHOWN])}{', …' if len(ids) > SHOWN else ''}"
            text = f"{len(ids)} user{'s' * (len(ids) > 1)}: {note} (ids {shown})"
            yield Finding(section=SECTION, level=level, text=text, consequence=consequence, fix=fix, users=tuple(ids))
    yield from _unknown_groups()


def _survey(*, repair: bool) -> dict[str, list[survey.NameFinding]]:
    found: dict[str, list[survey.NameFinding]] = defaultdict(list)
    with Progress(console=output.progress, transient=True) as progress:
        task = progress.add_task("Users", total=queries.users().count())
        for page in survey.pages():
            findings = survey.of_page(page)
            adrift = {finding.user_id for finding in findings if finding.kind == "drift"}
            if repair and adrift:
                for user in page:
                    if user.pk in adrift:
                        reconciliation.reconcile(user)
                findings = survey.of_page(page)
            for finding in findings:
                found[finding.kind].append(finding)
            progress.advance(task, len(page))
    return found


def _unknown_groups() -> Iterator[Finding]:
    """Groups that `flow.second_factor_groups` names and that do not exist."""
    wanted = conf.read(FlowSettings).second_factor_groups
    known = set(Group.objects.filter(name__in=wanted).values_list("name", flat=True)) if wanted else set()
    for name in wanted:
        if name not in known:
            yield Finding(
                section=SECTION,
                level="problem",
                text=f"flow.second_factor_groups: no group named {name!r}",
                consequence="the rule for a second factor protects no one",
                fix=line("flow.second_factor_groups", [one for one in wanted if one in known]),
            )

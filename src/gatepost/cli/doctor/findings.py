"""What `gatepost doctor` found, and how it is printed."""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from django.conf import settings

Level = Literal["ok", "note", "warning", "problem"]
MARKS = {"ok": "ok", "note": "note", "warning": "WARNING", "problem": "PROBLEM"}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One finding.

    Args:
        section: What was checked.
        level: `problem`: something is broken; `warning`: it works, but should be changed; `note`: nothing to do; `ok`.
        text: What is wrong.
        consequence: What users or operators notice.
        fix: The line to change, or the command to run.
        users: Primary keys of the users concerned.
    """

    section: str
    level: Level
    text: str
    consequence: str = ""
    fix: str = ""
    users: tuple[str, ...] = ()


def as_text(findings: Sequence[Finding]) -> str:
    """All findings by section, problems first."""
    lines: list[str] = []
    for section in dict.fromkeys(finding.section for finding in findings):
        lines.append(section)
        mine = [finding for finding in findings if finding.section == section]
        for finding in sorted(mine, key=lambda one: list(MARKS).index(one.level), reverse=True):
            lines += _lines(finding)
    return "\n".join(lines)


def _lines(finding: Finding) -> list[str]:
    first, *more = finding.text.splitlines()
    lines = [f"  {MARKS[finding.level]}: {first}", *(f"    {line}" for line in more)]
    if finding.consequence:
        lines.append(f"    Consequence: {finding.consequence}")
    if finding.fix:
        lines.append("    Change: " + finding.fix.replace("\n", "\n            "))
    return lines


def as_data(findings: Sequence[Finding]) -> dict[str, Any]:
    """The same for `--json`."""
    return {"problems": problems(findings), "findings": [msgspec.structs.asdict(finding) for finding in findings]}


def problems(findings: Sequence[Finding]) -> int:
    """How many findings are problems."""
    return sum(finding.level == "problem" for finding in findings)


STANDALONE = {
    "ALLOWED_HOSTS": "GATEPOST_PUBLIC_URL=https://…",
    "CSRF_COOKIE_DOMAIN": "GATEPOST_COOKIE_DOMAIN={value}",
    "CSRF_COOKIE_NAME": "GATEPOST_COOKIE_HOST_PREFIX=0",
    "CSRF_COOKIE_SECURE": "GATEPOST_PUBLIC_URL=https://…",
    "EMAIL_HOST": "EMAIL_URL=smtp://user:password@host:587",
    "EMAIL_HOST_USER": "EMAIL_URL=smtp://user:password@host:587",
    "EMAIL_USE_TLS": "EMAIL_URL=smtps://user:password@host",
    "EMAIL_BACKEND": "EMAIL_URL=smtp://user:password@host:587",
    "SECURE_PROXY_SSL_HEADER": "GATEPOST_BEHIND_PROXY=1",
    "SESSION_COOKIE_DOMAIN": "GATEPOST_COOKIE_DOMAIN={value}",
    "SESSION_COOKIE_NAME": "GATEPOST_COOKIE_HOST_PREFIX=0",
    "SESSION_COOKIE_SECURE": "GATEPOST_PUBLIC_URL=https://…",
    "public_url": "GATEPOST_PUBLIC_URL={value}",
}
"""Variables that set for the standalone server what these settings set in a project."""


def standalone() -> bool:
    """Whether this is the standalone server and not a project's settings."""
    return bool(settings.ROOT_URLCONF == "gatepost.server.urls")


def line(name: str, value: object) -> str:
    """The line that sets a setting, where this installation takes it from.

    Args:
        name: A setting of Django, `public_url`, or `section.name` for one of gatepost's.
        value: Its value.
    """
    section, _, key = name.rpartition(".")
    if standalone() and section:
        return f"[{section}]\n{key} = {msgspec.json.encode(value).decode()}   # gatepost.toml"
    if standalone() and name in STANDALONE:
        return STANDALONE[name].format(value=value or "")
    if section:
        return f"GATEPOST = {{…, {section!r}: {{…, {key!r}: {value!r}}}}}"
    return f"{name} = {value!r}" if name.isupper() else f"GATEPOST = {{…, {name!r}: {value!r}}}"

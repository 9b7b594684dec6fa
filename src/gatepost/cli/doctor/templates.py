"""The project's own templates of mails: whether they render, with the values that the message gets."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from django.template import engines

from gatepost.cli.doctor.findings import Finding
from gatepost.ground import mail_templates

SECTION = "Templates"
ALWAYS = {"from_name", "user", "ip", "user_agent", "device", "others", "subject", "brand"}
OF_DJANGO = ("block", "forloop", "csrf_token", "LANGUAGE")


class _Used(dict[str, str]):
    """Values for a template: each name in brackets; remembers which were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def __contains__(self, name: object) -> bool:
        return not str(name).startswith(OF_DJANGO)

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return f"[{name}]"


def templates() -> Iterator[Finding]:
    """Render each of them; a value that the message doesn't get would be left out without an error."""
    known = {message.kind: message for message in mail_templates.templates()}
    found = _own()
    for kind, file in found:
        if kind in known and file in known[kind].files:
            yield from _rendered(kind, file, set(known[kind].variables))
            continue
        yield Finding(
            section=SECTION,
            level="warning",
            text=f"gatepost/{kind}/{file} is not used: there is no message {kind!r}"
            + f" with a {file}" * (kind in known),
            consequence="users get our text instead of yours",
            fix=f"rename gatepost/{kind}/{file}",
        )
    if found:
        yield Finding(section=SECTION, level="ok", text=f"{len(found)} of the project's own")


def _own() -> list[tuple[str, str]]:
    """The project's templates of messages: kind and file of each."""
    folders = {Path(folder) for engine in engines.all() for folder in engine.template_dirs}
    found = {path.relative_to(folder / "gatepost") for folder in folders for path in folder.glob("gatepost/*/*/*")}
    return sorted((path.parent.as_posix(), path.name) for path in found)


def _rendered(kind: str, file: str, given: set[str]) -> Iterator[Finding]:
    used = _Used()
    try:
        mail_templates.render(kind, file, used)
    except Exception as error:  # noqa: BLE001 - a template may call any code of the project
        yield Finding(
            section=SECTION,
            level="problem",
            text=f"gatepost/{kind}/{file} can't be rendered: {type(error).__name__}: {error}",
            consequence="this message is never sent",
            fix=f"the template gatepost/{kind}/{file}",
        )
        return
    if unknown := used.asked - given - ALWAYS:
        near = {name: get_close_matches(name, given | ALWAYS, n=1) for name in sorted(unknown)}
        names = ", ".join(f"{name} (perhaps {hint[0]})" if hint else name for name, hint in near.items())
        yield Finding(
            section=SECTION,
            level="warning",
            text=f"gatepost/{kind}/{file} uses values that our template of this message doesn't: {names}",
            consequence="if the message doesn't get them, the mail has a gap there",
            fix=f"one of {', '.join(sorted(given))}",
        )

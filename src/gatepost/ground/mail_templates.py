"""The templates of mails and SMS, and the look of mails.

The templates of a message are in one folder, `messages/<name>/` beside the feature that sends it or
`flow/messages/<name>/`: `subject.txt`, `body.txt` and, for mails, `body.html`. A project's own template
`gatepost/<feature>/<name>/<file>` overrides ours, and `gatepost/layout.html` the layout that all mails extend.
"""

import functools
import re
from pathlib import Path
from typing import Any

import msgspec
from django.template import Context, Engine, TemplateDoesNotExist, engines
from django.template.backends.django import DjangoTemplates

from gatepost import conf
from gatepost.ground.settings import OutboxSettings

ROOT = Path(__file__).resolve().parent.parent
FLOW = "flow"
DARK_TEXT, LIGHT_TEXT = "#10201a", "#ffffff"
BRIGHT = 150
_USED = re.compile(r"{{ (\w+)|{% (?:el)?if (\w+)|{% for \w+ in (\w+)")
_LOOP = re.compile(r"{% for (\w+) in")
_folders: dict[str, str] = {}


class Template(msgspec.Struct, frozen=True):
    """One message.

    Args:
        kind: `<feature>/<name>`.
        channel: `mail` or `sms`.
        files: Its template files, by which a project may override it.
        variables: The variables that its text uses; `from_name` is available in all.
    """

    kind: str
    channel: str
    files: tuple[str, ...]
    variables: tuple[str, ...]


def register(name: str, folder: str) -> None:
    """Register the folder of a feature's message templates."""
    _folders[name] = folder


def templates() -> list[Template]:
    """Every message of every feature, in the order of the features' names; those of the login flow last."""
    return [
        _template(f"{feature}/{folder.name}", folder)
        for feature in [*_folders, FLOW]
        for folder in (sorted(_folder(feature).iterdir()) if _folder(feature).is_dir() else ())
    ]


def _template(kind: str, folder: Path) -> Template:
    files = tuple(sorted(file.name for file in folder.iterdir()))
    # The text says all that the HTML does.
    source = "".join((folder / name).read_text() for name in files if name.endswith(".txt"))
    used = {name for names in _USED.findall(source) for name in names if name} - set(_LOOP.findall(source))
    return Template(kind, "mail" if "subject.txt" in files else "sms", files, tuple(sorted(used)))


def _folder(feature: str) -> Path:
    return Path(_folders.get(feature) or ROOT / feature / "messages")


def render(kind: str, file: str, context: dict[str, Any]) -> str | None:
    """Render one file of a message; None if the message has no such file."""
    feature, _, name = kind.partition("/")
    for engine in engines.all():
        try:
            return str(engine.get_template(f"gatepost/{feature}/{name}/{file}").render(context))
        except TemplateDoesNotExist:
            continue
    if not (_folder(feature) / name / file).is_file():
        return None
    own = tuple(str(path) for engine in engines.all() if isinstance(engine, DjangoTemplates) for path in engine.dirs)
    template = _engine(str(_folder(feature)), own).get_template(f"{name}/{file}")
    return template.render(Context(context, autoescape=file.endswith(".html")))


@functools.cache
def _engine(folder: str, own: tuple[str, ...]) -> Engine:
    i18n = "django.templatetags.i18n"  # available with and without `{% load i18n %}`
    return Engine(dirs=[folder, *own, str(ROOT / "templates")], builtins=[i18n], libraries={"i18n": i18n})


def brand() -> dict[str, str]:
    """Colours and logo for the layout."""
    chosen = conf.read(OutboxSettings)
    site = (conf.public_url() or conf.WITHOUT_PUBLIC_URL) if chosen.logo.startswith("/") else ""
    return {
        "logo": site + chosen.logo,
        "color": chosen.color,
        "on_color": _readable_on(chosen.color),
        "color_dark": chosen.color_dark,
        "on_color_dark": _readable_on(chosen.color_dark),
    }


def _readable_on(color: str) -> str:
    """A dark or light text colour, by the background's brightness (ITU-R BT.601)."""
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return DARK_TEXT if 0.299 * red + 0.587 * green + 0.114 * blue > BRIGHT else LIGHT_TEXT

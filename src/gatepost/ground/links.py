"""The pages that mailed links lead to: one setting each, declared by the feature that mails the link."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import msgspec

from gatepost import conf


class Link(msgspec.Struct, frozen=True):
    """A page of the front end.

    Args:
        name: Its setting in the section `links`.
        path: Its default, below `public_url`; names in braces are replaced.
        summary: What the page does, for the settings reference.
    """

    name: str
    path: str
    summary: str


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where mailed links lead; `{key}` is replaced. A path is below `public_url`."""

    section: ClassVar[str] = "links"


_section: type[msgspec.Struct] = Section


def register(links: Sequence[Link]) -> None:
    """Register the pages of all features; called once, when the features are known."""
    global _section  # noqa: PLW0603 - composed once, when the process starts
    arguments = "".join(f"\n    {link.name}: {link.summary}" for link in links)
    _section = msgspec.defstruct(
        "LinksSettings",
        [(link.name, str, link.path) for link in links],
        bases=(Section,),
        namespace={
            "__doc__": f"{Section.__doc__}\n\nArgs:{arguments}",
            "addresses": tuple(link.name for link in links),
        },
        module=__name__,
        frozen=True,
        forbid_unknown_fields=True,
    )


def section() -> type[msgspec.Struct]:
    """The struct of the section `links`, with a setting for each registered page."""
    return _section


def link(name: str, own: Mapping[str, str] = {}, **values: object) -> str:
    """A link for a mail, built from configured templates only, never from the request's host.

    Args:
        name: A page that a feature declares.
        own: Templates that take precedence over the settings, since clients of some APIs expect their own links.
        values: The values for the names in braces.
    """
    template: str = own.get(name) or getattr(conf.read(_section), name)
    return template.format(**values)

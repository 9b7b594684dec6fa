"""Settings of the web app."""

from typing import ClassVar

import msgspec


class WebSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the web app looks, and where it leads.

    Args:
        name: The site's name; `outbox.from_name` if empty.
        logo: Address of a picture beside the name; a path of this site, or a data URL.
        color: Colour of buttons and links in light mode, `#rrggbb`.
        color_dark: The same in dark mode.
        home: Where a login leads if nothing else was asked for; a path.
        terms: Address of the terms of use, shown at the sign-up.
        privacy: Address of the privacy notice, shown at the sign-up.
    """

    section: ClassVar[str] = "web"

    name: str = ""
    logo: str = ""
    color: str = ""
    color_dark: str = ""
    home: str = "/account"
    terms: str = ""
    privacy: str = ""

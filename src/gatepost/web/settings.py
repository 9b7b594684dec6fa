"""Settings of the web app."""

from typing import Annotated, ClassVar

import msgspec

from gatepost.ground.settings import COLOR

HOME = "/account"


class WebSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Appearance of the web app, and its links.

    Args:
        name: The site's name; `outbox.from_name` if empty.
        logo: URL of an image shown beside the name; a path on this site, or a data URL.
        color: Colour of buttons and links in light mode, `#rrggbb`.
        color_dark: The same in dark mode.
        home: Where to go after a login if the login named no target; a path. The default is below the
            prefix of the project, if it has one.
        terms: URL of the terms of use, shown at sign-up.
        privacy: URL of the privacy notice, shown at sign-up.
    """

    section: ClassVar[str] = "web"

    name: str = ""
    logo: str = ""
    color: Annotated[str, msgspec.Meta(pattern=f"{COLOR}|^$")] = ""
    color_dark: Annotated[str, msgspec.Meta(pattern=f"{COLOR}|^$")] = ""
    home: str = HOME
    terms: str = ""
    privacy: str = ""

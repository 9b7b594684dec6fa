"""Settings of passwords."""

from typing import ClassVar, Literal

import msgspec


class FirebaseSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The hash parameters of a Firebase project, as its console shows them under Authentication, Users.

    Args:
        signer_key: `base64_signer_key`.
        salt_separator: `base64_salt_separator`.
        rounds: `rounds`.
        mem_cost: `mem_cost`.
    """

    signer_key: str
    salt_separator: str
    rounds: int = 8
    mem_cost: int = 14


class PasswordSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How passwords are changed and reset.

    Args:
        reset_by: What a reset mail contains: a `link`, a `code`, or `both`.
        reset_code_seconds: Lifetime of a code.
        reset_link_seconds: Lifetime of a link.
        login_on_reset: Whether a reset signs the user in, unless the login needs further steps.
        logout_on_change: Whether a change revokes the current session too.
        remembered_seconds: How long a process remembers, as a digest, a correct password of Basic authentication,
            which saves the next request the hashing; 0 disables this.
        firebase: The parameters of the Firebase project whose users were imported with their hashes: `signer_key`,
            `salt_separator`, `rounds` and `mem_cost`.
        old_system: Dotted path of a function that asks the system that the users come from, at a login with a name or a
            password that isn't known here; see [first logins](importing-users.md#first-logins).
        old_system_seconds: How long it may take; after that the login is refused.
    """

    section: ClassVar[str] = "password"

    reset_by: Literal["link", "code", "both"] = "link"
    reset_code_seconds: int = 180
    reset_link_seconds: int = 3600
    login_on_reset: bool = False
    logout_on_change: bool = False
    remembered_seconds: int = 300
    firebase: FirebaseSettings | None = None
    old_system: str = ""
    old_system_seconds: float = 5.0

"""The variables of mail and SMS templates: for their reference, and for previews."""

import msgspec


class Variable(msgspec.Struct, frozen=True):
    """A variable of message templates.

    Args:
        meaning: What it holds.
        example: A value for previews.
    """

    meaning: str
    example: object


VARIABLES = {
    "by": Variable("what the mail contains: `code`, `link` or `both`", "both"),
    "code": Variable("the code to type", "BCDF-GHJK"),
    "device": Variable("browser or app, and system, in words", "Firefox on Windows"),
    "email": Variable("the address that the mail is about", "ann.smith@example.org"),
    "from_name": Variable("`outbox.from_name`; available in all", ""),
    "ip": Variable("the network address of the request; empty if staff or a command caused the mail", "198.51.100.23"),
    "left": Variable("how many recovery codes are left", "3"),
    "link": Variable("the link to open", "https://example.org/account/key/Zm9vYmFyYmF6cXV4cXV1eGNvcmdlZ3JhdWx0"),
    "name": Variable("the name that the user gave the passkey or API key", "Ann's laptop"),
    "others": Variable(
        "further accounts of the same mailbox, each with `user`, `link` and, in `flow` mails, `username`",
        [{"user": "ann-admin", "username": "ann-admin", "link": "https://example.org/account/key/YW5vdGhlcmtleW"}],
    ),
    "phone": Variable("the phone number that the mail is about", "+31 6 12345678"),
    "provider": Variable("the provider's name", "GitHub"),
    "since": Variable("when the login began, in UTC", "2030-01-31 09:30 UTC"),
    "user": Variable("the user's given name, or else the address that the mail goes to", "Ann"),
    "username": Variable("the username", "ann"),
}

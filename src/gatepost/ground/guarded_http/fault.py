"""Why a request to another server failed; the message is for the log, and never quotes what was sent."""


class RequestFault(Exception):  # noqa: N818 - a verdict, caught close to where it is raised
    """A request failed."""


class Unavailable(RequestFault):
    """No usable answer: no connection, too slow, too large, a 5xx, or another encoding."""


class Untrusted(RequestFault):
    """A URL or an address that may not be requested, or a redirect."""

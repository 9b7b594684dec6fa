"""Authentication for Django: one engine, several wire formats.

The names that a project may import are in this module and in `gatepost.asgi`, `gatepost.drf`, `gatepost.ninja`,
`gatepost.testing`, `gatepost.urls` and, for parts of its own, `gatepost.extending`; everything else may move without
notice. Importing this module imports neither Django nor anything below it.
"""

from typing import TYPE_CHECKING

from gatepost.exports import lazily

if TYPE_CHECKING:
    from gatepost.configuring import configure
    from gatepost.errors import Kind, Refusal, Refused
    from gatepost.features.social.provider import Provider
    from gatepost.flow.feature import Factor, Feature, Step
    from gatepost.ground.audit import recorded
    from gatepost.ground.sending import SmsSender
    from gatepost.integrations.decorators import requires_access_token, requires_login, requires_proof, requires_scope
    from gatepost.sessions.middleware import session_of
    from gatepost.tokens.strategies import Strategy
else:
    __getattr__ = lazily(
        __name__,
        {
            "Factor": "gatepost.flow.feature",
            "Feature": "gatepost.flow.feature",
            "Kind": "gatepost.errors",
            "Provider": "gatepost.features.social.provider",
            "Refusal": "gatepost.errors",
            "Refused": "gatepost.errors",
            "SmsSender": "gatepost.ground.sending",
            "Step": "gatepost.flow.feature",
            "Strategy": "gatepost.tokens.strategies",
            "configure": "gatepost.configuring",
            "recorded": "gatepost.ground.audit",
            "requires_access_token": "gatepost.integrations.decorators",
            "requires_login": "gatepost.integrations.decorators",
            "requires_proof": "gatepost.integrations.decorators",
            "requires_scope": "gatepost.integrations.decorators",
            "session_of": "gatepost.sessions.middleware",
        },
    )

__version__ = "0.2.0"
__all__ = [
    "Factor",
    "Feature",
    "Kind",
    "Provider",
    "Refusal",
    "Refused",
    "SmsSender",
    "Step",
    "Strategy",
    "__version__",
    "configure",
    "recorded",
    "requires_access_token",
    "requires_login",
    "requires_proof",
    "requires_scope",
    "session_of",
]


def __dir__() -> list[str]:
    """The public names only, so that completion doesn't suggest internals."""
    return __all__

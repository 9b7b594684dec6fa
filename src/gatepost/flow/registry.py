"""The features of this process, and what they declare together."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import msgspec
from django.core.exceptions import ImproperlyConfigured

from gatepost import conf
from gatepost.accounts import authenticator_queries
from gatepost.errors import UNAVAILABLE, Refused
from gatepost.flow.feature import Feature, Shape, Step
from gatepost.flow.outcome import PendingStep
from gatepost.flow.revocation import REVOKED
from gatepost.flow.settings import RATES
from gatepost.ground import announce, limits, links, mail_templates, outbox
from gatepost.ground.sealing import SealedColumn
from gatepost.sessions import strength
from gatepost.tokens.signed import signing_keys

log = logging.getLogger("gatepost")
LONGEST_TYPE, LONGEST_PURPOSE = 16, 24
OWN_SEALED = (outbox.SEALED, signing_keys.SEALED)
_features: list[Feature] = []
_steps: dict[str, Step] = {}
_shapes: dict[str, Any] = {}
_faults: list[str] = []


def register(found: Sequence[Feature], faults: Sequence[str] = ()) -> None:
    """Make features known; called once, when Django's apps are ready.

    Args:
        found: Ours, then the project's: of two that declare the same name, the first keeps it.
        faults: Features that can't be used, a sentence each. While there are any, all logins are refused, since a
            missing feature may be the one that would have required a second factor.
    """
    usable, clashes = _usable(found)
    _faults[:] = [*faults, *clashes]
    _features[:] = [*usable, STOP] if _faults else usable
    _steps.clear()
    _steps.update({step.name: step for feature in _features for step in feature.steps})
    _shapes.clear()
    _shapes.update({flow_id(shape): shape for feature in usable for shape in feature.shapes})
    rates = dict(RATES)
    amr: dict[str, tuple[str, ...]] = {}
    links.register([link for feature in usable for link in feature.links])
    for feature in usable:
        rates |= feature.limits
        amr |= feature.amr
        mail_templates.register(feature.name, feature.messages)
    limits.register(rates)
    strength.register(amr)
    announce.register(
        {
            event: (*own, *(feature.revokes[event] for feature in usable if event in feature.revokes))
            for event, own in REVOKED.items()
        },
        [feature.sessions_ended for feature in usable if feature.sessions_ended is not None],
    )
    outbox.register({channel: send for feature in usable for channel, send in feature.senders.items()})
    factors = [feature.factor for feature in usable if feature.factor is not None]
    authenticator_queries.join([factor.joined for factor in factors if factor.joined])
    conf.compose_again()


def features() -> Sequence[Feature]:
    """Every feature: ours in the order of their names, then the project's as its settings list them."""
    return _features


def steps() -> list[Step]:
    """Every step that any feature may add to a login, in the features' order."""
    return list(_steps.values())


@conf.composed
def steps_of(purpose: str, client: str) -> tuple[Step, ...]:
    """The steps that the settings can require of a login, in the order in which they are taken.

    Args:
        purpose: `login`, `signup` or `reset`.
        client: `browser` or `app`.
    """
    asked = (step for step in _steps.values() if purpose in step.purposes and client in step.clients)
    return tuple(sorted((step for step in asked if step.applies()), key=lambda step: step.order))


def step(name: str) -> Step:
    """The step with a name."""
    return _steps[name]


def flow_id(shape: Shape | msgspec.Struct) -> str:
    """The id of a flow, from its shape or from a struct of it."""
    return str(shape.__struct_config__.tag)


def shape_of(step: PendingStep) -> msgspec.Struct:
    """A pending step as the native API shows it, by the shape that its feature declares."""
    shown: msgspec.Struct = _shapes[step.name].of(step)
    return shown


def faults() -> Sequence[str]:
    """Why features that the settings name can't be used, a sentence each."""
    return _faults


def sealed_columns() -> list[SealedColumn]:
    """Every column with encrypted (sealed) text, for key rotation.

    Raises:
        ImproperlyConfigured: A feature can't be used, so that its columns are unknown.
    """
    if _faults:
        raise ImproperlyConfigured("\n".join(_faults))
    return [*OWN_SEALED, *(column for feature in _features for column in feature.sealed)]


def _usable(found: Sequence[Feature]) -> tuple[list[Feature], list[str]]:
    """The features that can be used, and a sentence for each fault of another: a taken name, a flow without a shape."""
    owners = {f"the limit {name!r}": "gatepost" for name in (*RATES, *limits.OWN)}
    owners |= {f"the sealed column {column.purpose!r}": "gatepost" for column in OWN_SEALED}
    usable: list[Feature] = []
    clashes: list[str] = []
    for feature in found:
        names = list(_declared(feature))
        wrong = [f"{name} again, as {owners[name]} does" for name in names if name in owners]
        wrong += [f"{name} twice" for name in sorted(set(names)) if names.count(name) > 1]
        wrong += _too_long(feature)
        wrong += [f"the event {event!r}, which doesn't exist" for event in feature.revokes if event not in REVOKED]
        undescribed = _without_shape(feature)
        if wrong:
            clashes.append(f"the feature {feature.name!r} declares {'; '.join(wrong)}: give it another name")
        if undescribed:
            names_of_flows = " and ".join(undescribed)
            cure = "list a subclass of `PendingFlow` with that tag in `shapes`"
            clashes.append(f"the feature {feature.name!r} declares {names_of_flows} without a shape: {cure}")
        if wrong or undescribed:
            continue
        usable.append(feature)
        owners |= dict.fromkeys(names, f"the feature {feature.name!r}")
    return usable, clashes


def _declared(feature: Feature) -> Iterator[str]:
    """Everything that must be unique among features, as phrases for error messages."""
    yield f"the name {feature.name!r}"
    yield from (f"the section {getattr(section, 'section')!r}" for section in feature.settings)  # noqa: B009
    yield from (f"the purpose {purpose!r}" for purpose in feature.purposes)
    yield from (f"the sealed column {column.purpose!r}" for column in feature.sealed)
    yield from (f"the limit {name!r}" for name in feature.limits)
    yield from (f"the link {link.name!r}" for link in feature.links)
    yield from (f"the amr of {name!r}" for name in feature.amr)
    yield from (f"the endpoint {endpoint.verb} {endpoint.path}" for endpoint in feature.endpoints)
    yield from (f"the step {step.name!r}" for step in feature.steps)
    if feature.factor is not None:
        yield f"the factor {feature.factor.type!r}"


def _too_long(feature: Feature) -> list[str]:
    """Names that are too long for their columns."""
    kind = feature.factor.type if feature.factor is not None else ""
    wrong = [f"the factor {kind!r}, which has over {LONGEST_TYPE} characters"] if len(kind) > LONGEST_TYPE else []
    return wrong + [
        f"the purpose {purpose!r}, which has over {LONGEST_PURPOSE} characters"
        for purpose in feature.purposes
        if len(purpose) > LONGEST_PURPOSE
    ]


def _without_shape(feature: Feature) -> list[str]:
    """Flows that may be pending and have no shape, so that no response could describe them."""
    described = {flow_id(shape) for shape in feature.shapes if hasattr(shape, "of")}
    pending = [*(step.name for step in feature.steps), *feature.flows_by_purpose.values()]
    return [f"the flow {name!r}" for name in pending if name not in described]


def _refuse(*_: object) -> NoReturn:
    log.error("nobody can sign in: %s", "; ".join(_faults))
    raise Refused(UNAVAILABLE)


STOP = Feature(name="unusable", steps=(Step(name="unusable", order=0, needed=_refuse),))
"""Replaces features that can't be used: its step refuses every login."""

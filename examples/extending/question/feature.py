"""Registers the feature: security questions."""

from gatepost import Factor, Feature
from gatepost.extending import (
    Conflict,
    Endpoint,
    EnrolledMeta,
    Errors,
    Reply,
    SealedColumn,
    Status,
    Unauthenticated,
    admit_enrolling,
    admit_enrolling_verified,
    pending_second_factor,
    read_settings,
)
from question import operations
from question.models import SecurityQuestion
from question.settings import QuestionSettings
from question.shapes import Asked, AskedData, QuestionAuthenticator, QuestionBody, QuestionEntry

PATH = "account/authenticators/question"


def enabled():
    return read_settings(QuestionSettings).enabled


def show(call):
    row = operations.show(call.visit)
    return Status(404) if row is None else QuestionAuthenticator(200, QuestionEntry.of(row))


def enrol(call):
    enrolled = operations.enrol(call.visit, call.body.question, call.body.answer)
    answer = QuestionAuthenticator(200, QuestionEntry.of(enrolled.factor), EnrolledMeta.of(enrolled.login))
    return Reply(answer=answer, opened=enrolled.opened)  # the key of the session, if a login was waiting for the factor


def ask(call):
    question = operations.ask(call.found)
    return Status(404) if question is None else Asked(200, AskedData(question))


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path=PATH,
        summary="Get the security question",
        enabled=enabled,
        before=admit_enrolling,
        answers={200: QuestionAuthenticator, 401: Unauthenticated, 404: Status},
        handler=show,
    ),
    Endpoint(
        verb="POST",
        path=PATH,
        summary="Set the security question",
        enabled=enabled,
        before=admit_enrolling_verified,
        body=lambda: QuestionBody,
        answers={200: QuestionAuthenticator, 400: Errors, 401: Unauthenticated, 409: Conflict},
        handler=enrol,
    ),
    Endpoint(
        verb="DELETE",
        path=PATH,
        summary="Remove the security question",
        enabled=enabled,
        login=True,
        answers={200: Status, 401: Unauthenticated},
        handler=lambda call: operations.remove(call.visit),
    ),
    Endpoint(
        verb="GET",
        path="auth/2fa/question",
        summary="Get the question that a login asks",
        enabled=enabled,
        before=pending_second_factor,
        answers={200: Asked, 401: Unauthenticated, 404: Status},
        handler=ask,
    ),
)

FEATURE = Feature(
    name="question",
    settings=(QuestionSettings,),
    limits={"question_enrolment": ("10/600",)},
    sealed=(SealedColumn(purpose=operations.PURPOSE, model=SecurityQuestion, bound_to="authenticator_id"),),
    amr={"question": ("kba", "mfa")},
    endpoints=ENDPOINTS,
    factor=Factor(
        type=operations.TYPE,
        shape=QuestionEntry,
        check=operations.check,
        triggers_second_factor=True,
        joined="security_question",
        enabled=enabled,
    ),
)

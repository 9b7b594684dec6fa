"""Bodies and responses, as they are decoded and described in OpenAPI."""

from typing import Annotated, Literal

import msgspec

from gatepost.extending import EnrolledMeta, Held, Text


class QuestionBody(msgspec.Struct):
    """A question, and its answer."""

    question: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    answer: Text


class QuestionEntry(Held, tag="question"):
    """A security question in the list of authenticators."""

    question: str

    @classmethod
    def of(cls, row):
        return cls(**cls.times(row), question=row.security_question.question)


class QuestionAuthenticator(msgspec.Struct):
    """The user's security question."""

    status: Literal[200]
    data: QuestionEntry
    meta: EnrolledMeta | msgspec.UnsetType = msgspec.UNSET


class AskedData(msgspec.Struct):
    """The question of a pending login."""

    question: str


class Asked(msgspec.Struct):
    """The question of a login that is waiting for its answer."""

    status: Literal[200]
    data: AskedData

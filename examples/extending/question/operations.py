"""The operations; they know no HTTP, so that every API can call them."""

import hmac
import unicodedata

from gatepost import Kind, Refusal, Refused
from gatepost.extending import (
    count_attempt,
    enrol_factor,
    enrolling,
    find_factor,
    note_factor_use,
    remove_factor,
    seal,
    unseal,
)
from question.models import SecurityQuestion

TYPE = "question"
PURPOSE = "security-question"
EMPTY = Refusal(Kind.INVALID, "required", param="answer", text="This field is required.")


def normal(answer):
    """An answer in the form that is compared; case and extra spaces don't matter."""
    return " ".join(unicodedata.normalize("NFKC", answer).casefold().split()).encode()


def show(visit):
    """The user's factor, or None."""
    return find_factor(enrolling(visit).user, TYPE)


def enrol(visit, question, answer):
    found = enrolling(visit)  # the signed-in user, or the one whose login must set up a factor
    count_attempt("question_enrolment", str(found.user.pk))
    if not normal(answer):
        raise Refused(EMPTY)
    found.check(visit)  # recent reauthentication, and a verified address

    def write(row):
        sealed = seal(PURPOSE, normal(answer), row.id.hex)
        SecurityQuestion.objects.create(authenticator=row, question=question, sealed=sealed)

    return enrol_factor(visit, found, TYPE, write, mail="question/added")


def check(visit, user, held, code):
    """Whether an answer is right; `second_factor` has counted the attempt already."""
    right = unseal(PURPOSE, held.security_question.sealed, held.id.hex)
    if not hmac.compare_digest(right, normal(code)):
        return False
    note_factor_use(held)
    return True


def ask(login):
    """The question for a user who has taken the first step of a login; None if another factor is asked for."""
    row = next((row for row in login.account.authenticators if row.type == TYPE), None)
    return row.security_question.question if row is not None else None


def remove(visit):
    return remove_factor(visit, TYPE, mail="question/removed")

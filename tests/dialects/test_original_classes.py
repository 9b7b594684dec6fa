"""A project that kept another package's authentication class is told."""

import pytest
from django.core.checks import run_checks

THEIRS = "rest_framework.authentication.TokenAuthentication"
OURS = "gatepost.dialects.authtoken.authentication.TokenAuthentication"


def warnings():
    return [message.msg for message in run_checks(tags=["gatepost"]) if message.id == "gatepost.W044"]


def use(settings, *classes):
    settings.REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": list(classes)}


def test_tokens_were_refused_by_the_class_that_tutorials_name(settings):
    use(settings, "rest_framework.authentication.SessionAuthentication", THEIRS)
    assert len(warnings()) == 1
    assert THEIRS in warnings()[0]


@pytest.mark.parametrize(
    "classes", [(OURS,), (THEIRS, OURS), ("rest_framework.authentication.BasicAuthentication",), ()]
)
def test_nothing_is_reported_where_the_tokens_are_accepted(settings, classes):
    use(settings, *classes)
    assert warnings() == []


def test_nothing_is_reported_where_no_tokens_are_issued(settings):
    settings.ROOT_URLCONF = "tests.urls"
    use(settings, THEIRS, "knox.auth.TokenAuthentication")
    assert warnings() == []


def test_knoxs_class_is_named_too(settings):
    use(settings, "knox.auth.TokenAuthentication")
    assert ["knox.auth.TokenAuthentication" in text for text in warnings()] == [True]

"""Forms of a project: nested fields, fields that are no column, and a hidden repetition of the password."""

import pytest
from django.contrib.auth import get_user_model
from rest_framework import serializers
from tests.dialects.rest import GOOD, Rest
from tests.users import NEW

from gatepost.dialects.djoser.forms import Record, SignUp
from gatepost.dialects.rest_auth import forms

HERE = "tests.dialects.test_own_forms"
pytestmark = pytest.mark.not_with("email_only", "bare", "phone", "employee", "short", "company", "handle")
PLACE = {"city": "Bern", "zip": 3000}


class Place(serializers.Serializer):
    city = serializers.CharField(max_length=10)
    zip = serializers.IntegerField()


class Register(forms.Register):
    password2 = None
    place = Place()
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    street = serializers.CharField(source="place.street", required=False)

    def validate_tags(self, value):
        if "bad" in value:
            raise serializers.ValidationError({"bad": ["No such tag."]})
        return value


class PasswordChange(forms.PasswordChange):
    new_password2 = None


class UserDetails(forms.UserDetails):
    place = Place(write_only=True, required=False)

    class Meta(forms.UserDetails.Meta):
        fields = ("pk", "username", "first_name", "place")


class Person(Record):
    place = Place(write_only=True, required=False)

    class Meta(Record.Meta):
        fields = ("id", "username", "email", "first_name", "place")


class NewPerson(SignUp):
    place = Place(write_only=True)

    class Meta(SignUp.Meta):
        fields = ("id", "username", "email", "first_name", "place")


@pytest.fixture(autouse=True)
def _own(configure):
    mine = {"register": "Register", "password_change": "PasswordChange", "user_details": "UserDetails"}
    theirs = {"user": "Person", "current_user": "Person", "user_create": "NewPerson"}
    configure(
        rest_auth={"serializers": {name: f"{HERE}.{form}" for name, form in mine.items()}},
        djoser={"serializers": {name: f"{HERE}.{form}" for name, form in theirs.items()}},
    )


def register(rest, **more):
    sent = {"username": "zoe", "email": "zoe@example.org", "password1": NEW, **more}
    answer = rest.post("registration/", sent)
    return answer.status_code, answer.json()


FAULTS = [
    ({"place": {"city": "x" * 11}}, {"place": ["city", "zip"]}),
    ({"place": PLACE, "tags": "x"}, {"tags": None}),
    ({"place": PLACE, "tags": ["good", "bad"]}, {"tags": ["bad"]}),
    ({"place": PLACE, "tags": [["x"]], "username": "bob"}, {"tags": ["0"], "username": None}),
    ({"place": PLACE, "tags": "x", "password1": "short"}, {"tags": None, "password1": None}),
]


@pytest.mark.parametrize(("sent", "faulty"), FAULTS)
def test_a_faulty_field_beside_one_that_is_no_column_was_a_500(rest, bob, sent, faulty):
    status, body = register(rest, **sent)
    assert (status, set(body)) == (400, set(faulty))
    assert all(list(body[name]) == names for name, names in faulty.items() if names)


def test_a_hidden_repetition_of_the_password_was_a_500(rest, keyed):
    assert register(rest, place=PLACE, tags=["a"], street="x")[0] == 201
    answer = keyed.post("password/change/", {"new_password1": NEW})
    assert (answer.status_code, answer.json()) == (200, {"detail": "New password has been saved."})
    assert Rest().log_in(password=NEW)


def test_a_value_that_is_no_column_was_a_500_at_a_change(keyed, bob):
    answer = keyed.call("PATCH", "user/", {"first_name": "Bobby", "place": PLACE})
    assert (answer.status_code, answer.json()["first_name"]) == (200, "Bobby")
    answer = keyed.http.patch(
        "/auth/users/me/", {"first_name": "Rob", "place": PLACE}, format="json", headers=keyed.headers
    )
    assert (answer.status_code, answer.json()["first_name"]) == (200, "Rob")


def test_a_value_that_is_no_column_was_a_500_at_a_sign_up(client, db):
    sent = {"username": "zoe", "email": "zoe@example.org", "password": NEW, "first_name": "Zoe", "place": PLACE}
    answer = client.post("/auth/users/", sent, format="json")
    assert (answer.status_code, answer.json()["first_name"]) == (201, "Zoe")
    assert get_user_model().objects.get().first_name == "Zoe"
    assert client.post("/auth/users/", {**sent, "place": {}}, format="json").status_code == 400


def test_a_login_of_one_who_registered_by_an_own_form(rest, db):
    assert register(rest, place=PLACE)[0] == 201
    assert Rest().post("login/", {**GOOD, "username": "zoe", "password": NEW}).status_code == 200

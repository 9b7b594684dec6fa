"""What the project adds, as its users meet it: through HTTP."""

import base64
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import gateway
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from question.models import SecurityQuestion
from terms.feature import VERSION
from terms.models import Acceptance

from gatepost.extending import generate_key

PASSWORD = "a-l0ng-Secret"
QUESTION = {"question": "What was the name of your first pet?", "answer": "Mr. Whiskers"}
FACTOR = "account/authenticators/question"


class ProjectTests(TestCase):
    accepted = True

    def setUp(self):
        self.user = get_user_model().objects.create_superuser("ann", "ann@example.org", PASSWORD)
        if self.accepted:
            Acceptance.objects.create(user=self.user, version=VERSION)
        self.token = ""

    def ask(self, verb, path, body=None):
        headers = {"X-Session-Token": self.token} if self.token else {}
        with self.captureOnCommitCallbacks(execute=True):
            answer = self.client.generic(
                verb,
                f"/_allauth/app/v1/{path}",
                "" if body is None else json.dumps(body),
                content_type="application/json",
                headers=headers,
            )
        if answer["Content-Type"] == "application/json":
            self.token = answer.json().get("meta", {}).get("session_token") or self.token
        return answer

    def log_in(self):
        self.token = ""
        return self.ask("POST", "auth/login", {"username": "ann", "password": PASSWORD})

    def flow(self, answer, name):
        return next((flow for flow in answer.json()["data"]["flows"] if flow["id"] == name), None)


class SecondFactorTests(ProjectTests):
    def enrol(self):
        self.log_in()
        return self.set_question(QUESTION)

    def set_question(self, body):
        self.ask("POST", "auth/reauthenticate", {"password": PASSWORD})
        return self.ask("POST", FACTOR, body)

    def answer(self, code):
        return self.ask("POST", "auth/2fa/authenticate", {"code": code})

    def test_a_user_sets_one(self):
        self.log_in()
        self.assertEqual(self.ask("GET", FACTOR).status_code, 404)
        answer = self.enrol()
        self.assertEqual((answer.status_code, answer.json()["data"]["type"]), (200, "question"))
        self.assertEqual(self.ask("GET", FACTOR).json()["data"]["question"], QUESTION["question"])
        self.assertEqual(self.ask("POST", FACTOR, QUESTION).status_code, 409)
        [sent] = mail.outbox
        self.assertEqual(sent.subject, "A security question was added")
        self.assertIn("now asks a security question", sent.body)

    def test_nothing_can_be_set_without_an_answer_or_a_login(self):
        self.log_in()
        for body in ({}, {"question": "?"}, {**QUESTION, "answer": " "}, {**QUESTION, "question": ""}, {"answer": 1}):
            self.assertEqual(self.ask("POST", FACTOR, body).status_code, 400, body)
        self.assertEqual(self.ask("POST", FACTOR, {**QUESTION, "question": "?" * 201}).status_code, 400)
        self.token = ""
        for verb, path in (("GET", FACTOR), ("POST", FACTOR), ("DELETE", FACTOR), ("GET", "auth/2fa/question")):
            self.assertEqual(self.ask(verb, path, QUESTION if verb == "POST" else None).status_code, 401, (verb, path))

    def test_a_login_asks_it_as_its_second_step(self):
        self.enrol()
        waiting = self.log_in()
        self.assertEqual(waiting.status_code, 401)
        self.assertEqual(self.flow(waiting, "mfa_authenticate")["types"], ["question", "recovery_codes"])
        self.assertEqual(self.ask("GET", "auth/2fa/question").json()["data"], {"question": QUESTION["question"]})
        wrong = self.answer("Rex")
        self.assertEqual((wrong.status_code, wrong.json()["errors"][0]["code"]), (400, "incorrect_code"))
        self.assertEqual(self.ask("GET", "auth/session").status_code, 401)
        right = self.answer("  mr.  whiskers ")
        self.assertEqual(right.status_code, 200)
        self.assertEqual(right.json()["data"]["methods"][-1]["type"], "question")

    def test_wrong_answers_run_out(self):
        self.enrol()
        self.log_in()
        codes = [self.answer(f"guess {number}").json()["errors"][0]["code"] for number in range(12)]
        self.assertEqual(codes[0], "incorrect_code")
        self.assertEqual(codes[-1], "too_many_login_attempts")
        self.assertEqual(self.answer(QUESTION["answer"]).status_code, 400)

    def test_it_is_listed_with_the_others_and_goes_when_it_is_removed(self):
        self.enrol()
        held = {one["type"]: one for one in self.ask("GET", "account/authenticators").json()["data"]}
        self.assertEqual(held["question"]["question"], QUESTION["question"])
        self.assertEqual(self.ask("DELETE", FACTOR).status_code, 200)
        self.assertEqual(self.ask("GET", "account/authenticators").json()["data"], [])
        self.assertFalse(SecurityQuestion.objects.exists())
        self.assertEqual(mail.outbox[-1].subject, "Your security question was removed")
        self.assertEqual(self.log_in().status_code, 200)

    def test_another_users_answer_is_wrong(self):
        self.enrol()
        other = get_user_model().objects.create_superuser("bob", "bob@example.org", PASSWORD)
        Acceptance.objects.create(user=other, version=VERSION)
        self.token = ""
        self.ask("POST", "auth/login", {"username": "bob", "password": PASSWORD})
        self.set_question({**QUESTION, "answer": "Rex"})
        self.token = ""
        self.ask("POST", "auth/login", {"username": "bob", "password": PASSWORD})
        self.assertEqual(self.answer(QUESTION["answer"]).status_code, 400)
        self.assertEqual(self.answer("rex").status_code, 200)

    def test_the_api_describes_it(self):
        self.assertIn("question", self.ask("GET", "config").json()["data"]["mfa"]["supported_types"])
        document = self.client.get("/_allauth/openapi.json").json()
        self.assertEqual(
            document["paths"][f"/_allauth/app/v1/{FACTOR}"]["post"]["summary"], "Set the security question"
        )
        self.assertEqual(set(document["components"]["schemas"]["QuestionEntry"]["required"]) >= {"question"}, True)
        self.assertIn("#/components/schemas/QuestionEntry", str(document["components"]["schemas"]["Authenticator"]))

    def test_it_can_be_switched_off(self):
        self.enrol()
        tree = {**settings.GATEPOST, "question": {"enabled": False}}
        with self.settings(GATEPOST=tree):
            self.assertEqual(self.ask("GET", FACTOR).status_code, 404)
            self.assertEqual(self.log_in().status_code, 200)

    def test_its_answers_follow_a_new_key(self):
        self.enrol()
        [old] = settings.GATEPOST["KEYS"]
        new = generate_key()
        with self.settings(GATEPOST={**settings.GATEPOST, "KEYS": [new, old]}):
            call_command("gatepost", "keys", "reencrypt")
        self.assertTrue(SecurityQuestion.objects.get().sealed.startswith(f"v1.{new.partition(':')[0]}."))
        with self.settings(GATEPOST={**settings.GATEPOST, "KEYS": [new]}):
            self.log_in()
            self.assertEqual(self.answer(QUESTION["answer"]).status_code, 200)

    def test_the_list_takes_no_statement_for_it(self):
        self.enrol()
        with CaptureQueriesContext(connection) as found:
            self.ask("GET", "account/authenticators")
        self.assertEqual([one["sql"] for one in found if one["sql"].startswith('SELECT "question')], [])


class LoginStepTests(ProjectTests):
    accepted = False

    def test_nobody_is_signed_in_before_the_terms_are_accepted(self):
        waiting = self.log_in()
        self.assertEqual(waiting.status_code, 401)
        self.assertEqual(
            self.flow(waiting, "accept_terms"), {"id": "accept_terms", "is_pending": True, "version": VERSION}
        )
        self.assertEqual(self.ask("GET", "account/authenticators").status_code, 401)
        for body in ({}, {"version": "2020-01"}, {"version": 1}):
            self.assertEqual(self.ask("POST", "auth/terms/accept", body).status_code, 400)
        self.assertEqual(self.ask("POST", "auth/terms/accept", {"version": VERSION}).status_code, 200)
        self.assertEqual(self.log_in().status_code, 200)

    def test_the_step_is_for_a_login_that_waits_for_it(self):
        self.assertEqual(self.ask("POST", "auth/terms/accept", {"version": VERSION}).status_code, 401)
        self.log_in()
        self.ask("POST", "auth/terms/accept", {"version": VERSION})
        self.assertEqual(self.ask("POST", "auth/terms/accept", {"version": VERSION}).status_code, 401)

    def test_who_signs_up_is_asked_too(self):
        body = {"email": "new@example.org", "username": "newbie", "password": PASSWORD, "first_name": "Nora"}
        answer = self.ask("POST", "auth/signup", body)
        self.assertIsNotNone(self.flow(answer, "accept_terms"))
        self.assertEqual(self.ask("POST", "auth/terms/accept", {"version": VERSION}).status_code, 200)

    def test_the_api_describes_it(self):
        document = self.client.get("/_allauth/openapi.json").json()
        self.assertIn("#/components/schemas/TermsFlow", str(document["components"]["schemas"]["Flow"]))


class SignUpFieldTests(ProjectTests):
    def test_a_field_of_the_project_is_stored_and_described(self):
        body = {"email": "new@example.org", "username": "newbie", "password": PASSWORD, "first_name": "Nora"}
        self.ask("POST", "auth/signup", body)
        self.assertEqual(get_user_model().objects.get(username="newbie").first_name, "Nora")
        self.assertEqual(self.ask("POST", "auth/signup", {**body, "first_name": "x" * 151}).status_code, 400)
        document = self.client.get("/_allauth/openapi.json").json()
        self.assertIn("first_name", document["components"]["schemas"]["SignupBody"]["properties"])


class MailTests(ProjectTests):
    def test_a_template_of_the_project_replaces_ours(self):
        self.ask("POST", "auth/code/request", {"email": "ann@example.org"})
        self.assertRegex(mail.outbox[-1].body, r"your code for the shop is \S+\.")
        self.assertIn("will ever ask you for it", mail.outbox[-1].body)


class ClaimTests(ProjectTests):
    def test_access_tokens_hold_the_claims_of_the_project(self):
        self.user.groups.add(Group.objects.create(name="editors"))
        token = self.log_in().json()["meta"]["access_token"]
        payload = token.split(".")[1]
        self.assertEqual(json.loads(base64.urlsafe_b64decode(payload + "=="))["groups"], ["editors"])


class SmsTests(ProjectTests):
    def test_codes_go_through_the_gateway(self):
        self.log_in()
        with mock.patch.object(gateway.requests, "post") as post:
            self.ask("POST", "account/phone", {"phone": "+31612345678"})
        [call] = post.call_args_list
        self.assertEqual(call.kwargs["json"]["to"], "+31612345678")
        self.assertTrue(re.search(r"\d", call.kwargs["json"]["text"]))


class Intranet(BaseHTTPRequestHandler):
    """The company's server: gives a token for a code, and the user's data for a token."""

    def do_POST(self):
        self.say({"access_token": "t", "token_type": "bearer"})

    def do_GET(self):
        eve = {"id": 7, "mail": "eve@example.org", "mail_confirmed": True, "name": "Eve", "login": "eve"}
        self.say(eve if self.headers["Authorization"] == "Bearer t" else {})

    def say(self, data):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(data).encode())

    def log_message(self, *args):
        pass


class ProviderTests(ProjectTests):
    def setUp(self):
        super().setUp()
        server = ThreadingHTTPServer(("127.0.0.1", 0), Intranet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.host = f"127.0.0.1:{server.server_port}"

    def test_people_sign_up_by_the_companys_provider(self):
        options = {"server": f"http://{self.host}"}
        chosen = {"provider": "intranet", "client_id": "shop", "secret": "s", "options": options}
        social = {"connections": {"staff": chosen}, "allowed_hosts": [self.host]}
        with self.settings(GATEPOST={**settings.GATEPOST, "social": social}):
            [provider] = self.ask("GET", "config").json()["data"]["socialaccount"]["providers"]
            self.assertEqual((provider["id"], provider["name"]), ("staff", "Intranet"))
            form = {"provider": "staff", "process": "login", "callback_url": "/"}
            begun = self.client.post("/_allauth/browser/v1/auth/provider/redirect", form)
            address = urlsplit(begun["Location"])
            self.assertEqual((address.netloc, address.path), (self.host, "/authorize"))
            state = parse_qs(address.query)["state"][0]
            self.client.get("/_allauth/social/staff/callback", {"code": "c", "state": state})
            waiting = self.client.get("/_allauth/browser/v1/auth/session")
            self.assertIsNotNone(self.flow(waiting, "accept_terms"))
        user = get_user_model().objects.get(email="eve@example.org")
        self.assertEqual(user.username, "eve")

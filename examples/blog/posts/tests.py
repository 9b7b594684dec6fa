import re
from contextlib import redirect_stdout
from io import StringIO

from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from rest_framework.test import APIClient, APITestCase

from posts.models import Post

PASSWORD = "a-l0ng-Secret"
REST_AUTH = "/api/v1/dj-rest-auth"


def make_user(name):
    return get_user_model().objects.create_user(name, f"{name}@example.org", PASSWORD)


class RegistrationTests(APITestCase):
    def register(self):
        body = {"username": "ann", "email": "ann@example.org", "password1": PASSWORD, "password2": PASSWORD}
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(f"{REST_AUTH}/registration/", body)

    def confirm(self):
        key = re.search(r"account-confirm-email/(\S+)/", mail.outbox[-1].body)[1]
        return self.client.post(f"{REST_AUTH}/registration/verify-email/", {"key": key})

    def log_in(self, password=PASSWORD):
        return self.client.post("/api-token-auth/", {"username": "ann", "password": password})

    def test_from_registration_to_the_first_post(self):
        self.assertEqual(self.register().status_code, 201)
        self.assertEqual(self.log_in().status_code, 400)
        self.assertEqual(self.confirm().status_code, 200)
        token = self.log_in().json()["token"]
        self.client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
        self.assertEqual(self.client.get("/api/whoami/").json(), {"username": "ann"})
        answer = self.client.post("/api/v1/", {"title": "Hello", "body": "A first post."})
        self.assertEqual((answer.status_code, answer.json()["author"]), (201, "ann"))
        self.assertEqual(self.client.post("/api/token-logout/").json(), {"username": None})
        self.assertEqual(self.client.get("/api/whoami/").status_code, 403)

    def test_a_wrong_password_gives_no_token(self):
        self.register()
        self.confirm()
        self.assertEqual(self.log_in("wrong").status_code, 400)


class PostTests(APITestCase):
    def setUp(self):
        self.ann, self.bob = make_user("ann"), make_user("bob")
        self.post = Post.objects.create(author=self.ann, title="Hello", body="A first post.")
        self.where = f"/api/v1/{self.post.pk}/"

    def as_user(self, user):
        client = APIClient()
        client.force_login(user)
        return client

    def test_strangers_see_nothing(self):
        self.assertEqual(self.client.get("/api/v1/").status_code, 403)
        self.assertEqual(self.client.get(self.where).status_code, 403)

    def test_everybody_with_an_account_reads(self):
        client = self.as_user(self.bob)
        self.assertEqual([post["title"] for post in client.get("/api/v1/").json()], ["Hello"])
        self.assertEqual(client.get(self.where).json()["author"], "ann")

    def test_the_author_alone_changes_a_post(self):
        for user, status in ((self.bob, 403), (self.ann, 200)):
            answer = self.as_user(user).patch(self.where, {"title": f"By {user.username}"})
            self.assertEqual(answer.status_code, status)
        self.post.refresh_from_db()
        self.assertEqual(self.post.title, "By ann")
        self.assertEqual(self.as_user(self.bob).delete(self.where).status_code, 403)
        self.assertEqual(self.as_user(self.ann).delete(self.where).status_code, 204)

    def test_nobody_writes_in_the_name_of_another(self):
        body = {"title": "Mine", "body": "?", "author": "ann"}
        self.assertEqual(self.as_user(self.bob).post("/api/v1/", body).json()["author"], "bob")


class BrowserTests(APITestCase):
    def setUp(self):
        names = ["--username", "root", "--email", "root@example.org", "--password", PASSWORD]
        with redirect_stdout(StringIO()):
            call_command("gatepost", "users", "create", "--superuser", *names)
        self.browser = APIClient(enforce_csrf_checks=True)

    def form(self, where, **body):
        page = self.browser.get(where, HTTP_ACCEPT="text/html").content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        return self.browser.post(where, {"csrfmiddlewaretoken": token, **body}, HTTP_ACCEPT="text/html")

    def test_the_browsable_api_is_used_by_session(self):
        self.assertEqual(
            self.form("/api-auth/login/?next=/api/v1/", username="root", password=PASSWORD).status_code, 302
        )
        self.assertEqual(self.form("/api/v1/", title="By form", body="In the browser.").status_code, 201)
        self.assertEqual(self.browser.post("/api/v1/", {"title": "x", "body": "y"}).status_code, 403)

    def test_the_admin_shows_posts_and_tokens(self):
        self.assertEqual(self.form("/admin/login/?next=/admin/", username="root", password=PASSWORD).status_code, 302)
        for page in ("/admin/", "/admin/posts/post/", "/admin/gatepost/token/"):
            self.assertEqual(self.browser.get(page).status_code, 200, page)

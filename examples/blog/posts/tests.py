import re

from django.contrib.auth import get_user_model
from django.core import mail
from rest_framework.test import APIClient, APITestCase

from posts.models import Post

PASSWORD = "a-l0ng-Secret"
REST_AUTH = "/api/v1/dj-rest-auth"


def make_user(name):
    return get_user_model().objects.create_user(name, f"{name}@example.org", PASSWORD)


class RegistrationTests(APITestCase):
    def register(self):
        body = {"username": "ann", "email": "ann@example.org", "password1": PASSWORD, "password2": PASSWORD}
        with self.captureOnCommitCallbacks(execute=True):  # mails are sent once the transaction is committed
            return self.client.post(f"{REST_AUTH}/registration/", body)

    def log_in(self, password=PASSWORD):
        return self.client.post("/api-token-auth/", {"username": "ann", "password": password})

    def test_registration_answers_with_a_token(self):
        response = self.register()
        self.assertEqual(response.status_code, 201)
        self.client.credentials(HTTP_AUTHORIZATION=f"Token {response.json()['key']}")
        self.assertEqual(self.client.get("/api/whoami/").json(), {"username": "ann"})

    def test_the_mailed_key_verifies_the_address(self):
        self.register()
        key = re.search(r"account-confirm-email/(\S+)/", mail.outbox[-1].body)[1]
        response = self.client.post(f"{REST_AUTH}/registration/verify-email/", {"key": key})
        self.assertEqual((response.status_code, response.json()), (200, {"detail": "ok"}))

    def test_a_wrong_password_gives_no_token(self):
        self.register()
        self.assertEqual(self.log_in("wrong").status_code, 400)

    def test_a_token_works_until_its_logout(self):
        self.register()
        app = APIClient(HTTP_AUTHORIZATION=f"Token {self.log_in().json()['token']}")
        response = app.post("/api/v1/", {"title": "Hello", "body": "A first post."})
        self.assertEqual((response.status_code, response.json()["author"]), (201, "ann"))
        self.assertEqual(app.post("/api/token-logout/").json(), {"username": None})
        self.assertEqual(app.get("/api/whoami/").status_code, 403)


class PostTests(APITestCase):
    def setUp(self):
        self.ann, self.bob = make_user("ann"), make_user("bob")
        self.post = Post.objects.create(author=self.ann, title="Hello", body="A first post.")
        self.url = f"/api/v1/{self.post.pk}/"

    def as_user(self, user):
        client = APIClient()
        client.force_login(user)
        return client

    def test_anonymous_visitors_see_nothing(self):
        self.assertEqual(self.client.get("/api/v1/").status_code, 403)
        self.assertEqual(self.client.get(self.url).status_code, 403)

    def test_every_user_can_read(self):
        client = self.as_user(self.bob)
        self.assertEqual([post["title"] for post in client.get("/api/v1/").json()], ["Hello"])
        self.assertEqual(client.get(self.url).json()["author"], "ann")

    def test_only_the_author_changes_a_post(self):
        for user, status in ((self.bob, 403), (self.ann, 200)):
            response = self.as_user(user).patch(self.url, {"title": f"By {user.username}"})
            self.assertEqual(response.status_code, status)
        self.post.refresh_from_db()
        self.assertEqual(self.post.title, "By ann")
        self.assertEqual(self.as_user(self.bob).delete(self.url).status_code, 403)
        self.assertEqual(self.as_user(self.ann).delete(self.url).status_code, 204)

    def test_the_author_is_the_user_who_posts(self):
        body = {"title": "Mine", "body": "?", "author": "ann"}
        self.assertEqual(self.as_user(self.bob).post("/api/v1/", body).json()["author"], "bob")

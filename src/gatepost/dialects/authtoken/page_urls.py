"""Login and logout of the browsable API: `path("api-auth/", include("gatepost.dialects.authtoken.page_urls"))`.

The names and the namespace are those that REST framework's pages link to.
"""

from django.urls import path

from gatepost.dialects.authtoken import pages

app_name = "rest_framework"
urlpatterns = [
    path("login/", pages.LogIn.as_view(), name="login"),
    path("logout/", pages.LogOut.as_view(), name="logout"),
]

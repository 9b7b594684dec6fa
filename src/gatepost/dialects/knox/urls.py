"""URLs for clients of knox: `path("api/auth/", include("gatepost.dialects.knox.urls"))`."""

from django.urls import path, re_path

from gatepost.dialects.knox import views

urlpatterns = [
    path("login/", views.LogIn.as_view(), name="knox_login"),
    path("logout/", views.LogOut.as_view(), name="knox_logout"),
    path("logoutall/", views.LogOutAll.as_view(), name="knox_logoutall"),
    path("tokens/", views.Tokens.as_view(), name="knox_tokens"),
    re_path(r"^tokens/(?P<number>\d{1,18})/$", views.OneToken.as_view(), name="knox_token"),
]

"""Where clients of knox look: `path("api/auth/", include("gatepost.dialects.knox.urls"))`."""

from django.urls import path

from gatepost.dialects.knox import views

urlpatterns = [
    path("login/", views.LogIn.as_view(), name="knox_login"),
    path("logout/", views.LogOut.as_view(), name="knox_logout"),
    path("logoutall/", views.LogOutAll.as_view(), name="knox_logoutall"),
]

from dj_rest_auth.views import LogoutView
from django.urls import path
from rest_framework.authentication import TokenAuthentication
from rest_framework_simplejwt.views import TokenRefreshView
from urls_rest import urlpatterns as rest

urlpatterns = [
    path("simplejwt/refresh/", TokenRefreshView.as_view()),
    path("rest-auth/logout/", LogoutView.as_view(authentication_classes=[TokenAuthentication])),
    *rest,
]

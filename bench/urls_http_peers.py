from django.urls import include, path
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView
from urls_allauth import urlpatterns as allauth

urlpatterns = [
    *allauth,
    path("simplejwt/", TokenObtainPairView.as_view()),
    path("simplejwt/refresh/", TokenRefreshView.as_view()),
]

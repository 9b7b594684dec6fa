from django.urls import include, path

urlpatterns = [path("oauth/", include("gatepost.dialects.oauth.urls"))]

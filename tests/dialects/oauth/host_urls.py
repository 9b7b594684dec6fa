"""What a project of its own includes."""

from django.urls import include, path

from gatepost import urls

urlpatterns = [path("", include(urls.patterns(web_app=True, dialects={"oauth": "oauth/"})))]

from django.urls import include, path

from gatepost.urls import patterns

urlpatterns = [path("", include(patterns(web_app=True, dialects={"oauth": "oauth/"})))]

"""URLs of the web app; include them at the root, beside the API.

Only the app's own URLs are routed to it, so that unknown URLs of the site stay 404.
"""

from django.urls import path, re_path

from gatepost.web.page import page

urlpatterns = [path("", page, name="gatepost-web"), re_path(r"^account(?:/(?P<where>.*))?$", page)]

"""Addresses of the web app; include them at the root, beside the API.

The app has no other addresses: what it does not own is not its page.
"""

from django.urls import path, re_path

from gatepost.web.page import page

urlpatterns = [path("", page, name="gatepost-web"), re_path(r"^account(?:/(?P<where>.*))?$", page)]

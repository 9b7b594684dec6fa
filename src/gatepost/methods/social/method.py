"""How logins from elsewhere make themselves known."""

from gatepost.flow.method import Method

METHOD = Method(name="social")

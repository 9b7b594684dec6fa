"""How a login ends in this dialect: a new user verifies the address by a mailed link before the first login."""

from gatepost.features.email.operations import send
from gatepost.flow.endings import ByLink

ENDING = ByLink(mail_link=send.by_link)

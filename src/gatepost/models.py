"""Gathers the rooms' models for Django; defines none."""

from gatepost.accounts.models import Identifier
from gatepost.flow.models import PendingLogin
from gatepost.ground.models import Bucket, Event, Message, OneTimeSecret
from gatepost.sessions.models import Session

__all__ = ["Bucket", "Event", "Identifier", "Message", "OneTimeSecret", "PendingLogin", "Session"]

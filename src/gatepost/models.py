"""Imports the models of every package, so that Django finds them; defines none."""

from gatepost import features
from gatepost.accounts import models as accounts
from gatepost.flow import models as flow
from gatepost.ground import models as ground
from gatepost.moving_in import models as moving_in
from gatepost.sessions import models as sessions
from gatepost.tokens import models as tokens

__all__ = ["accounts", "flow", "ground", "moving_in", "sessions", "tokens"]

features.load_models()

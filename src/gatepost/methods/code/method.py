"""How login by code makes itself known."""

from gatepost import conf
from gatepost.flow.method import Method, Step
from gatepost.ground.secrets import Purpose
from gatepost.methods.code.api import ENDPOINTS
from gatepost.methods.code.operations import log_in
from gatepost.methods.code.settings import CodeSettings

METHOD = Method(
    name="code",
    endpoints=ENDPOINTS,
    steps=(
        Step(
            name=log_in.FLOW,
            order=30,
            needed=log_in.needed,
            start=log_in.start,
            decoy=log_in.decoy,
            trusts=lambda: conf.read(CodeSettings).trust_browser,
        ),
    ),
    flows=lambda client: [{"id": log_in.FLOW}] if client and conf.read(CodeSettings).enabled else [],
    waits={Purpose.LOGIN_CODE: log_in.FLOW},
    config=lambda: {"account": {"login_by_code_enabled": conf.read(CodeSettings).enabled}},
)

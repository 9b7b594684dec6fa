"""dj-rest-auth's login at a provider, as a project writes it; the provider's answer is read without asking it."""

import base64
import json

from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from dj_rest_auth.registration.views import SocialLoginView


class Adapter(OpenIDConnectOAuth2Adapter):
    def __init__(self, request):
        super().__init__(request, "company")

    def parse_token(self, data):
        self._claims = data["id_token"].split(".")[1]
        return super().parse_token(data)

    def complete_login(self, request, *_, **__):
        claims = json.loads(base64.urlsafe_b64decode(self._claims + "=="))
        return self.get_provider().sociallogin_from_response(request, {"userinfo": claims, "id_token": claims})


class CompanyLogin(SocialLoginView):
    adapter_class = Adapter

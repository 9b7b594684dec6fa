"""A validator of the project's own, whose hooks end with the move."""

try:
    from oauth2_provider.oauth2_validators import OAuth2Validator
except ImportError:
    OAuth2Validator = object


class Validator(OAuth2Validator):
    def get_additional_claims(self, request):
        return {"preferred_username": request.user.get_username()}

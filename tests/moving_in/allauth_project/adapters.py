"""The project's own adapters: secrets are encrypted (here: reversed), and numbers are kept in `last_name`."""

from django.contrib.auth import get_user_model

try:
    from allauth.account.adapter import DefaultAccountAdapter
    from allauth.mfa.adapter import DefaultMFAAdapter
except ImportError:  # after the move
    DefaultAccountAdapter = DefaultMFAAdapter = object


class AccountAdapter(DefaultAccountAdapter):
    """Keeps a number as `+49…` in `last_name`, and whether it is verified in `first_name`."""

    def get_phone(self, user):
        return (user.last_name, user.first_name == "verified") if user.last_name.startswith("+") else None

    def set_phone(self, user, phone, verified):
        user.last_name, user.first_name = phone, "verified" if verified else ""
        user.save()

    def set_phone_verified(self, user, phone):
        self.set_phone(user, phone, verified=True)

    def get_user_by_phone(self, phone):
        return get_user_model().objects.filter(last_name=phone).first()

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        """Send nothing."""


class MFAAdapter(DefaultMFAAdapter):
    """Encrypts, in a way that anyone can see through."""

    def encrypt(self, text):
        return f"sealed:{text[::-1]}"

    def decrypt(self, encrypted_text):
        assert encrypted_text.startswith("sealed:")
        return encrypted_text.removeprefix("sealed:")[::-1]

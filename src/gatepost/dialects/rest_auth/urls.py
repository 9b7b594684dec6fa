"""URLs for clients of dj-rest-auth: `path("api/v1/dj-rest-auth/", include("gatepost.dialects.rest_auth.urls"))`.

All paths but `registration/` itself and those of providers work without the final slash too.
"""

from django.urls import path, re_path

from gatepost.dialects.rest_auth import access, account, mfa, pages, registration, social, tokens

urlpatterns = [
    re_path(r"^login/?$", access.Login.as_view(), name="rest_login"),
    re_path(r"^logout/?$", access.Logout.as_view(), name="rest_logout"),
    re_path(r"^user/?$", account.User.as_view(), name="rest_user_details"),
    re_path(r"^password/change/?$", account.PasswordChange.as_view(), name="rest_password_change"),
    re_path(r"^password/reset/?$", account.PasswordReset.as_view(), name="rest_password_reset"),
    re_path(r"^password/reset/confirm/?$", account.PasswordResetConfirm.as_view(), name="rest_password_reset_confirm"),
    re_path(r"^token/refresh/?$", tokens.refresh_view, name="token_refresh"),
    re_path(r"^token/verify/?$", tokens.verify_view, name="token_verify"),
    path("registration/", registration.Register.as_view(), name="rest_register"),
    re_path(r"^registration/verify-email/?$", registration.VerifyEmail.as_view(), name="rest_verify_email"),
    re_path(r"^registration/resend-email/?$", registration.ResendEmail.as_view(), name="rest_resend_email"),
    re_path(r"^registration/account-confirm-email/(?P<key>[0-9A-Za-z_]+)/?$", pages.confirm_address),
    re_path(r"^password/reset/confirm/(?P<uid>[0-9A-Za-z]+)/(?P<token>[0-9a-z-]+)/?$", pages.new_password),
    re_path(r"^mfa/verify/?$", mfa.Verify.as_view(), name="mfa_verify"),
    re_path(r"^mfa/totp/activate/?$", mfa.activate_view, name="mfa_totp_activate"),
    re_path(r"^mfa/totp/deactivate/?$", mfa.deactivate_view, name="mfa_totp_deactivate"),
    re_path(r"^mfa/status/?$", mfa.HeldFactors.as_view(), name="mfa_status"),
    re_path(r"^mfa/recovery-codes/?$", mfa.recovery_codes_view, name="mfa_recovery_codes"),
    re_path(r"^mfa/recovery-codes/regenerate/?$", mfa.new_recovery_codes_view, name="mfa_recovery_codes_regenerate"),
    re_path(r"^socialaccounts/?$", social.SocialAccounts.as_view(), name="social_account_list"),
    re_path(r"^socialaccounts/(?P<number>\d{1,18})/disconnect/?$", social.Disconnect.as_view()),
    re_path(r"^(?P<provider>[\w.-]+)/connect/$", social.connect_view),
    re_path(r"^(?P<provider>[\w.-]+)/$", social.provider_view),
]

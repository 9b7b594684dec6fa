"""Login pages of the browsable API; they use the same operation as every login."""

from typing import Any

import msgspec
from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from gatepost.accounts import accounts
from gatepost.door import cookies, visitor
from gatepost.errors import Kind, Refused
from gatepost.features.password.operations import log_in
from gatepost.flow import logout
from gatepost.flow.endings import SingleRequest
from gatepost.flow.issuing import Granted
from gatepost.ground import limits


class LoginForm(AuthenticationForm):
    """Name and password; `granted` is the login after a successful validation."""

    granted: Granted | None = None
    retry_after: int | None = None

    def clean(self) -> dict[str, Any]:
        """Log in.

        Raises:
            ValidationError: The login was refused.
        """
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name is None or not password or self.request is None:
            return self.cleaned_data
        visit = msgspec.structs.replace(visitor.visit_of(self.request, "browser")[0], wire="authtoken")
        try:
            limits.limit_network("login_network", visit)
            self.granted = log_in.log_in(
                visit, kinds=accounts.kinds_of(name), name=name, password=password, ending=SingleRequest(session=True)
            )
        except Refused as refused:
            raise self._error(refused) from refused
        return self.cleaned_data

    def _error(self, refused: Refused) -> ValidationError:
        first = refused.refusals[0]
        self.retry_after = first.retry_after
        if refused.kind is Kind.PROOF_REQUIRED or self.retry_after is not None:
            return ValidationError(str(first.text) or "Too many attempts. Try again later.", code=first.code)
        return self.get_invalid_login_error()


class LogIn(views.LoginView):
    """The login form with `username`, `password` and `next`."""

    template_name = "rest_framework/login.html"
    authentication_form = LoginForm

    def form_valid(self, form: LoginForm) -> HttpResponse:  # type: ignore[override]  # it is always ours
        """Set the session's cookies and redirect, to this host only."""
        response = super(views.LoginView, self).form_valid(form)
        if form.granted is not None and form.granted.opened is not None:
            visit, _ = visitor.visit_of(self.request, "browser")
            cookies.deliver(self.request, "browser", form.granted.opened, {})
            cookies.remember_device(self.request, visit, form.granted.user, response)
        return response

    def form_invalid(self, form: LoginForm) -> HttpResponse:  # type: ignore[override]  # as above
        """Show the form again; with status 429 after too many attempts."""
        response = super().form_invalid(form)
        if form.retry_after is not None:
            response.status_code = 429
            response["Retry-After"] = str(form.retry_after)
        return response


@method_decorator(never_cache, name="dispatch")
class LogOut(views.LogoutView):
    """Log out; POST only."""

    http_method_names = ["post", "options"]  # noqa: RUF012 - Django's form of it

    def post(self, request: Any, *args: object, **kwargs: object) -> HttpResponse:
        """Revoke the session before Django flushes it, to record the logout; Django itself sends its signal."""
        visit, _ = visitor.visit_of(request, "browser")
        logout.log_out(msgspec.structs.replace(visit, request=None))
        response = super().post(request, *args, **kwargs)
        cookies.clear_session(request, "browser", csrf=False)
        return response

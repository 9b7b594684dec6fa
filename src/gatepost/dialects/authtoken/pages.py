"""The pages by which people sign in to the browsable API, on the same operation as every login."""

from typing import Any

from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.dialects.names import kind_of
from gatepost.errors import Kind, Refused
from gatepost.flow import engine
from gatepost.flow.grant import Granted
from gatepost.ground import limits
from gatepost.methods.password.operations import log_in
from gatepost.wire import clients


class LoginForm(AuthenticationForm):
    """Name and password; `granted` is the login once they were right."""

    granted: Granted | None = None
    retry_after: int | None = None

    def clean(self) -> dict[str, Any]:
        """Log in.

        Raises:
            ValidationError: It was refused.
        """
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name is None or not password or self.request is None:
            return self.cleaned_data
        visit, _ = clients.visit_of(self.request, "browser")
        kind = kind_of(name, {"username", *conf.read(AccountsSettings).login_methods})
        try:
            limits.by_network("login_network", visit)
            self.granted = log_in.at_once(visit, kind=kind, name=name, password=password, session=True)
        except Refused as refused:
            raise self._told(refused) from refused
        return self.cleaned_data

    def _told(self, refused: Refused) -> ValidationError:
        first = refused.refusals[0]
        self.retry_after = first.retry_after
        if refused.kind is Kind.PROOF_REQUIRED or self.retry_after is not None:
            return ValidationError(str(first.text) or "Too many attempts. Try again later.", code=first.code)
        return self.get_invalid_login_error()


class LogIn(views.LoginView):
    """A form with `username`, `password`, `next`."""

    template_name = "rest_framework/login.html"
    authentication_form = LoginForm

    def form_valid(self, form: LoginForm) -> HttpResponse:  # type: ignore[override]  # it is always ours
        """Give the browser its session and send it on, to this host alone."""
        response = super(views.LoginView, self).form_valid(form)
        if form.granted is not None and form.granted.opened is not None:
            visit, _ = clients.visit_of(self.request, "browser")
            clients.hand_over(self.request, "browser", form.granted.opened, {})
            clients.mark_device(self.request, visit, form.granted.user, response)
        return response

    def form_invalid(self, form: LoginForm) -> HttpResponse:  # type: ignore[override]  # as above
        """The form again; 429 for who tried too often."""
        response = super().form_invalid(form)
        if form.retry_after is not None:
            response.status_code = 429
            response["Retry-After"] = str(form.retry_after)
        return response


@method_decorator(never_cache, name="dispatch")
class LogOut(views.LogoutView):
    """Ends the session; POST only."""

    http_method_names = ["post", "options"]  # noqa: RUF012 - Django's form of it

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """End it before Django forgets it, so that it is noted."""
        visit, _ = clients.visit_of(request, "browser")
        engine.log_out(visit)
        clients.take_back(request, "browser")
        return super().post(request, *args, **kwargs)

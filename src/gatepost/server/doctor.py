"""`gatepost doctor --origin` as a page of the development server."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest) -> HttpResponse:
    """Show a form for an origin, and what a login from there would fail on."""
    from gatepost.cli.doctor import browser, trial  # noqa: PLC0415 - no other page of the server needs the command line

    origin, fault, found = request.GET.get("origin", ""), "", []
    try:
        found = trial.of(browser.parse(origin)) if origin else []
    except ValueError:
        fault = "This is not an origin such as https://app.example.org."
    values = {"origin": origin, "fault": fault, "findings": found}
    response = render(request, "gatepost/doctor.html", values)
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    return response

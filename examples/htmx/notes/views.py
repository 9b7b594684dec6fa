from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from notes.models import Note


@require_GET
@login_required
def index(request):
    """The page, with the user's notes."""
    return render(request, "notes/index.html", {"notes": Note.objects.filter(author=request.user)})


@require_POST
@login_required
def add(request):
    """Save a note; the response is its line of the list, or the page for a form sent before htmx was loaded."""
    note = Note.objects.create(author=request.user, text=request.POST.get("text", "")[:200] or "(empty)")
    if "HX-Request" not in request.headers:
        return redirect("index")
    return render(request, "notes/note.html", {"note": note})


@require_POST
def log_out(request):
    """Log out, and go to the login page."""
    logout(request)
    return redirect(settings.LOGIN_URL)

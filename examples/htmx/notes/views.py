from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
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
    """Save a note; the response is its line of the list."""
    note = Note.objects.create(author=request.user, text=request.POST.get("text", "")[:200] or "(empty)")
    return render(request, "notes/note.html", {"note": note})


@require_POST
def log_out(request):
    """Log out; the browser goes to the login page."""
    logout(request)
    return HttpResponse(headers={"HX-Redirect": "/account/login"})

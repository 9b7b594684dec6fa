"""Another API, with tokens of its own: what an agent holds for the tools opens nothing here."""

from django.conf import settings
from django.http import JsonResponse

from gatepost import requires_access_token
from notes.models import Note


@requires_access_token("notes", resource=settings.ARCHIVE_URL)
def read(request):
    """The user's notes, and which services act for the user."""
    notes = Note.objects.filter(author=request.user.pk).order_by("pk")
    return JsonResponse({"notes": [note.text for note in notes], "by": request.auth.actors})


@requires_access_token("notes", resource=settings.ARCHIVE_URL, acr_values="aal2", max_age=300)
def clear(request):
    """Delete the notes, if the user has just proved who they are with a second factor (RFC 9470)."""
    Note.objects.filter(author=request.user.pk).delete()
    return JsonResponse({"notes": []})


def archive(request):
    """Read or clear the notes."""
    return clear(request) if request.method == "DELETE" else read(request)


archive.csrf_exempt = True  # it reads no cookie

"""What a refused body leaves in its connection: nothing, up to four mebibytes.

Left there it would be read as a request, or the server would reset the connection under a client that is still sending.
"""

import io

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse

from gatepost.dialects.cookie import reading
from gatepost.door import payload, readable
from gatepost.errors import Refused
from gatepost.integrations.unreadable import unreadable_request_middleware

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
READERS = {"JSON": (payload.read, JSON), "form": (readable.check_form, FORM), "cookie API": (reading.check_size, FORM)}
LARGE = 1000 * 1024


def sent(kind, length):
    stream = io.BytesIO(b"a" * length)
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(length),
            "wsgi.input": stream,
        }
    )
    return request, stream


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(("length", "read"), [(LARGE, LARGE), (2 * payload.DRAINED, payload.DRAINED)])
def test_a_refused_body_is_read_up_to_four_mebibytes(name, length, read, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
    reader, kind = READERS[name]
    request, stream = sent(kind, length)
    with pytest.raises(Refused):
        reader(request)
    assert stream.tell() == read


@pytest.mark.parametrize(
    ("length", "read"),
    [(payload.LARGEST_BODY, 0), (LARGE, LARGE), (2 * payload.DRAINED, payload.DRAINED)],
)
def test_a_body_at_which_no_view_looked_was_left_in_the_connection(length, read):
    request, stream = sent("text/plain", length)
    assert unreadable_request_middleware(lambda _request: HttpResponse(status=405))(request).status_code == 405
    assert stream.tell() == read


def test_a_client_that_leaves_while_its_body_is_read_still_has_its_response():
    request, stream = sent("text/plain", LARGE)
    stream.close()
    assert unreadable_request_middleware(lambda _request: HttpResponse(status=405))(request).status_code == 405


def test_a_body_that_a_middleware_had_read_looked_like_an_empty_one(caplog):
    request, _ = sent(JSON, 20)
    request.read()
    with pytest.raises(Refused) as refused:
        payload.read(request)
    assert refused.value.refusals[0].code == "invalid_json"
    assert "use request.body" in caplog.text

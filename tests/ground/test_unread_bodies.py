"""What a refused body leaves in its connection: nothing, up to a mebibyte. Left there it would be read as a request."""

import io

import pytest
from django.core.handlers.wsgi import WSGIRequest

from gatepost.dialects.cookie import reading
from gatepost.door import payload, readable
from gatepost.errors import Refused

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
@pytest.mark.parametrize(("length", "read"), [(LARGE, LARGE), (5 * payload.DRAINED, payload.DRAINED)])
def test_a_refused_body_is_read_up_to_a_mebibyte(name, length, read, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
    reader, kind = READERS[name]
    request, stream = sent(kind, length)
    with pytest.raises(Refused):
        reader(request)
    assert stream.tell() == read

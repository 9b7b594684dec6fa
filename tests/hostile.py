"""Random requests of people who mean no good, for every address of a URL configuration and every native operation."""

import json
import random
import re

from django.urls import URLPattern, URLResolver

from gatepost.headless.endpoints import endpoints

VERBS = (
    *(
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "OPTIONS",
        "TRACE",
        "CONNECT",
        "PROPFIND",
        "BREW",
        "post",
        "X-Y",
    ),
)
PIECES = (
    "x",
    "1",
    "-1",
    "0",
    "99999999999999999999",
    "%00",
    "%ff",
    "%2e%2e",
    "..",
    "a%0d%0ab",
    "'",
    "%F0%9F%92%A9",
    "é",
    "%",
    "%zz",
    "%c0%af",
    "%ed%a0%80",
    "%uD800",
    "a%2fb",
    "x" * 3000,
    "%00" * 100,
    ";",
    "%0d%0aSet-Cookie:x",
)
CHARSETS = (
    "utf-7",
    "rot13",
    "hex",
    "idna",
    "undefined",
    "punycode",
    "utf-16",
    "latin-1",
    "x" * 50,
    "unicode_escape",
    "",
)
TYPES = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "multipart/form-data; boundary=" + "y" * 300,
    "text/plain",
    "application/xml",
    "multipart/form-data; boundary*=rot13''%41",
    "multipart/form-data; boundary*=nowhere''x",
    "multipart/form-data; boundary*0*=utf-8''x; boundary*1=y",
    "multipart/mixed; boundary=x",
    "application/json; charset*=undefined''%41",
    "application/json; " + "a=b; " * 500,
    ";;;",
    "application/x-www-form-urlencoded; =",
    "/",
    "",
)
NAMES = ("email", "username", "password", "key", "code", "token", "uid", "credential", "provider", "phone", "refresh")
VALUES = (
    None,
    True,
    0,
    -1,
    1.5,
    10**400,
    "",
    "x",
    "\x00",
    "\ud800",
    "é" * 300,
    "gps_" + "0" * 49,
    "eyJhbGciOiJub25lIn0.e30.",
    [],
    {},
    [[[[]]]],
    {"a": {"b": None}},
    "bob@example.org",
    "+99999999999999999",
    2**63,
    -(2**64),
    1e308,
    "\u202e",
    "a" * 5000,
    "' OR 1=1 --",
    ["x"] * 500,
    {"$ne": None},
)


def _part(disposition, value=b"v"):
    return b"--x\r\nContent-Disposition: " + disposition + b"\r\n\r\n" + value + b"\r\n--x--\r\n"


BODIES = (
    b"",
    b"{",
    b"null",
    b"[]",
    b"5",
    b"\xff\xfe{}",
    b"[" * 5000,
    b"--x\r\n",
    b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n",
    b"--x\r\nContent-Disposition: form-data; name*=utf-8''%ff\r\n\r\n!!\r\n--x--\r\n",
    (
        b"--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nAAAAA\r\n--x--\r\n"
    ),
    b"a=" + b"b" * 70_000,
    b"&".join([b"a=1"] * 1500),
    b"csrfmiddlewaretoken=%00&a=%ff",
    b'{"email": NaN, "code": Infinity, "key": -Infinity}',
    b'{"email": "a", "email": "b", "email": {"email": 1}}',
    b'{"key": ' + b"9" * 5000 + b"}",
    b'{"key": 1e99999, "code": -0}',
    b'{"a":' * 3000 + b"1" + b"}" * 3000,
    b'{"email": ' + b"[" * 900 + b"]" * 900 + b"}",
    b'{"email": "\\ud800", "\\ud800": 1, "\\u0000": "\\u0000"}',
    b'\xef\xbb\xbf{"email": "x"}',
    b'{"email": "\xff"}',
    b"x" * 2_700_000,
    b"a=" + b"b" * 2_700_000,
    b"%&=%zz&%00=%00&a[]=1&a[b]=%e0%80",
    _part(b"form-data; name=a") * 1100,
    _part(b'form-data; name=a; filename="b"') * 110,
    _part(b"form-data; name*=rot13''%41"),
    _part(b"form-data; name*=undefined''%41"),
    _part(b'form-data; name=""'),
    _part(b'form-data; name="a"; filename="../../etc/passwd"'),
    _part(b'form-data; name="a"; filename="\x00"'),
    _part(b"attachment"),
    _part(b"form-data; name=" + b"n" * 70_000),
    _part(b"form-data; name=a\r\nContent-Transfer-Encoding: quoted-printable"),
    _part(b"form-data; name=a\r\nContent-Transfer-Encoding: x-uuencode"),
    _part(b"form-data; name=a\r\nContent-Type: multipart/mixed; boundary=x"),
    _part(b"form-data; name=a\r\nContent-Type: text/plain; charset=rot13"),
    _part(b"form-data; name=a\r\nContent-Length: -5"),
    _part(b"form-data; name=csrfmiddlewaretoken", b"\xff\x00"),
)
ACCEPTS = (
    "*/*",
    "text/html",
    "application/json; indent=99999999",
    "application/json; indent=x",
    "text/html;q=x",
    "\x7f",
)
COOKIES = (
    *(
        "; =",
        "; ;;;",
        "; a",
        '; "',
        "; sessionid=\x01",
        "; $Version=1; $Path=/",
        "; a=" + "b" * 9000,
        "; é=é",
        "; csrftoken",
    ),
    "; " + "; ".join(f"c{number}=1" for number in range(300)),
)
LENGTHS = ("", "0", "-1", "x", "99999999", "1", "1e3", "²")
"""What a client may claim of a body's length."""
SECRETS = ("c" * 32, "x", "", "é", "c" * 64, "gps_" + "z" * 49)


def paths(patterns, prefix="/"):
    """Every address, with `<>` where it takes an argument."""
    for one in patterns:
        route = str(one.pattern)
        if not hasattr(one.pattern, "_route"):
            route = re.sub(r"\(\?P<\w+>[^)]*\)(?:\))?\??", "<>", route).strip("^").replace("$", "").replace("\\", "")
        where = prefix + re.sub(r"<[^>]*>", "<>", route)
        if isinstance(one, URLResolver):
            yield from paths(one.url_patterns, where)
        elif isinstance(one, URLPattern):
            yield where


class Hostile:
    """Draws requests; the same seed draws the same ones."""

    def __init__(self, seed, patterns, *, prefix="/_allauth/", cookies=(), headers=()):
        self.random = random.Random(seed)
        self.cookies, self.headers = [{}, *cookies], [{}, *headers]
        native = [f"{prefix}{client}/v1/{one.path}" for one in endpoints() for client in one.clients]
        found = sorted({one for one in paths(patterns) if "static" not in one})
        self.addresses = [*found, *native, *native, "/nowhere", "/health", "/admin/login/", f"{prefix}app/v1/nowhere"]

    def know(self, cookies, headers):
        """Send these along at times, beside nothing."""
        self.cookies, self.headers = [{}, cookies], [{}, headers]

    def draw(self):
        """Verb, path with query, headers, body."""
        pick = self.random.choice
        path = re.sub("<>", lambda _: pick(PIECES), pick(self.addresses))
        if self.random.random() < 0.3:
            path += (
                f"?{pick((*NAMES, 'next', 'kind', 'q', 'format', 'state', '_encoding'))}={pick(PIECES)}&{pick(PIECES)}"
            )
        kind, body = pick(TYPES), self._body()
        if self.random.random() < 0.3:
            kind += f"; charset={pick(CHARSETS)}"
        secret = pick(SECRETS)
        cookies = {"csrftoken": secret, **pick(self.cookies)}
        if self.random.random() < 0.2:
            cookies["sessionid"] = pick(SECRETS)
        junk = pick(COOKIES) if self.random.random() < 0.1 else ""
        headers = {
            "Content-Type": kind,
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()) + junk,
            "X-CSRFToken": pick((cookies["csrftoken"], pick(SECRETS))),
            "Accept": pick(ACCEPTS),
            **pick(self.headers),
            **self._more(),
        }
        return pick(VERBS if self.random.random() < 0.4 else ("POST", "GET")), path, headers, body

    def _more(self):
        more = {
            "Authorization": (
                "Basic !!",
                "Basic w6k6w6k=",
                "Bearer ",
                "Bearer a.b.c",
                "Token é",
                "JWT x.y.z",
                "Bearer " + "x" * 4000,
            ),
            "X-Session-Token": SECRETS,
            "Origin": ("null", "https://evil.example", "http://[", "é"),
            "Referer": ("http://[", "\x7f", "https://evil.example/"),
            "X-Forwarded-For": ("junk", "1.2.3.4:x", "[::1", "::ffff:1.2.3.4", "," * 50),
            "X-Forwarded-Host": ("evil.example", "[", ""),
            "Accept-Language": ("xx-" * 50, "de;q=x", "é", "*"),
            "X-Email-Verification-Key": SECRETS,
            "X-Password-Reset-Key": SECRETS,
            "User-Agent": ("é" * 400, ""),
            "Range": ("bytes=x-",),
            "Host": ("evil.example", "[", "a b", "testserver:x", "testserver:99999999", "é", "", "testserver:0"),
            "X-Forwarded-Proto": ("https", "x,y", ""),
            "Forwarded": ("for=", 'for="[::1"', "for=unknown;" * 100),
            "X-Request-ID": ("é", "x" * 9000, "a\x1fb"),
            "Sec-Fetch-Site": ("cross-site", "x"),
            "Content-Encoding": ("gzip", "x"),
            "Transfer-Encoding": ("chunked",),
            "Expect": ("100-continue",),
            "X-Long": ("y" * 60_000,),
            "If-None-Match": ('"', "*"),
            "X-HTTP-Method-Override": ("DELETE",),
            "DPoP": ("x",),
        }
        names = self.random.sample(sorted(more), self.random.randrange(4))
        return {name: self.random.choice(more[name]) for name in names}

    def _body(self):
        pick = self.random.choice
        if self.random.random() < 0.5:
            return pick(BODIES)
        given = {pick(NAMES): pick(VALUES) for _ in range(self.random.randrange(5))}
        try:
            text = json.dumps(given, ensure_ascii=self.random.random() < 0.5)
            return text.encode()
        except UnicodeEncodeError:
            return json.dumps(given).encode()

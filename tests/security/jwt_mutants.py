"""Tokens that were tampered with, by what was done to them; each is refused, and PyJWT is asked too.

PyJWT is as strict as its options make it (`strict_opt`). Where it is laxer by design, the mutant says why.
"""

import base64
import hmac
import json
import random

import jwt as pyjwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from gatepost.tokens.signed.jwk import Key

NOW = 1_800_000_000
ISSUER, AUDIENCE = "https://id.example.org", "https://api.example.org"
CLAIMS = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": "17",
    "sid": "4711",
    "jti": "0f" * 16,
    "iat": NOW - 10,
    "nbf": NOW - 10,
    "exp": NOW + 290,
}
REQUIRED = ("exp", "iat", "iss", "aud", "sub", "sid", "jti")
SECRET = bytes(range(32))
KEYS = {
    "ES256": Key("ES256", ECKey.generate_key("P-256"), "k1"),
    "RS256": Key("RS256", RSAKey.generate_key(2048), "k1"),
    "EdDSA": Key("EdDSA", OKPKey.generate_key("Ed25519"), "k1"),
    "HS256": Key("HS256", OctKey.import_key(SECRET), "k1"),
}
OTHERS = {name: Key.generate(name, kid="k1") for name in KEYS}

# Why PyJWT lets one through.
HEADER = "PyJWT leaves foreign header members to its caller"
TYP = "PyJWT leaves typ to its caller"
KID = "PyJWT leaves the choice of the key to its caller"
SIZE = "PyJWT knows no limit of size"
PADDING = "PyJWT takes a signature with the padding that RFC 7515 leaves out"
NUMBERS = "PyJWT makes a number of what looks like one"
RANGE = "PyJWT knows no first and no last moment"


def b64(data):
    if not isinstance(data, bytes):
        data = json.dumps(data, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def header(algorithm, **changes):
    found = {"alg": algorithm, "typ": "at+jwt", "kid": "k1", **changes}
    return {name: value for name, value in found.items() if value is not ...}


def signed(algorithm, head=None, claims=None, *, key=None, raw=None):
    """A token with a right signature, whatever it says."""
    body = b64(CLAIMS if claims is None else claims) if raw is None else b64(raw)
    text = f"{b64(header(algorithm) if head is None else head)}.{body}"
    return f"{text}.{b64((key or KEYS[algorithm]).sign(text.encode()))}"


def with_claims(**changes):
    return {name: value for name, value in {**CLAIMS, **changes}.items() if value is not ...}


def of_algorithms(name):
    """Which algorithm the header names."""
    good = signed(name)
    _, body, signature = good.split(".")
    for none in ("none", "None", "NONE", "nOnE", ""):
        for end in ("", signature):
            yield f"alg {none!r}, {'no ' if not end else ''}signature", f"{b64(header(none))}.{body}.{end}", None
    yield "no alg", f"{b64(header(name, alg=...))}.{body}.{signature}", None
    for alg in (None, True, 1, ["ES256"], {"a": 1}, name.lower(), f"{name} ", "XX256"):
        yield f"alg {alg!r}", signed(name, header(name, alg=alg)), None
    for alg in ("HS256", "HS384", "HS512", "RS256", "PS256", "ES256", "ES384", "ES512", "EdDSA"):
        if alg != name:
            yield f"alg {alg} with the key of {name}", signed(name, header(name, alg=alg)), None


def of_headers(name):
    """What else the header says."""
    for extra in (
        {"crit": ["exp"]},
        {"crit": []},
        {"crit": ["b64"], "b64": False},
        {"crit": "exp"},
    ):
        yield f"header {extra}", signed(name, header(name, **extra)), None
    public = KEYS["ES256"].public()
    for extra in (
        {"b64": True},
        {"zip": "DEF"},
        {"jku": "https://evil.example/jwks"},
        {"x5u": "https://evil.example/x"},
        {"x5c": ["MIIB"]},
        {"x5t": "a"},
        {"jwk": public},
        {"enc": "A256GCM"},
        {"cty": "JWT"},
        {"foo": 1},
        {"Alg": "none"},
        {"b64": None},
    ):
        yield f"header {list(extra)}", signed(name, header(name, **extra)), HEADER


def of_keys_and_types(name):
    """Which key and type the header names."""
    body = signed(name).split(".")[1]
    for kid in (
        "",
        "k2",
        "K1",
        "k1 ",
        "k1\x00",
        "../k1",
        "' OR 1=1 --",
        "https://evil.example",
        "/dev/null",
        "k" * 300,
    ):
        yield f"kid {kid[:20]!r}", signed(name, header(name, kid=kid)), KID
    for kid in (["k1"], {"k": 1}, 1, True, None):
        yield f"kid {kid!r}", signed(name, header(name, kid=kid)), None
    yield "no kid", signed(name, header(name, kid=...)), KID
    for typ in ("JWT", "rt+jwt", "", "at+jwt2", "id_token", "application/jwt", ...):
        yield f"typ {typ!r}", signed(name, header(name, typ=typ)), TYP
    for typ in (1, True, None, ["at+jwt"]):
        yield f"typ {typ!r}", signed(name, header(name, typ=typ)), TYP
    for head in (b"", b"{}", b"[]", b'"ES256"', b"null", b"{", b"\xff\xfe", b'{"alg":"' + name.encode()):
        text = f"{b64(head)}.{body}"
        yield f"header {head!r}", f"{text}.{b64(KEYS[name].sign(text.encode()))}", None


def of_forms(name):
    """How the text looks."""
    good = signed(name)
    head, body, signature = good.split(".")
    for text in (
        "", ".", "..", "...", "a", "a.b", "a.b.c", head, f"{head}.{body}", f"{head}..{signature}",
        f".{body}.{signature}",
        f"{head}.{body}.", f"{good}.", f"{good}.x", f".{good}", f"{good}.{good}", f"{head}.{body}.{signature}.a.b",
        json.dumps({"protected": head, "payload": body, "signature": signature}),
        json.dumps({"payload": body, "signatures": [{"protected": head, "signature": signature}]}),
        f"{body}.{head}.{signature}", f"{head}.{signature}.{body}", "." * 10_000, "\x00" * 10, "é.é.é", "𝟙.𝟙.𝟙",
        f"{head}.{body}.{signature[:-4]}", f"{head}.{body}.{signature}AAAA", f"{head}.{body}.{'A' * len(signature)}",
        f"{head}.{body[:-3]}.{signature}", f"{head}.{body}AAAA.{signature}",
    ):  # fmt: skip
        yield f"form {text[:12]!r} {len(text)}", text, None
    for text in (f" {good}", f"{good} ", f"{good}\n", f"{head}. {body}.{signature}"):
        yield f"blanks {text[:3]!r}{text[-3:]!r}", text, None
    for text in (f"{head}=.{body}.{signature}", f"{head}.{body}=.{signature}"):
        yield "padding before a dot", text, None
    for signs in ("=", "=="):
        yield f"padding {signs}", f"{good}{signs}", PADDING if len(signature + signs) % 4 == 0 else None
    yield "10 MB", f"{head}.{'A' * 10_000_000}.{signature}", None
    yield "9 kB, signed", signed(name, claims={**CLAIMS, "pad": "x" * 7000}), SIZE
    last = {"A": "B", "Q": "R", "g": "h", "w": "x"}
    stray = signature[:-1] + last.get(signature[-1], chr(ord(signature[-1]) + 1))
    yield "stray bits in the last sign", f"{head}.{body}.{stray}", None
    if "-" in signature or "_" in signature:
        yield "the standard alphabet", f"{head}.{body}.{signature.replace('-', '+').replace('_', '/')}", None


def of_keys(name):
    """Who signed it."""
    yield "a stranger's key", signed(name, key=OTHERS[name]), None
    for other, key in KEYS.items():
        if other != name:
            yield f"our key of {other}", signed(name, key=key), None
            yield f"our key of {other}, and it says so", signed(other), None
    if name == "HS256":
        return
    material = KEYS[name]._material.public_key
    pem = material.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    jwk = json.dumps(KEYS[name].public()).encode()
    der = material.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    for form, secret in (("PEM", pem), ("PEM without its end", pem.strip()), ("PEM behind a blank", b" " + pem),
                         ("DER", der), ("JWK", jwk), ("nothing", b"")):  # fmt: skip
        for alg in ("HS256", "HS384", "HS512"):
            text = f"{b64(header(alg))}.{b64(CLAIMS)}"
            mac = hmac.digest(secret, text.encode(), f"sha{alg[2:]}")
            yield f"{alg} with our public key as {form}", f"{text}.{b64(mac)}", None
    if name == "ES256":
        text = signed(name).rpartition(".")[0]
        yield "a signature of zeros", f"{text}.{b64(bytes(64))}", None
        der_form = KEYS[name]._material.private_key.sign(text.encode(), ec.ECDSA(hashes.SHA256()))
        yield "a signature in DER", f"{text}.{b64(der_form)}", None


def of_claims(name):
    """What the claims say; the signature is right."""
    for claim in REQUIRED:
        yield f"no {claim}", signed(name, claims=with_claims(**{claim: ...})), None
    for issuer in (
        "", "https://id.example.or", f"{ISSUER}/", ISSUER.upper(), f"{ISSUER} ", "https://id.example.org.evil.example",
        [ISSUER], {"a": ISSUER}, True, None, 1,
    ):  # fmt: skip
        yield f"iss {issuer!r}", signed(name, claims=with_claims(iss=issuer)), None
    for audience in (
        "", "https://api.example.or", f"{AUDIENCE}/", "https://other.example", [], ["https://other.example"],
        True, None, 1, {"a": AUDIENCE}, [AUDIENCE, 1], [[AUDIENCE]],
    ):  # fmt: skip
        yield f"aud {audience!r}", signed(name, claims=with_claims(aud=audience)), None
    for claim in ("sub", "jti"):
        for value in (1, True, ["17"], {"a": 1}):
            yield f"{claim} {value!r}", signed(name, claims=with_claims(**{claim: value})), None
    for raw in (b"", b"[]", b'"text"', b"null", b"1", b"{", b"\xff", b'{"exp":1', b"{'exp':1}", b"\xef\xbb\xbf{}"):
        yield f"claims {raw!r}", signed(name, raw=raw), None


def of_times(name):
    """From when to when it is good."""
    for claim in ("exp", "nbf", "iat"):
        for value in (True, None, [1], {"a": 1}, "soon", ""):
            # true is 1 and None is absent to it
            lax = NUMBERS if (claim != "exp" and value is True) else None
            yield f"{claim} {value!r}", signed(name, claims=with_claims(**{claim: value})), lax
        yield f"{claim} as text", signed(name, claims=with_claims(**{claim: str(CLAIMS[claim])})), NUMBERS
        for raw in ("NaN", "Infinity", "-Infinity", "1e400"):
            body = json.dumps({**CLAIMS, claim: "@"}).replace('"@"', raw).encode()
            yield f"{claim} {raw}", signed(name, raw=body), None
        yield f"{claim} -1", signed(name, claims=with_claims(**{claim: -1})), None if claim == "exp" else RANGE
    yield "exp in the year 10000", signed(name, claims=with_claims(exp=253_402_300_800)), RANGE
    for seconds in (31, 3600, 10**9):
        yield f"expired {seconds} s ago", signed(name, claims=with_claims(exp=NOW - seconds)), None
        yield f"good in {seconds} s", signed(name, claims=with_claims(nbf=NOW + seconds)), None
        yield f"made in {seconds} s", signed(name, claims=with_claims(iat=NOW + seconds)), None


def flipped(name):
    """One bit is another, anywhere: fifty of them, always the same fifty."""
    good = signed(name)
    chosen = random.Random(f"gatepost {name}")
    parts = good.split(".")
    for _ in range(50):
        which = chosen.randrange(3)
        data = bytearray(base64.urlsafe_b64decode(parts[which] + "=="))
        place = chosen.randrange(len(data) * 8)
        data[place // 8] ^= 1 << place % 8
        changed = [*parts]
        changed[which] = b64(bytes(data))
        yield f"bit {place} of part {which}", ".".join(changed), None


def mutants(name):
    for family in (of_algorithms, of_headers, of_keys_and_types, of_forms, of_keys, of_claims, of_times, flipped):
        for what, text, lax in family(name):
            yield f"{family.__name__}: {what}", text, lax


def pyjwt_takes(name, text):
    """Whether PyJWT, asked as strictly as it can be, takes a token."""
    key = KEYS[name]
    secret = SECRET if name == "HS256" else key._material.public_key
    options = {"require": list(REQUIRED), "verify_sub": True, "verify_jti": True, "strict_aud": False}
    try:
        pyjwt.decode(text, secret, algorithms=[name], issuer=ISSUER, audience=AUDIENCE, leeway=30, options=options)
    except (pyjwt.PyJWTError, ValueError, TypeError, OverflowError, AttributeError, RecursionError):
        return False
    return True

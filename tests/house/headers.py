"""This file is where it is written which headers every answer carries, whoever asks for what."""

from collections.abc import Iterator

from django.http import HttpResponse

# Headers that are the same on every answer.
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DIRECTIVES = {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"}
SOURCES = {"'self'", "'none'", "data:"}


def faults_of_headers(answer: HttpResponse, is_static: bool = False) -> Iterator[str]:
    """What is wrong with the headers of one answer; nothing but files of our own is cached."""
    headers = answer.headers
    if not is_static and headers.get("Cache-Control") != "no-store":
        yield "may be cached"
    for name, value in EVERYWHERE.items():
        if headers.get(name) != value:
            yield f"{name} is {headers.get(name)}"
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        yield "has no permissions policy"
    yield from faults_of_policy(headers.get("Content-Security-Policy", ""))
    for cookie in answer.cookies.values():
        if not cookie["httponly"] or cookie["samesite"] not in ("Lax", "Strict"):
            yield f"the cookie {cookie.key} is open"


def faults_of_policy(policy: str) -> Iterator[str]:
    directives = {part.strip() for part in policy.split(";")}
    if missing := DIRECTIVES - directives:
        yield f"content policy lacks {sorted(missing)}"
    for directive in directives:
        name, *sources = directive.split()
        allowed = SOURCES if name == "img-src" else SOURCES - {"data:"}
        if not set(sources) <= allowed:
            yield f"content policy says {directive}"

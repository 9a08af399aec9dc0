"""Protected identity, of a case or of somebody in the own register: the same pages under all."""

from typing import Any

from django.urls import URLPattern, path

from stegvis.web.casework import protection as pages
from stegvis.web.casework.curiosity import curiosity_show


def addresses(where: str, prefix: str = "") -> list[URLPattern]:
    """The pages under <pk>/skydd/; `where` is one of `protection.HOMES`, and names begin with
    `prefix`."""
    views: dict[str, tuple[str, Any]] = {
        "protection-show": ("", pages.protection_show),
        "protection-set": ("skydda/", pages.protection_set),
        "protection-lift": ("ta-bort/", pages.protection_lift),
        "reader-name": ("medarbetare/ny/", pages.reader_name),
        "reader-end": ("medarbetare/<uuid:reader>/ta-bort/", pages.reader_end),
        "identity-show": ("visa/", pages.identity_show),
        "identity-hide": ("dolj/", pages.identity_hide),
        "contact-remove": ("kontaktuppgifter/ta-bort/", pages.contact_remove),
        "identity-write": ("identitet/", pages.identity_write),
        "curiosity-show": ("nyfikenhet/", curiosity_show),
    }
    return [
        path(f"<uuid:pk>/skydd/{address}", view, {"where": where}, name=prefix + name)
        for name, (address, view) in views.items()
    ]


urlpatterns = addresses("case")

"""This file is where the referrer follows what became of her referrals."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.access.permissions import Permission
from stegvis.casework import proposing, referring
from stegvis.casework.models import ReferralStatus
from stegvis.casework.queries import name_of, title_of
from stegvis.casework.referring import Followed
from stegvis.participants.actions import identity as identities
from stegvis.web.casework.person import UnmaskForm
from stegvis.web.questions.forms import AnswerForm
from stegvis.web.referrals.status import steps, tag, told
from stegvis.web.shared.pages import StaffRequest, only_for, page
from stegvis.web.step_up import fresh_login

FILTERS = (
    ("", "Pågående"),
    ("utkast", "Utkast"),
    ("avslutade", "Beslutade och tillbakadragna"),
    ("alla", "Alla"),
)


def referral_list(request: StaffRequest) -> HttpResponse:
    """Own referrals with where they are; ?visa= filters, ?namn= searches among them."""
    only_for(request.actor, Permission.REFERRAL_DRAFT)
    shown = request.GET.get("visa", "")
    name = request.GET.get("namn", "").strip()
    found = referring.own_referrals(request.actor, name=name)
    return page(
        request,
        "referrals/referral_list.html",
        {
            "page_title": "Aktualiseringar",
            "rows": [
                {"followed": row, "name": name_of(row.referral.participant), "tag": tag(row)}
                for row in found
                if _is_shown(row, shown)
            ],
            "tabs": [
                {
                    "label": label,
                    "url": f"?visa={key}" if key else "?",
                    "is_current": key == shown,
                    "count": sum(_is_shown(row, key) for row in found),
                }
                for key, label in FILTERS
            ]
            + [{"label": "Förslag", "url": reverse("proposal-list"), "is_current": False}],
            "shown": shown,
            "name": name,
        },
    )


def referral_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One referral: its way, messages, questions, and what has been handed out either way."""
    return _show(request, referring.own_referral(request.actor, pk))


@require_POST
@fresh_login
def referral_unmask(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show the whole personal number once, for a reason that is logged."""
    followed = referring.own_referral(request.actor, pk)
    form = UnmaskForm(request.POST)
    number = None
    if form.is_valid():
        number = form.obeys(
            lambda: identities.unmask(
                actor=request.actor,
                scope=followed.referral.scope,
                participant=followed.referral.participant,
                reason=form.cleaned_data["reason"],
            )
        )
    return _show(request, followed, form, number)


def _show(
    request: StaffRequest,
    followed: Followed,
    form: UnmaskForm | None = None,
    number: str | None = None,
) -> HttpResponse:
    referral, identity = followed.referral, followed.identity
    return page(
        request,
        "referrals/referral_show.html",
        {
            "page_title": title_of(referral.participant),
            "name": name_of(referral.participant),
            "referral": referral,
            "words": referral.version.definition.words,
            "identity": identity,
            "person": referral.participant,
            "number": number or (identity.masked_number if identity else ""),
            "is_unmasked": number is not None,
            "unmask_form": form or UnmaskForm(),
            "intake": followed.intake,
            "tag": tag(followed),
            "steps": steps(followed) if referral.status == ReferralStatus.SENT else [],
            "told": told(referral),
            "questions": referring.questions_about(request.actor, referral),
            "handed_back": referring.handed_back(request.actor, followed),
            "answer_form": AnswerForm(),
            "closed": proposing.CLOSED if followed.is_closed else "",
        },
        form=form,
    )


def _is_shown(row: Followed, key: str) -> bool:
    if key == "alla":
        return True
    if key == "utkast":
        return row.referral.is_draft
    is_over = row.is_decided or row.referral.status == ReferralStatus.WITHDRAWN
    return is_over if key == "avslutade" else not is_over and not row.referral.is_draft

"""This file is where an administrator keeps the authority's people and what they may do."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, own_scope, require
from stegvis.access.roles import ROLES, RoleKey
from stegvis.core.dates import in_swedish, today
from stegvis.core.letters import Letter, send
from stegvis.organisations.actions import member
from stegvis.organisations.grants import SOON_DAYS, analyses_in_force, grants_of, latest_end
from stegvis.organisations.models import Account, Assignment, Organisation, OrganisationKind, Unit
from stegvis.web.login import invitation_path, staff_issuers
from stegvis.web.members.accounts import REST_DAYS, has_rested
from stegvis.web.members.choices import ALL_PROGRAMMES, programmes, roles, units
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, only_for, page
from stegvis.web.step_up import fresh_login

# How long before its last day an assignment can be prolonged from its row in the list.
PROLONGED_WITHIN = timedelta(days=90)


class MemberForm(StegvisForm):
    name = forms.CharField(label="Namn", max_length=120)
    email = forms.EmailField(label="E-postadress i tjänsten")
    employee_id = forms.CharField(
        label="Anställnings-id",
        max_length=120,
        required=False,
        help_text="Till exempel HSA-id. Behövs för den som loggar in med e-tjänstelegitimation.",
    )
    issuer = forms.ChoiceField(
        label="Arbetsgivarens inloggning",
        help_text="Den inloggning som anställnings-id:t hör till.",
    )
    role = forms.ChoiceField(label="Roll", widget=forms.RadioSelect)
    title = forms.CharField(label="Yrkestitel", max_length=80, required=False)
    unit = forms.ChoiceField(label="Enhet", required=False)
    programme = forms.ChoiceField(label="Insats", required=False)
    employer = forms.ChoiceField(
        label="Arbetsgivare",
        required=False,
        help_text="Fyll i om någon annan myndighet är arbetsgivare.",
    )
    percent = forms.IntegerField(
        label="Procent av heltid", min_value=1, max_value=100, required=False
    )
    reason = forms.CharField(
        label="Vilket behov fyller uppdraget?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Det ska finnas en behovs- och riskanalys för rollen. Skriv vad just den här "
        "personen ska göra.",
    )
    starts_on = DateField(label="Från och med")
    ends_on = DateField(label="Till och med")

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issuers = staff_issuers()
        self.fields["issuer"].choices = list(issuers.items())
        if not issuers:
            del self.fields["employee_id"]
        if len(issuers) < 2:
            del self.fields["issuer"]
        self.fields["role"].choices = roles(organisation)
        self.fields["unit"].choices = units(organisation, "Ingen särskild")
        self.fields["programme"].choices = programmes()
        self.fields["ends_on"].help_text = _longest_help()
        self.fields["employer"].choices = [
            ("", organisation.name),
            *(
                (str(o.pk), o.name)
                for o in Organisation.objects.exclude(pk=organisation.pk).exclude(
                    kind=OrganisationKind.ASSOCIATION
                )
            ),
        ]


def _longest_help() -> str:
    latest = in_swedish(latest_end(today(), today()))
    return (
        f"Som längst till och med {latest}, eller kortare om analysen säger det. "
        "Sedan kan uppdraget förlängas. Så här: 2026-12-03"
    )


def member_list(request: StaffRequest) -> HttpResponse:
    """Everybody's assignments, what of them is to be gone over, and the analyses they rest on."""
    require(request.actor, Permission.MEMBERS_MANAGE, own_scope(request.actor))
    owner, day = request.actor.organisation_id, today()
    analyses = analyses_in_force(owner)
    grants = grants_of(owner, day, analyses)
    names = dict(programmes())
    current = {one.assignment.account for one in grants if one.is_current}
    return page(
        request,
        "members/member_list.html",
        {
            "page_title": "Medarbetare och behörigheter",
            "rested": sorted(filter(has_rested, current), key=lambda account: account.name),
            "rest_days": settings.INACTIVE_DAYS or REST_DAYS,
            "is_locked": settings.INACTIVE_DAYS > 0,
            "faulty": [one for one in grants if one.faults],
            "rows": [
                {
                    "grant": one,
                    "programme": names.get(str(one.assignment.programme_id), ""),
                    "is_near": one.ends_by(day + PROLONGED_WITHIN),
                }
                for one in grants
            ],
            "analyses": [
                {
                    "analysis": one,
                    "role": ROLES[RoleKey(one.role)].name,
                    "programme": names.get(str(one.programme_id or ""), ALL_PROGRAMMES),
                    "is_late": one.review_on < day,
                    "is_soon": day <= one.review_on <= day + timedelta(days=SOON_DAYS),
                    "covers": sum(grant.analysis == one and not grant.is_over for grant in grants),
                }
                for one in analyses
            ],
        },
    )


@fresh_login
def member_add(request: StaffRequest) -> HttpResponse:
    require(request.actor, Permission.MEMBERS_MANAGE, own_scope(request.actor))
    organisation = Organisation.objects.get(pk=request.actor.organisation_id)
    form = MemberForm(
        request.POST or None, organisation=organisation, initial={"starts_on": today()}
    )
    if request.method == "POST" and form.is_valid():
        account = form.obeys(lambda: _add(request, form.cleaned_data))
        if account:
            _invite(request, account)
            messages.success(request, f"{account.name} har fått uppdraget.")
            return redirect("member-list")
    return page(request, "members/member_add.html", {"page_title": "Nytt uppdrag"}, form=form)


def _add(request: StaffRequest, data: dict[str, Any]) -> Account:
    number = data.get("employee_id", "")
    account = member.add(
        actor=request.actor,
        email=data["email"],
        name=data["name"],
        employee=member.Employee(_issuer(data), number) if number else None,
    )
    member.grant(
        actor=request.actor,
        account=account,
        role=RoleKey(data["role"]),
        reason=data["reason"],
        starts_on=data["starts_on"],
        ends_on=data["ends_on"],
        employer_id=UUID(data["employer"]) if data["employer"] else None,
        unit=Unit.objects.get(pk=data["unit"]) if data["unit"] else None,
        title=data["title"],
        programme_id=UUID(data["programme"]) if data["programme"] else None,
        percent=data["percent"],
    )
    return account


def _issuer(data: dict[str, Any]) -> str:
    """Who vouches for the employee id: the chosen login, or the only one there is."""
    return str(data.get("issuer") or next(iter(staff_issuers())))


def _invite(request: StaffRequest, account: Account) -> None:
    """A new account is told of in a letter to its own mailbox; where passwords are in use it
    holds the link by which the person chooses hers."""
    if account.has_usable_password() or account.last_login or not account.email:
        return
    if settings.LOCAL_LOGIN and not account.employee_id:
        letter, path = Letter.INVITATION, invitation_path(account)
    else:
        letter, path = Letter.ACCOUNT, reverse("log-in")
    send(letter, account.email, request.build_absolute_uri(path))


class ProlongForm(StegvisForm):
    reason = forms.CharField(
        label="Varför behövs uppdraget fortfarande?", widget=forms.Textarea(attrs={"rows": 3})
    )
    ends_on = DateField(label="Ny sista dag")
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].help_text = _longest_help()


@fresh_login
def assignment_prolong(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The need is asked for anew before an assignment goes on."""
    assignment = _own_assignment(request, pk)
    form = ProlongForm(request.POST or None, initial={"revision": assignment.revision})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if form.obeys(lambda: member.prolong(actor=request.actor, assignment=assignment, **told)):
            messages.success(request, f"Uppdraget för {assignment.account.name} är förlängt.")
            return redirect("member-list")
    context = {
        "page_title": "Förläng uppdrag",
        "assignment": assignment,
        "role": ROLES[assignment.role_key].name,
    }
    return page(request, "members/assignment_prolong.html", context, form=form)


def _own_assignment(request: StaffRequest, pk: UUID) -> Assignment:
    """One at the own authority. Raises NotVisible."""
    only_for(request.actor, Permission.MEMBERS_MANAGE)
    found = (
        Assignment.objects.filter(
            pk=pk, organisation_id=request.actor.organisation_id, account__is_system=False
        )
        .select_related("account")
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def assignment_end(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Asks once more, because an assignment that has ended is given anew and not taken up again."""
    assignment = _own_assignment(request, pk)
    if request.method != "POST":
        return page(
            request,
            "members/assignment_end.html",
            {
                "page_title": "Avsluta uppdrag",
                "assignment": assignment,
                "role": ROLES[assignment.role_key].name,
                "is_own": assignment.account_id == request.actor.account_id,
            },
        )
    member.end(actor=request.actor, assignment=assignment)
    messages.success(request, "Uppdraget är avslutat och gäller inte längre.")
    return redirect("member-list")

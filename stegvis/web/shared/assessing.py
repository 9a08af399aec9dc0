"""This file is where the question is that everybody answers who hands out without consent."""

from django import forms

from stegvis.participants.actions.disclosure import NOT_ASSESSED


def assessment_field(label: str = "Din sekretessprövning", *, required: bool) -> forms.CharField:
    """The secrecy assessment (sekretessprövning), made before anything leaves and kept apart from
    why it may."""
    return forms.CharField(
        label=label,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": NOT_ASSESSED},
        help_text="Kan personen eller någon närstående lida men av att mottagaren får veta det "
        "här? Räcker det att lämna ut mindre?",
    )

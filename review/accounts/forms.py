"""Forms for accounts of staff."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User

from review.accounts.access import ROLES

_CHOICES = [(role, role) for role in ROLES]


class FirstAdminForm(UserCreationForm):  # type: ignore[type-arg]
    """Name and password of the first administrator."""

    class Meta:
        model = User
        fields = ("username",)


class StaffForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new account: its owner chooses the password by a link."""

    email = forms.EmailField(required=False, label="E-mail", help_text="Only for the weekly figures.")
    role = forms.ChoiceField(choices=_CHOICES)

    class Meta:
        model = User
        fields = ("username", "email")
        help_texts = {"username": "Letters, digits and @ . + - _"}

    def clean_username(self) -> str:
        """A name is taken however it is written: sign-in does not tell upper from lower case."""
        name = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError("Somebody has this name already.")
        return name


class RoleForm(forms.Form):
    """Another role, or no access any more."""

    role = forms.ChoiceField(choices=_CHOICES)
    is_active = forms.BooleanField(required=False)


class LogForm(forms.Form):
    """What to show of the log."""

    who = forms.CharField(required=False, max_length=150)
    action = forms.CharField(required=False, max_length=40)
    begin = forms.DateField(required=False)
    end = forms.DateField(required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)

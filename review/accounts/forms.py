"""Forms for accounts of staff."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User

from review.accounts.access import ROLES


class FirstAdminForm(UserCreationForm):  # type: ignore[type-arg]
    """Name and password of the first administrator."""

    class Meta:
        model = User
        fields = ("username",)


class StaffForm(UserCreationForm):  # type: ignore[type-arg]
    """A new account: name, role, e-mail, and a first password that its owner changes."""

    email = forms.EmailField(required=False, label="E-mail (for the weekly digest)")
    role = forms.ChoiceField(choices=[(role, role) for role in ROLES])

    class Meta:
        model = User
        fields = ("username", "email")


class RoleForm(forms.Form):
    """Another role, or no access any more."""

    role = forms.ChoiceField(choices=[(role, role) for role in ROLES])
    is_active = forms.BooleanField(required=False)

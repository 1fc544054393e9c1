"""HTTP input about saved views and bulk edits as clean values."""

from django import forms


class ViewForm(forms.Form):
    name = forms.CharField(max_length=80)
    query = forms.CharField(max_length=2000, required=False)
    is_pinned = forms.BooleanField(required=False)
    sharing = forms.CharField(required=False)

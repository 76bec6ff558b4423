"""Addresses in mails: absolute, and made from the settings, never from somebody's request."""

from django import template
from django.conf import settings
from django.shortcuts import resolve_url

register = template.Library()


@register.simple_tag
def absolute(to, *args, **kwargs):
    """The full address of a page: `{% absolute coalition %}` or `{% absolute "mine" %}`.

    A host name taken from a request would let whoever sends a forged one choose where the links
    in other people's mail lead.
    """
    return settings.BASE_URL + resolve_url(to, *args, **kwargs)

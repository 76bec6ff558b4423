"""What the mails of the outputs say about a person."""

from django import template

from coalitions.outputs import links

register = template.Library()


@register.simple_tag
def delivery_link(*, collection, person):
    """The personal link with which somebody delivers without signing in."""
    return links.link(collection, person)

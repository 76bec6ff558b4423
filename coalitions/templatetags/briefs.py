"""How the texts of a brief are shown on a page."""

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from coalitions.briefs.memo import MARK

register = template.Library()


@register.filter
def in_section(points, section):
    """The points of one section of a brief, from those already fetched."""
    return [point for point in points if point.section == section]


@register.filter
def of_kind(items, kind):
    """The scope items of one kind, from those already fetched."""
    return [item for item in items if item.kind == kind]


@register.filter
def brief_text(text, coalition):
    """What was typed, escaped, with each footnote mark that has a source as a link to it."""
    noted = {source.footnote for source in coalition.sources.all() if source.footnote}
    said = []
    for place, part in enumerate(MARK.split(text)):
        if place % 2 == 0:
            said.append(conditional_escape(part))
        elif int(part) in noted:
            mark = '<sup><a href="#bron-{}" aria-label="Bron {}">{}</a></sup>'
            said.append(format_html(mark, part, part, part))
    return mark_safe("".join(said))  # noqa: S308  every part is escaped above


# The pages of a coalition's workspace. A page that is not there yet is left out.
WORK_PAGES = [
    ("Startpakket", "starter_pack"),
    ("Leden", "member_list"),
    ("Bijeenkomsten", "session_list"),
]


@register.simple_tag
def work_pages(*, coalition):
    """The pages in the workspace of a coalition, as (label, address)."""
    pages = [("Opdracht", coalition.get_absolute_url())]
    for label, name in WORK_PAGES:
        try:
            pages.append((label, reverse(name, kwargs={"slug": coalition.slug})))
        except NoReverseMatch:
            continue
    return pages

"""How the texts of a brief are shown on a page."""

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from coalitions.briefs.memo import MARK

register = template.Library()


@register.filter
def of_part(lines, part):
    """The lines of one part of a brief, from those already fetched."""
    return [line for line in lines if line.part == part]


@register.filter
def brief_text(text, coalition):
    """What was typed, escaped, with each footnote mark that has a source as a link to it."""
    noted = {line.footnote for line in coalition.lines.all() if line.footnote}
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
    ("Uitvragen", "collection_list"),
    ("Opbrengsten", "output_list"),
    ("Halen", "take_back_list"),
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

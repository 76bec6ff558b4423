"""A row with a dot on a scale. Shape and words say what colour says; the title says it all."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

FROM, TO = 4, 96  # percent of the width


def place(step, steps):
    return f"{FROM + (TO - FROM) * (step - 1) / (steps - 1):.2f}%"


def heads(steps):
    """The numbers above the rows."""
    return format_html(
        '<svg class="chart" width="100%" height="22" aria-hidden="true">{}</svg>',
        format_html_join(
            "",
            '<text class="t-soft t-mid" x="{}" y="15">{}</text>',
            ((place(step, steps), step) for step in range(1, steps + 1)),
        ),
    )


def row(title, step, steps, look):
    """One line with its dot, or without one when nothing was chosen."""
    lines = format_html_join(
        "",
        '<line class="axis" x1="{0}" x2="{0}" y1="0" y2="36"/>',
        ((place(number, steps),) for number in range(1, steps + 1)),
    )
    return format_html(
        '<svg class="chart" width="100%" height="36" role="img"><title>{}</title>{}{}</svg>',
        title,
        lines,
        dot(place(step, steps), look) if step else "",
    )


def dot(x, look):
    return format_html('<svg x="{}" y="18" overflow="visible">{}</svg>', x, shape(look))


def shape(look):
    """Consensus a filled dot, majority a half one, no agreement an open diamond."""
    return mark_safe(SHAPES[look])  # noqa: S308  a constant


SHAPES = {
    "consensus": '<circle class="dot-after" cx="0" cy="0" r="9"/>',
    "majority": '<circle class="dot-start" cx="0" cy="0" r="8"/>'
    '<path class="bar-in" d="M0,-8 A8,8 0 0 0 0,8 Z"/>',
    "no_agreement": '<path class="dot-start" d="M0,-10 L10,0 L0,10 L-10,0 Z"/>',
    "": '<circle class="dot-start" cx="0" cy="0" r="6"/>',
}


def key(look):
    """The shape for a legend."""
    return format_html(
        '<svg class="chart" width="22" height="22" viewBox="-11 -11 22 22" aria-hidden="true">'
        "{}</svg>",
        shape(look),
    )

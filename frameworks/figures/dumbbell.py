"""The steps of one question at several moments: a row of dots, joined where they compare."""

from django.utils.html import format_html, format_html_join

from frameworks.figures.dots import place

TOP, LANE = 13, 19  # each moment has a line of its own, so that equal steps do not hide each other
SHAPES = ("start", "during", "after")


def height(count):
    return 2 * TOP + LANE * max(count - 1, 0)


def row(title, dots, steps, band=None):
    """One drawing. `dots`: (shape, step or None, whether it compares with the one before).

    `band`: lowest and highest step of the middle half of the network, drawn behind the dots.
    """
    tall = height(len(dots))
    return format_html(
        '<svg class="chart" width="100%" height="{}" role="img"><title>{}</title>{}{}{}{}</svg>',
        tall,
        title,
        _band(band, steps, tall),
        format_html_join(
            "",
            '<line class="axis" x1="{0}" x2="{0}" y1="0" y2="{1}"/>',
            ((place(step, steps), tall) for step in range(1, steps + 1)),
        ),
        _threads(dots, steps),
        format_html_join(
            "",
            '<svg x="{}" y="{}" overflow="visible">{}</svg>',
            (
                (place(step, steps), TOP + LANE * lane, shape(name))
                for lane, (name, step, _) in enumerate(dots)
                if step
            ),
        ),
    )


def _band(band, steps, tall):
    if not band:
        return ""
    low, high = (float(place(step, steps).rstrip("%")) for step in band)
    return format_html(
        '<rect class="mirror" x="{}%" y="0" width="{}%" height="{}" rx="4"/>',
        f"{low - 3:.2f}",
        f"{high - low + 6:.2f}",
        tall,
    )


def _threads(dots, steps):
    """A line from each dot to the next that was said; broken where the question changed."""
    lines, last, whole = [], None, True
    for lane, (_, step, compares) in enumerate(dots):
        whole = whole and compares
        if step:
            if last:
                look = "span" if whole else "loose"
                lines.append((look, *last, place(step, steps), TOP + LANE * lane))
            last, whole = (place(step, steps), TOP + LANE * lane), True
    return format_html_join("", '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>', lines)


def shape(name):
    """The start an open round, during a square, after a filled round: not colour alone."""
    if name == "during":
        return format_html(
            '<rect class="dot-{}" x="-7" y="-7" width="14" height="14" rx="2"/>', name
        )
    return format_html('<circle class="dot-{}" cx="0" cy="0" r="8"/>', name)


def key(name):
    """The shape for a legend."""
    return format_html(
        '<svg class="chart" width="22" height="22" viewBox="-11 -11 22 22" aria-hidden="true">'
        "{}</svg>",
        shape(name),
    )

"""How answers are spread over the steps of a scale: a bar that leans to one side."""

from django.utils.html import format_html, format_html_join

FILLS = ("f1", "f2", "f3", "f4")


def row(title, counts):
    """One drawing of the counts per step, the lowest first; the middle of the scale is the centre.

    Left of the centre is the lower half, right the upper; with an odd number of steps the middle
    one lies on both sides. Every part carries its number.
    """
    return format_html(
        '<svg class="chart" width="100%" height="36" role="img"><title>{}</title>{}'
        '<line class="axis-zero" x1="50%" x2="50%" y1="0" y2="36"/></svg>',
        title,
        format_html_join("", "{}", ((part,) for part in _parts(counts))),
    )


def _parts(counts):
    total = sum(counts)
    if not total:
        return
    half, odd = divmod(len(counts), 2)
    left = sum(counts[:half]) + (counts[half] / 2 if odd else 0)
    at = 50 - 50 * left / total
    for step, count in enumerate(counts, start=1):
        width = 50 * count / total
        if count:
            yield format_html(
                '<rect class="{}" x="{}%" y="4" width="{}%" height="28"/>'
                '<text class="t-mid{}" x="{}%" y="23">{}</text>',
                fill(step, len(counts)),
                f"{at:.2f}",
                f"{width:.2f}",
                " t-inv" if fill(step, len(counts)) in ("f1", "f4") else "",
                f"{at + width / 2:.2f}",
                count,
            )
        at += width


def fill(step, steps):
    """Of a scale with more or fewer than four steps the nearest of the four tints."""
    if steps == 1:
        return FILLS[0]
    return FILLS[round((step - 1) / (steps - 1) * (len(FILLS) - 1))]


def key(step, steps):
    return format_html(
        '<svg class="chart" width="22" height="22" aria-hidden="true">'
        '<rect class="{}" x="2" y="2" width="18" height="18" rx="3"/></svg>',
        fill(step, steps),
    )

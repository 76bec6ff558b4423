"""What the gate let through of one question, in words and as a bar; it has no other figures."""

from math import ceil, floor

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from frameworks.figures.gate import HIGH, LOW, MIDDLE, SCALE

TOO_FEW = "te weinig antwoorden om te laten zien"
LEANS = {LOW: "aan de lage kant", MIDDLE: "rond het midden", HIGH: "aan de hoge kant"}
CENTRE = mark_safe('<line class="axis-zero" x1="50%" x2="50%" y1="0" y2="36"/>')
REST = "overige treden, of geen oordeel"
REST_OF_CHOICES = "overige keuzes, of geen oordeel"


def rows_of(published, points, names):
    """(what, how many or where) for a table or a file; `names`: the words per code."""
    if published.cells:
        return [(cell or "rol niet gezegd", LEANS[lean]) for cell, lean in published.cells]
    if published.bands:
        rows = [
            (name_of(band.codes, published.kind, points, names), str(band.count))
            for band in published.bands
        ]
        if published.rest:
            rest = REST if published.kind == SCALE else REST_OF_CHOICES
            rows.append((rest, str(published.rest)))
        if published.middle is not None:
            rows.append(("gemiddeld", middle_in_words(published)))
        return rows
    if published.lean in LEANS:
        return [("het midden ligt", LEANS[published.lean])]
    if published.lean:
        return [("het meest gekozen", names[published.lean])]
    return [("", TOO_FEW)]


def name_of(codes, kind, points, names):
    """Of a scale its steps: trede 1 en 2; of choices their words."""
    values = dict(points)
    steps = [values[code] for code in codes]
    if kind != SCALE or None in steps:
        return " of ".join(names[code] for code in codes)
    if len(steps) == 1:
        return f"trede {steps[0]}"
    return f"trede {', '.join(str(step) for step in steps[:-1])} en {steps[-1]}"


def middle_in_words(published):
    """2,6; or ongeveer 2,6 where it is made of bands."""
    around = "" if published.is_exact else "ongeveer "
    return f"{around}{published.middle}".replace(".", ",")


def in_words(published, points, names):
    """All that is shown, in one sentence: the title of the bar."""
    rows = rows_of(published, points, names)
    said = "; ".join(f"{what}: {figure}" if what else figure for what, figure in rows)
    took_part = f"{published.n} mensen deden mee. " if published.n else ""
    return f"{took_part}{said[:1].upper()}{said[1:]}."


def bars_of(published, points, names):
    """The bars, each with its label: of a scale one that leans, of choices one each; or none.

    On a scale the low steps lie left of the middle and the high ones right, each with its number;
    what is not shown is a dotted piece at the end.
    """
    if not published.bands:
        return []
    if published.kind == SCALE:
        return [("", _svg(in_words(published, points, names), _leaning(published, points)))]
    return [
        (label, _svg(f"{label}: {band.count}", [_straight(band.count, published.n)]))
        for band in published.bands
        for label in [name_of(band.codes, published.kind, points, names)]
    ]


def _svg(title, parts):
    return format_html(
        '<svg class="chart" width="100%" height="36" role="img"><title>{}</title>{}</svg>',
        title,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _leaning(published, points):
    codes = [code for code, _ in points]
    middle = (len(codes) - 1) / 2
    places = [
        sum(codes.index(code) for code in band.codes) / len(band.codes) for band in published.bands
    ]
    # Half of a middle step lies on either side.
    left = sum(
        band.count if place < middle else band.count / 2 if place == middle else 0
        for band, place in zip(published.bands, places, strict=True)
    )
    at = 50 - 50 * left / published.n
    for band, place in zip(published.bands, places, strict=True):
        width = 50 * band.count / published.n
        outwards = floor if place < middle else ceil
        tint = 1 + outwards(3 * place / (len(codes) - 1))
        yield _piece(f"f{tint}", at, width, band.count)
        at += width
    if published.rest:
        yield format_html(
            '<rect class="gap" x="{}%" y="6" width="{}%" height="24"/>',
            f"{at + 1:.2f}",
            f"{max(50 * published.rest / published.n - 1, 1):.2f}",
        )
    yield CENTRE


def _piece(tint, at, width, count):
    return format_html(
        '<rect class="{}" x="{}%" y="4" width="{}%" height="28"/>'
        '<text class="t-mid{}" x="{}%" y="23">{}</text>',
        tint,
        f"{at:.2f}",
        f"{width:.2f}",
        " t-inv" if tint in ("f1", "f4") else "",
        f"{at + width / 2:.2f}",
        count,
    )


def _straight(count, n):
    width = f"{80 * count / n:.2f}"
    return format_html(
        '<rect class="bar-in" x="0" y="4" width="{0}%" height="28"/>'
        '<text x="{0}%" y="23" dx="6">{1}</text>',
        width,
        count,
    )

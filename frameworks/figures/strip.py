"""A strip of dots: one dot for everybody who chose something. It says no names."""

from django.utils.html import format_html, format_html_join

RADIUS, GAP = 7, 18
MOST = 14  # dots in a row; with more people a row says the number behind them


def dots(title, count):
    """A row of dots, one for each person; the title says the number."""
    shown = min(count, MOST)
    return format_html(
        '<svg class="chart strip" width="{0}" height="20" viewBox="0 0 {0} 20" role="img">'
        "<title>{1}</title>{2}{3}</svg>",
        max(shown, 1) * GAP + (40 if count > MOST else 0),
        title,
        format_html_join(
            "",
            '<circle class="dot-after" cx="{}" cy="10" r="{}"/>',
            ((RADIUS + 2 + number * GAP, RADIUS) for number in range(shown)),
        ),
        format_html('<text class="t-soft" x="{}" y="15">+{}</text>', shown * GAP + 4, count - MOST)
        if count > MOST
        else "",
    )


def rows(options, counts):
    """Every option with its dots: (option, how often, picture). What nobody chose has none."""
    return [
        (option, count, dots(words(option, count), count) if count else "")
        for option in options
        for count in [counts.get(option["code"], 0)]
    ]


def words(option, count):
    return f"{option['text'].rstrip('.')}: {count} keer gekozen"

"""A table of numbers with a tint per cell. The number is always there; the tint only helps."""

EMPTY = "–"


def table(caption, rows, columns, cells, steps=4):
    """What `frameworks/figures/_heat.html` shows.

    `rows` and `columns`: (code, name). `cells`: by (row, column) a value from 1 to `steps` with
    the words that say what it rests on, or None. A cell without a value says so in words.
    """
    return {
        "caption": caption,
        "columns": columns,
        "rows": [
            (name, [cell(cells.get((code, column)), steps) for column, _ in columns])
            for code, name in rows
        ],
    }


def cell(found, steps):
    if found is None:
        return {"value": EMPTY, "words": "niets gezegd", "heat": 0}
    value, words = found
    return {"value": f"{value:g}".replace(".", ","), "words": words, "heat": tint(value, steps)}


def tint(value, steps):
    return min(max(round((value - 1) / max(steps - 1, 1) * 3) + 1, 1), 4)


def middle(counts):
    """The middle step of counts by step: half lie at or below it; None without counts."""
    total, seen = sum(counts.values()), 0
    for step in sorted(counts):
        seen += counts[step]
        if seen * 2 >= total and total:
            return step
    return None

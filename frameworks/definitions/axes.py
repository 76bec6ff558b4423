"""The axes on which questions lie, and the Dutch words that an imported file uses for them."""

MOMENT, OBJECT, FLEX, PDCA, LEVEL = "moment", "object", "flex", "pdca", "level"

# code: (word in a file, name, values as (code, word in a file, name))
AXES = {
    MOMENT: (
        "fase",
        "moment",
        [("start", "start", "Start"), ("during", "tijdens", "Tijdens"), ("after", "na", "Na")],
    ),
    OBJECT: (
        "object",
        "proces of product",
        [("process", "proces", "Proces"), ("product", "product", "Product")],
    ),
    FLEX: (
        "flex",
        "flex-manier",
        [
            ("form", "vorm", "Vorm"),
            ("content", "inhoud", "Inhoud"),
            ("time", "tijd", "Tijd"),
            ("place", "plaats", "Plaats"),
            ("pace", "tempo", "Tempo"),
        ],
    ),
    PDCA: (
        "pdca",
        "PDCA",
        [
            ("plan", "P", "Plan"),
            ("do", "D", "Do"),
            ("check", "C", "Check"),
            ("act", "A", "Act"),
        ],
    ),
    LEVEL: (
        "niveau",
        "gespreksniveau",
        [
            ("clarify", "verhelderen", "Verhelderen"),
            ("widen", "verbreden", "Verbreden"),
            ("deepen", "verdiepen", "Verdiepen"),
            ("lift", "verheffen", "Verheffen"),
        ],
    ),
}
EVERY = "alle"  # in a file: the question holds for every value of that axis


def codes_by_word(axis):
    return {word: code for code, word, _ in AXES[axis][2]}


def names(axis):
    """Code and name of every value, in order."""
    return [(code, name) for code, _, name in AXES[axis][2]]

"""The axes on which questions lie, and the Dutch words that an imported file uses for them.

The lists are append-only: what a published question lies on keeps its code for ever. The names of
the ten insights are ours, until the network's own list is known; the bureau can better them, and
then the rows of the database say what they are called.
"""

MOMENT, OBJECT, FLEX, PDCA, LEVEL = "moment", "object", "flex", "pdca", "level"
ROLE, INSIGHT, ASPECT, PILLAR, AUDIENCE = "role", "insight", "aspect", "pillar", "audience"

# code: (word in a file, name, values as (code, word in a file, name))
AXES = {
    MOMENT: (
        "fase",
        "moment",
        [("start", "start", "Start"), ("during", "tijdens", "Tijdens"), ("after", "na", "Na")],
    ),
    OBJECT: (
        "object",
        "proces of product, weg of resultaat",
        [
            ("process", "proces", "Proces"),
            ("product", "product", "Product"),
            ("way", "weg", "De weg"),
            ("result", "resultaat", "Het resultaat"),
        ],
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
    ROLE: (
        "rol",
        "rol",
        [
            ("team", "Onderwijsteam", "Onderwijsteam"),
            ("manager", "Onderwijsmanager", "Onderwijsmanager"),
            ("board", "CvB/middenmanagement", "CvB of middenmanagement"),
            ("support", "Ondersteunende diensten", "Ondersteunende diensten"),
        ],
    ),
    INSIGHT: (
        "inzicht",
        "inzicht",
        [
            ("i01", "I01", "Aanmelding en instroom"),
            ("i02", "I02", "Aanwezigheid en verzuim"),
            ("i03", "I03", "Studievoortgang en BSA"),
            ("i04", "I04", "Uitval, overstap en VSV"),
            ("i05", "I05", "Studiesucces"),
            ("i06", "I06", "Beroepspraktijkvorming (BPV)"),
            ("i07", "I07", "Studentbeleving en veiligheid"),
            ("i08", "I08", "Examinering en diplomering"),
            ("i09", "I09", "Doorstroom en arbeidsmarkt"),
            ("i10", "I10", "Team en inzet"),
        ],
    ),
    ASPECT: (
        "aspect",
        "cultuur, structuur of teamkracht",
        [
            ("culture", "cultuur", "Cultuur"),
            ("structure", "structuur", "Structuur"),
            ("strength", "teamkracht", "Teamkracht"),
        ],
    ),
    PILLAR: (
        "pijler",
        "pijler van de dialoog",
        [
            ("value", "maatschappelijke waarde", "Maatschappelijke waarde"),
            ("professionals", "professionals", "Professionals"),
            ("stakeholders", "belanghebbenden", "Belanghebbenden"),
            ("account", "rekenschap", "Rekenschap"),
        ],
    ),
    AUDIENCE: (
        "voor",
        "voor wie",
        [
            ("quality", "kwaliteitszorgfunctionaris", "Voor de kwaliteitszorgfunctionaris"),
            ("member", "coalitielid", "Voor het coalitielid"),
        ],
    ),
}
EVERY = "alle"  # in a file: the question holds for every value of that axis


def codes_by_word(axis):
    return {word: code for code, word, _ in AXES[axis][2]}


def words_by_code(axis):
    return {code: word for code, word, _ in AXES[axis][2]}


def names(axis):
    """Code and name of every value, in order."""
    return [(code, name) for code, _, name in AXES[axis][2]]


def places_of(question, called=()):
    """Where a question lies, in words, axis by axis; `called`: what insights are called today."""
    called = dict(called)
    about = [f"Kwaliteit van: {question['about']['name'].lower()}"] if "about" in question else []
    return about + [
        called.get(code, name) if axis == INSIGHT else name
        for axis in AXES
        for code, name in names(axis)
        if code in question["axes"].get(axis, ())
    ]

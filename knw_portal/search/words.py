"""What somebody types, as the words to look for.

PostgreSQL's Dutch stemmer takes "examen" and "examens", "plan" and "plannen", "lid" and "leden" for
different words. So a query asks for every form at once; the texts stay as they are.
"""

import re
import unicodedata

# A query of any length costs no more than these words.
MOST_WORDS = 6
LONGEST_QUERY = 500
LONGEST_WORD = 40

# Plurals that no rule gives.
IRREGULAR = (
    {"lid", "leden"},
    {"criterium", "criteria"},
    {"curriculum", "curricula"},
    {"centrum", "centra"},
    {"kind", "kinderen"},
    {"school", "scholen"},
    {"stad", "steden"},
    {"crisis", "crises"},
    {"analyse", "analyses", "analysen"},
)
# Too common to ask for, unless there is nothing else.
_COMMON = """
aan al als bij dan dat de deze die dit door een en er het hoe hun ik in is je jullie maar met mijn
naar niet nog of om onze ons ook op over te ten tot uit van voor waar wat we wie wij zijn ze zij zo
"""
STOP_WORDS = frozenset(_COMMON.split())
# "bedrijf, bedrijven" and "huis, huizen".
_HARD = {"v": "f", "z": "s"}
_SOFT = {"f": "v", "s": "z"}
_VOWELS = "aeiou"


def words_of(query):
    """The words that a query asks for, folded, at most MOST_WORDS."""
    folded = _fold(query[:LONGEST_QUERY])
    # The plural and genitive 's is no word of its own: "thema's" asks for "thema".
    folded = re.sub(r"(?<=\w)['’‘`´]s\b", "", folded)
    found = [word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", folded)]
    found = list(dict.fromkeys(found))
    return ([word for word in found if word not in STOP_WORDS] or found)[:MOST_WORDS]


def forms_of(word):
    """The word with its likely singulars and plurals; a form that does not exist finds nothing."""
    forms = {word}
    for group in IRREGULAR:
        if word in group:
            forms |= group
    if len(word) > 2:
        forms |= _singulars(word) | _plurals(word)
    return sorted(forms)


def _singulars(word):
    singulars = set()
    if word.endswith("s"):
        singulars.add(word[:-1])
    if word.endswith("en") and len(word) > 4:
        stem = word[:-2]
        singulars |= {stem, word[:-1]}
        if stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
            singulars.add(stem[:-1])
        if stem[-1] in _HARD:
            singulars.add(stem[:-1] + _HARD[stem[-1]])
    return singulars


def _plurals(word):
    plurals = {word + "s", word + "en"}
    if word.endswith("e"):
        plurals.add(word + "n")
    if word[-1] in _SOFT:
        plurals.add(word[:-1] + _SOFT[word[-1]] + "en")
    if word[-1] not in _VOWELS and word[-2] in _VOWELS and word[-3] not in _VOWELS:
        plurals.add(word + word[-1] + "en")
    return plurals


def _fold(text):
    """Lower case, without accents."""
    parts = unicodedata.normalize("NFKD", text.lower())
    return "".join(part for part in parts if not unicodedata.combining(part))

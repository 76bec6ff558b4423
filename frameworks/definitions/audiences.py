"""For whom a set of questions is. The word stands in the published value, so it never changes.

Whatever else a writer says, a team fills it in together. These sets are put to people one by one.
"""

from django.utils.text import capfirst

# The word in a definition: as it is read in a line, and the heading above such sets.
PEOPLE = {
    "respondent": ("collega’s aan wie je iets vraagt", "Om collega’s iets te vragen"),
    "coalitielid": ("leden van een coalitie", "Voor leden van een coalitie"),
}
PLAIN = {
    "team": "teams",
    "rol binnen de instelling": "teams waarin collega’s met verschillende rollen samenwerken",
}


def is_for_teams(audience):
    return word_of(audience) not in PEOPLE


def word_of(audience):
    return " ".join(audience.split()).casefold()


def in_words(audience):
    """For whom it is, after "Voor: "; what a writer said in own words stays so."""
    word = word_of(audience)
    return PEOPLE[word][0] if word in PEOPLE else PLAIN.get(word, audience)


def apart(versions, audience_of):
    """Those for teams, and the others as (heading, those under it), in a fixed order."""
    versions = list(versions)
    teams = [one for one in versions if is_for_teams(audience_of(one))]
    others = [
        (capfirst(heading), [one for one in versions if word_of(audience_of(one)) == word])
        for word, (_, heading) in PEOPLE.items()
    ]
    return teams, [(heading, found) for heading, found in others if found]

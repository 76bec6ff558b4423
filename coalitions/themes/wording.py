"""A kept count in words, for the page with the result."""

from knw_portal.templatetags.portal import number, plural

METHODS = {
    "approval": "Met alleen aankruisen",
    "points": "Met punten",
    "proportional": "Met evenredig kiezen",
}
HOW = {
    ("approval", "points"): "een ster is twee punten, een ander kruisje één",
    ("ranking", "points"): "hoe hoger de plaats, hoe meer punten",
    ("points", "approval"): "elk thema met punten telt als kruisje",
    ("ranking", "approval"): "elk thema op een briefje telt als kruisje",
    ("", "proportional"): "wie al een thema gekozen zag, weegt minder bij het volgende",
}


def listed(titles, last="en"):
    """A, B en C."""
    *others, final = titles
    return f"{', '.join(others)} {last} {final}" if others else final


def titles_of(result):
    return {row["theme"]: row["title"] for row in result["rows"]}


def tied(result):
    """The titles of who is tied, as a list and in words."""
    titles = titles_of(result)
    found = [titles[pk] for pk in result["tied"]]
    return {"tied_titles": found, "tied_words": listed(found) if found else ""}


def decimals(text):
    """12.50000 → 12,5; as many decimals as say something."""
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0")
    return f"{whole},{rest}" if rest else whole


def bar(method, row):
    """What the bar of a theme stands for, to who does not see it."""
    if method == "points":
        return (
            f"{plural(row['votes'], 'punt punten')}, van {plural(row['stars'], 'school scholen')}"
        )
    if method == "ranking":
        return f"{row['votes']} keer op plaats 1"
    if method == "room":
        return plural(row["votes"], "stem stemmen")
    return f"{plural(row['votes'], 'stem stemmen')}, waarvan {row['stars']} met een ster"


def steps(result):
    """Each stage of a count with transfers in sentences; nothing for another count."""
    titles = titles_of(result)
    if "stages" not in result:
        return []
    return [
        {"number": stage["stage"], "text": " ".join(sentences(stage, result, titles))}
        for stage in result["stages"]
    ]


def sentences(stage, result, titles):
    if stage["surplus"]:
        of, amount = stage["surplus"]["of"], decimals(stage["surplus"]["amount"])
        yield (
            f"{titles[of]} heeft {amount} {'stem' if amount == '1' else 'stemmen'} meer dan nodig."
            " Wat te veel is, gaat door naar de volgende keus op die briefjes."
        )
    elif stage["exclusion"] is not None:
        yield (
            f"{titles[stage['exclusion']]} heeft de minste stemmen en valt af. De briefjes gaan"
            " door naar de volgende keus."
        )
    else:
        yield (
            f"De eerste keuzes zijn geteld. Wie {decimals(result['quota'])} stemmen haalt, is"
            " gekozen."
        )
    made = [one for one in stage["elected"] if one not in stage["filled"]]
    if made:
        word = "haalt" if len(made) == 1 else "halen"
        yield f"{listed([titles[one] for one in made])} {word} dat."
    if stage["filled"]:
        names = listed([titles[one] for one in stage["filled"]])
        word = "is" if len(stage["filled"]) == 1 else "zijn"
        yield f"Er zijn niet meer thema’s over dan plaatsen: {names} {word} gekozen."


def table(result):
    """The stages in numbers: a row for each theme, and one for what nobody gets any more."""
    if "stages" not in result:
        return []
    lines = [
        (row["title"], [decimals(stage["votes"][str(row["theme"])]) for stage in result["stages"]])
        for row in result["rows"]
    ]
    rest = [decimals(stage["non_transferable"]) for stage in result["stages"]]
    return [*lines, ("Niet over te dragen", rest)]


def ties(result):
    """The ties a count with transfers met on its way, and what became of them."""
    titles = titles_of(result)
    return [tie_words(tie, titles) for tie in result.get("ties", ())]


def tie_words(tie, titles):
    names = listed([titles[one] for one in tie["tied"]])
    start = f"Bij stap {tie['stage']} stonden {names} gelijk. "
    if tie["settled"] is None:
        return start + "Daar hangt de uitslag van af, dus de telling stopt hier."
    taken = titles[tie["taken"]]
    what = f"{taken} viel als eerste af" if tie["about"] == "exclusion" else f"{taken} ging voor"
    if tie["settled"] == "no difference":
        return start + f"{what}; voor wie er gekozen wordt, maakt dat niets uit."
    return start + f"{what}, omdat er in een eerdere stap wel verschil was."


def others(result):
    """How firm this is: what other counts say, and what one ballot less would have changed."""
    found = result.get("robustness")
    if not found:
        return []
    titles, method = titles_of(result), result.get("method", "approval")
    lines = []
    for name, other in found["others"].items():
        how = HOW.get((method, name)) or HOW["", name]
        lines.append((METHODS[name], f"{compared(result, other, titles)} ({how})"))
    less = found["without_one"]
    if less["changed"]:
        without = (
            f"in {less['changed']} van de {less['counts']} tellingen waarin één stem ontbreekt,"
            " komt er iets anders uit"
        )
    else:
        without = (
            f"in alle {less['counts']} tellingen waarin één stem ontbreekt, komt hetzelfde uit"
        )
    return [*lines, ("Zonder één stem", without)]


def compared(result, other, titles):
    """Whom another count would have chosen."""
    winners, tied = other["winners"], other["tied"]
    if set(winners) == set(result["winners"]) and set(tied) == set(result["tied"]):
        return "dezelfde thema’s"
    words = listed([titles[one] for one in winners]) if winners else "geen thema zeker"
    if not tied:
        return words
    equals = (
        listed([titles[one] for one in tied]) if len(tied) < 4 else f"{number(len(tied))} thema’s"
    )
    return f"{words}, met een gelijke stand tussen {equals}"

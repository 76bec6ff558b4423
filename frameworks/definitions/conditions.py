"""A question may hang on an earlier answer; what is wrong with such a condition, in words."""

from frameworks.definitions.axes import FLEX, MOMENT, ROLE

CHOOSING = ("scale", "one", "many")  # the kinds whose answers a condition can look at
FILTERS = {MOMENT: "hetzelfde moment", FLEX: "dezelfde flex-manieren", ROLE: "dezelfde rollen"}


def faults(questions):
    """Every condition that cannot work, as (code of the question, what is wrong)."""
    earlier = {}
    places = {question["code"]: number for number, question in enumerate(questions)}
    for number, question in enumerate(questions):
        if when := question.get("when"):
            source = earlier.get(when["question"])
            if source is not None:
                yield from ((question["code"], fault) for fault in unfit(question, source))
            elif places.get(when["question"], -1) >= number:
                yield (
                    question["code"],
                    f"de voorwaarde wijst naar {when['question']}, en die vraag komt niet eerder.",
                )
            else:
                yield (
                    question["code"],
                    f"de voorwaarde wijst naar {when['question']}, en die vraag is er niet.",
                )
        earlier[question["code"]] = question


def unfit(question, source):
    """Why a question cannot hang on the answer to this earlier one."""
    code = source["code"]
    if source["kind"] not in CHOOSING:
        yield f"de voorwaarde wijst naar {code}, en daar valt niets te kiezen."
        return
    known = {point["code"] for point in source["points"]}
    wanted = question["when"]["is"]
    if not wanted:
        yield f"de voorwaarde noemt geen keuze van {code}."
    for choice in wanted:
        if choice not in known:
            yield f"de voorwaarde noemt ‘{choice}’, en dat is geen keuze van {code}."
    for axis, words in FILTERS.items():
        there, here = set(source["axes"].get(axis, ())), set(question["axes"].get(axis, ()))
        if there and (not here or here - there):
            yield (
                f"de voorwaarde wijst naar {code}, en die wordt niet altijd gevraagd waar deze "
                f"vraag gevraagd wordt. Geef beide {words}."
            )


def may_look_at(questions, code):
    """The questions before this one whose answers it could hang on."""
    before = []
    for question in questions:
        if question["code"] == code:
            return before
        if question["kind"] in CHOOSING and question["points"]:
            before.append(question)
    return before


def in_words(question, questions):
    """The condition of a question as a team would say it; nothing where there is none."""
    when = question.get("when")
    source = when and next((one for one in questions if one["code"] == when["question"]), None)
    if not source:
        return ""
    texts = [point["text"].rstrip(".") for point in source["points"] if point["code"] in when["is"]]
    return f"Alleen als het antwoord op ‘{source['text']}’ is: {' of '.join(texts)}"

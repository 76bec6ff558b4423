"""Questions that are asked only where another was answered in some way."""

from frameworks.polls.asking import is_asked


def chosen_in(questions, answers):
    """What the team chose, by the code of the question, in their order: conditions ask for it.

    `answers`: by concept. What was once chosen where nothing is asked any more, counts for nothing.
    """
    chosen = {}
    for one in questions:
        answer = answers.get(one["concept"])
        counts = answer is not None and is_asked(one, chosen)
        chosen[one["code"]] = set(answer.choices) if counts else set()
    return chosen


def only_if(question, questions):
    """The condition in words, after "geldt alleen als"; empty where there is none."""
    when = question.get("when")
    if not when:
        return ""
    about = next((one for one in questions if one["code"] == when["question"]), None)
    if about is None:
        return "een andere vraag zo beantwoord is"
    points = {point["code"]: point["text"].rstrip(".") for point in about["points"]}
    options = " of ".join(f"‘{points[code]}’" for code in when["is"] if code in points)
    return f"bij ‘{about['text']}’ gekozen is voor {options}"

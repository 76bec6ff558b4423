"""Questions that are asked only where another was answered in some way."""

from frameworks.definitions.definition import meets

__all__ = ["meets", "only_if"]


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

"""What colleagues said in a poll, beside what the team says in its conversation."""

from frameworks.figures.bands import LEANS, middle_in_words, rows_of
from frameworks.polls.asking import can_be_asked, items_of
from frameworks.polls.models import Poll
from frameworks.polls.results import results_of
from knw_portal import log


def polls_of(conversation):
    return Poll.objects.filter(about=log.key(conversation), group=conversation.group_id)


def askable(conversation):
    """The questions of this conversation that a poll can hold."""
    return [one for one in conversation.questions() if can_be_asked(one, texts=True)]


def colleagues_of(conversation, questions=None):
    """{code of a question, of a table "code:line": what the gate lets through}; two queries.

    Of closed polls only. `questions`: those of the page, where they are at hand already.
    """
    questions = conversation.questions() if questions is None else questions
    shown = {}
    for items in results_of(polls_of(conversation), questions).values():
        shown |= {key: published for key, published in items.items() if published}
    return shown


def beside(question, shown, choices=()):
    """What stands beside one question: sentences, or nothing when no poll says anything of it.

    `choices`: what the team chose itself, for ‘Team zegt 4, onze 23 collega’s zeggen 2,6’.
    """
    return [
        {"about": item.line["text"] if item.line else "", "words": sentence(item, choices, shown)}
        for item in items_of([question])
        if item.key in shown
    ]


def add_colleagues(conversation, blocks):
    """Give each block of a conversation's page what colleagues said, for `_colleagues.html`."""
    shown = colleagues_of(conversation, [block["question"] for block in blocks])
    for block in blocks:
        block["colleagues"] = beside(block["question"], shown, block["choices"])


def sentence(item, choices, shown):
    """Team zegt 4, onze 23 collega’s zeggen 2,6."""
    published = shown[item.key]
    values = {code: value for code, value in item.points if value is not None}
    step = next((values[code] for code in choices if code in values), None)
    us = f"Team zegt {step}, onze" if step is not None and item.line is None else "Onze"
    them = f"{us} {published.n} collega’s"
    if published.middle is not None:
        return f"{them} zeggen {middle_in_words(published)}."
    if published.lean in LEANS:
        return f"{them} zitten {LEANS[published.lean]}."
    if published.lean:
        return f"{them} kozen het meest: {item.names[published.lean]}."
    rows = rows_of(published, item.points, item.names)
    return f"{them}: {'; '.join(f'{what}: {figure}' for what, figure in rows)}."

"""The poll that a school holds at home for a request of a coalition: one per delivery."""

from frameworks.polls.asking import asked_of, can_be_asked, items_of
from frameworks.polls.models import Poll
from frameworks.polls.results import Line, results_of
from knw_portal import log


def askable(definition):
    """What a poll of a school can ask: to choose only. A text would have to be read first."""
    return [
        question
        for section in definition["sections"]
        for question in section["questions"]
        if can_be_asked(question, texts=False)
    ]


def polls_for(deliveries):
    """{delivery id: its poll, with the clock of the database}; one query."""
    abouts = {log.key(one): one.pk for one in deliveries}
    found = Poll.objects.opened().filter(about__in=abouts).for_page()
    return {abouts[poll.about]: poll for poll in found}


def lines_for(polls):
    """{poll id: what the gate lets through}, of those that are closed; two queries."""
    if not polls:
        return {}
    questions = asked_of(polls[0])
    shown = results_of(Poll.objects.filter(pk__in=[poll.pk for poll in polls]), questions)
    return {
        pk: [Line(item, found[item.key]) for item in items_of(questions) if item.key in found]
        for pk, found in shown.items()
    }

"""A small framework and a team that uses it, made through the actions of the portal."""

from datetime import timedelta

from django.utils.timezone import now

from frameworks.definitions import actions as definitions
from frameworks.polls import actions as polls
from frameworks.polls.models import Clock, Poll
from frameworks.teams import actions as teams
from knw_portal.tests.factories import GroupFactory, InstitutionFactory, UserFactory

SMALL = """
sets:
- code: {code}
  titel: {title}
  vragen:
  - {{code: TEST-S-01, fase: start, object: proces, flex: [alle], kern: true, type: schaal4,
     vraag: "Hoe ver zijn wij?", rubric: ["Nog nergens.", "Een idee.", "Halverwege.", "Klaar."]}}
  - {{code: TEST-S-02, fase: start, object: product, flex: [vorm], type: open,
     vraag: "Welke vorm?"}}
  - {{code: TEST-S-03, fase: start, object: product, flex: [tijd], type: keuze_meer,
     vraag: "Welke tijden?", opties: [Overdag, Avond]}}
  - {{code: TEST-T-01, fase: tijdens, object: proces, type: open, vraag: "Wat horen we?"}}
  - {{code: TEST-N-01, fase: na, object: proces, type: matrix, vraag: "Wat merken studenten?",
     rijen: [Vorm, Tijd], kolommen: [Niets, Iets, Veel]}}
"""


def small(code="TEST", title="Klein raamwerk"):
    return SMALL.format(code=code, title=title)


def draft_of(code="TEST", title="Klein raamwerk", group=None):
    group = group or GroupFactory()
    return definitions.import_framework(small(code, title), group=group, by=None)


def published(**kwargs):
    version = draft_of(**kwargs)
    definitions.publish_version(version, by=None)
    return version


def team_of(person, *, framework=None, flex_ways=("form",), roles=()):
    """A trajectory whose team is this person."""
    version = framework.versions.get(status="published") if framework else published()
    return teams.start_trajectory(
        name="Team Zorg",
        institution=InstitutionFactory(),
        version=version,
        challenge="Een eigen route voor iedereen.",
        flex_ways=list(flex_ways),
        roles=list(roles),
        by=person,
    )


def a_poll(**details):
    """An open poll on the scale and the choices of the small framework, of 30 people."""
    by = details.pop("by", None) or UserFactory()
    return polls.start_poll(
        **{
            "group": details.pop("group", None) or GroupFactory(),
            "version": details.pop("version", None) or published(),
            "about": "conversation:1",
            "questions": ["TEST-S-01", "TEST-S-03"],
            "invited": 30,
            "closes_at": now() + timedelta(days=7),
        }
        | details,
        by=by,
    )


def answer_all(poll, *people):
    """Each of these answers: a dict of item and codes, perhaps with "cell" and "texts"."""
    for person in people:
        choices = {item: codes for item, codes in person.items() if item not in ("cell", "texts")}
        cell, texts = person.get("cell", ""), person.get("texts", {})
        polls.take_answers(poll, choices=choices, texts=texts, cell=cell)


def steps(*counts, item="TEST-S-01", **rest):
    """So many people per step of a scale: steps(0, 2, 3) is two on the second, three on step 3."""
    return [
        {item: [str(step)], **rest}
        for step, count in enumerate(counts, start=1)
        for _ in range(count)
    ]


def over(poll):
    """The poll as it is after its close."""
    Poll.objects.running().filter(pk=poll.pk).update(closes_at=Clock())
    return Poll.objects.for_page().get(pk=poll.pk)


def polls_of_a_talk(conversation, *, by):
    """A poll that is open, one that is over with a text to read, and one that never opened."""
    what = {
        "group": conversation.trajectory.team.group,
        "version": conversation.trajectory.framework_version,
        "about": f"conversation:{conversation.pk}",
        "by": by,
    }
    closed = a_poll(**what, questions=["TEST-S-01", "TEST-S-02"], texts=Poll.Texts.MODERATED)
    answer_all(closed, *steps(0, 0, 5), {"texts": {"TEST-S-02": "Meer tijd"}})
    draft = polls.prepare_poll(**what, questions=["TEST-T-01"], invited=20)
    opened = a_poll(**what, questions=["TEST-S-03"])
    return {"poll": opened, "poll closed": over(closed), "poll draft": draft}

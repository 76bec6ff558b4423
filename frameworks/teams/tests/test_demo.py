from django.core.management import call_command

from frameworks.polls.models import Poll
from frameworks.teams.demo import load_demo_team
from frameworks.teams.demo_plans import load_demo_plans
from frameworks.teams.models import (
    Ambition,
    Conversation,
    Intervention,
    IssueGuide,
    OwnQuestion,
    TeamAction,
)
from frameworks.teams.polling import beside, colleagues_of
from knw_portal.tests.factories import InstitutionFactory, UserFactory


def test_the_demo_team_has_one_conversation_closed_and_one_half_filled_in(db):
    call_command("load_frameworks")
    lead = UserFactory(institution=InstitutionFactory())
    UserFactory(institution=lead.institution)

    load_demo_team(lead)
    load_demo_team(lead)

    closed, still_open, of_the_other_team = Conversation.objects.order_by("pk")
    assert of_the_other_team.closed_at
    tables = of_the_other_team.answers.exclude(cells={})
    assert len(tables.get().cells) == 6
    assert closed.closed_at
    assert not still_open.closed_at
    filled = [not answer.is_blank for answer in still_open.answers.all()]
    assert any(filled)
    assert not all(filled)
    kept = [
        one["answer"]["choices"]
        for section in closed.snapshot["sections"]
        for one in section["questions"]
        if one["code"] == "FLEX-S-PC-03"
    ]
    assert kept == [["docent", "onderwijskundige", "examencommissie", "roostering-en-planning"]]


def test_the_demo_teams_have_plans_of_every_kind_once(db):
    call_command("load_frameworks")
    lead = UserFactory(institution=InstitutionFactory())
    UserFactory(institution=lead.institution)
    load_demo_team(lead)

    load_demo_plans(lead)
    load_demo_plans(lead)

    counts = [
        model.objects.count()
        for model in (Ambition, Intervention, IssueGuide, OwnQuestion, TeamAction)
    ]
    assert counts == [1, 2, 1, 2, 4]
    [ambition] = Ambition.objects.all()
    assert all(text for _, text in ambition.layers)


def test_the_demo_team_asked_its_colleagues(db):
    call_command("load_frameworks")
    lead = UserFactory(institution=InstitutionFactory())
    load_demo_team(lead)

    _, over, still_open = Poll.objects.for_page().order_by("pk")
    talk = Conversation.objects.get(closed_at=None)
    said = [beside(one, colleagues_of(talk)) for one in talk.questions()]

    assert (over.phase, still_open.phase) == (Poll.CLOSED, Poll.OPEN)
    most = "Alleen als er een probleem is: 13; overige keuzes, of geen oordeel: 10."
    assert [one["words"] for each in said for one in each] == [
        "Onze 23 collega’s zeggen ongeveer 2,5.",
        f"Onze 23 collega’s: {most}",
        "Onze 23 collega’s zitten aan de hoge kant.",
    ]
    assert over.written.count() == 3


def test_the_report_of_the_closed_talk_says_what_colleagues_said(db):
    call_command("load_frameworks")
    load_demo_team(UserFactory(institution=InstitutionFactory()))
    talk = Conversation.objects.filter(closed_at__isnull=False).order_by("pk").first()

    said = [words for one in talk.questions() for words in beside(one, colleagues_of(talk))]

    assert len(said) == 2
    assert all(one["words"].startswith("Onze 23 collega’s zeggen") for one in said)

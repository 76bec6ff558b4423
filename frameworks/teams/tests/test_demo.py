from django.core.management import call_command

from frameworks.teams.demo import load_demo_team
from frameworks.teams.models import Conversation
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

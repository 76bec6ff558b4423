"""The demo holds a round with an open vote, and asks its ambassador for theirs."""

from django.test import Client
from django.urls import reverse

from coalitions.desk.demo.load import load_demo
from coalitions.themes import actions
from coalitions.themes.models import Ballot, BallotEvent, ThemeRound
from knw_portal.people.demo import PEOPLE
from knw_portal.people.models import User


def test_about_half_of_the_schools_that_can_have_voted_and_ours_is_asked_to(db):
    load_demo()
    load_demo()
    round = ThemeRound.objects.get(school_year="2027-2028")
    ambassador = User.objects.get(email=PEOPLE["ambassador"])
    client = Client()
    client.force_login(ambassador)

    page = client.get(reverse("mine"))

    manned = round.roll.filter(had_ambassador=True).count()
    assert round.vote_open()
    cast = Ballot.objects.filter(entry__round=round).count()
    assert 0.4 < cast / manned < 0.6
    assert BallotEvent.objects.filter(entry__round=round).count() == cast
    [ask] = [ask for ask in page.context["asks"] if ask.deed == "Stem uitbrengen"]
    assert client.get(ask.url).status_code == 200
    assert ambassador in actions.voters_of(*round.roll.silent())


def test_a_counted_vote_with_twenty_themes_can_be_looked_at_step_by_step(db):
    load_demo()
    round = ThemeRound.objects.get(school_year="2029-2030")
    client = Client()
    client.force_login(User.objects.get(email=PEOPLE["ambassador"]))
    here = {"school_year": round.school_year}

    pages = {
        name: client.get(reverse(name, kwargs=here)).content.decode()
        for name in ("result_detail", "ballot_list", "ballot_recount", "round_detail")
    }

    assert round.themes.standing().count() == 20
    assert round.phase() == "stemming gesloten"
    assert "De telling, stap voor stap" in pages["result_detail"]
    assert "tellen de sterren" not in pages["round_detail"]
    assert len(actions.count_of(round).result["winners"]) == 3
    assert "Hoe vast staat dit?" in pages["result_detail"]
    assert "De stemmen van deze ronde tellen" in pages["ballot_recount"]
    assert actions.verify(round) == []

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
    assert 0.4 < Ballot.objects.count() / manned < 0.6
    assert BallotEvent.objects.count() == Ballot.objects.count()
    [ask] = [ask for ask in page.context["asks"] if ask.deed == "Stem uitbrengen"]
    assert client.get(ask.url).status_code == 200
    assert ambassador in actions.voters_of(*round.roll.silent())

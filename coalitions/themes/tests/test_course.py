"""What can happen to a vote under way: put off, called off, held again, a school that leaves."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import InternalError
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now

from coalitions.tests.factories import (
    ThemeFactory,
    ThemeRoundFactory,
    a_vote,
    check_earlier_work,
    close_vote,
)
from coalitions.themes import actions
from coalitions.themes.models import (
    Ballot,
    CommonTerm,
    Count,
    Extension,
    RollExit,
    ThemeRound,
)
from coalitions.themes.overview import rounds_that_wait, votes_that_wait
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.mail.models import Mail, Reminder
from knw_portal.people.models import Role
from knw_portal.tests.factories import InstitutionFactory, RoleFactory, UserFactory


@pytest.fixture
def round(db):
    return a_vote()


@pytest.fixture
def bureau(db):
    return RoleFactory(kind="bureau").user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def url(name, round, institution=None):
    kwargs = {"school_year": round.school_year}
    return reverse(name, kwargs=kwargs | ({"institution": institution.slug} if institution else {}))


def voter_of(entry):
    return actions.voters_of(entry).first()


def cast(entry, chosen=None, **kwargs):
    chosen = [entry.round.themes.first().pk] if chosen is None else chosen
    kwargs = {"kind": "choices", "by": voter_of(entry), **kwargs}
    return actions.cast_ballot(entry, chosen=chosen, **kwargs)


def typed(moment):
    return f"{localtime(moment):%Y-%m-%dT%H:%M}"


def mails(kind):
    return sorted(Mail.objects.filter(kind=kind).values_list("to", flat=True))


# --- the rules on one page --------------------------------------------------------------------


def test_how_the_vote_goes_stands_on_one_page_before_it_opens_and_is_fixed_after(bureau):
    ambassador = RoleFactory(kind="ambassador", institution=InstitutionFactory()).user
    round = ThemeRoundFactory(
        proposals_close_at=now() - timedelta(days=1),
        vote_opens_at=now() - timedelta(hours=1),
        vote_closes_at=now() + timedelta(days=3),
        seats=2,
    )
    for _ in range(2):
        ThemeFactory(round=round)
    for _ in range(2):
        InstitutionFactory()
    data = {
        "version": round.version, "title": round.title, "method": "approval", "seats": 2,
        "max_choices": 3, "points": 10, "tie_break": "stars", "tie_rule": "De sterren.",
        "quorum_kind": "share", "quorum": 50, "leaver_rule": "drop",
        "proposals_close_at": typed(round.proposals_close_at),
        "vote_opens_at": typed(round.vote_opens_at),
        "vote_closes_at": typed(round.vote_closes_at),
    }  # fmt: skip
    signed_in(bureau).post(url("round_edit", round), data)

    page = signed_in(ambassador).get(url("round_rules", round)).content.decode()
    before_opening = signed_in(bureau).get(url("round_open", round)).content.decode()

    for said in (
        "Er worden er twee gekozen",
        "hooguit drie per school",
        "3 scholen",
        "De sterren.",
    ):
        assert said in page
        assert said in before_opening
    assert "Ten minste 50 % van de scholen stemt: dat zijn er nu 2." in page
    assert "De stem telt niet mee" in page
    assert "Kan nog veranderen" in page
    check_earlier_work(round, by=bureau)
    actions.open_vote(round, by=bureau)
    assert "Ligt vast" in signed_in(ambassador).get(url("round_rules", round)).content.decode()
    for change in (
        {"quorum": 10},
        {"quorum_kind": "none", "quorum": 0},
        {"leaver_rule": "keep"},
        {"method": "room"},
    ):
        with pytest.raises(InternalError), transaction.atomic():
            ThemeRound.objects.filter(pk=round.pk).update(**change)


@pytest.mark.parametrize(
    ("kind", "quorum", "said"),
    [("share", 101, "hooguit 100"), ("number", 0, "ten minste moeten stemmen")],
)
def test_a_quorum_that_cannot_be_met_is_refused_in_words(bureau, kind, quorum, said):
    round = ThemeRoundFactory()
    data = {"version": 1, "quorum_kind": kind, "quorum": quorum}

    page = signed_in(bureau).post(url("round_edit", round), data).content.decode()

    assert said in page


@pytest.mark.parametrize(
    ("kind", "quorum", "institutions", "needed"),
    [("none", 0, 57, 0), ("number", 30, 57, 30), ("share", 50, 57, 29), ("share", 100, 57, 57)],
)
def test_half_an_institution_is_one_for_the_quorum(kind, quorum, institutions, needed):
    assert ThemeRound(quorum_kind=kind, quorum=quorum).quorum_of(institutions) == needed


@pytest.mark.parametrize(("votes", "met"), [(1, False), (2, True)])
def test_the_result_says_whether_the_quorum_was_met(bureau, votes, met):
    round = a_vote(quorum_kind="number", quorum=2)
    for entry in list(round.roll.all())[:votes]:
        cast(entry)
    close_vote(round)

    page = signed_in(bureau).get(url("result_detail", round)).content.decode()

    assert Count.objects.get().result["quorum"] == {"needed": 2, "voted": votes, "met": met}
    assert ("Quorum gehaald" in page, "Quorum niet gehaald" in page) == (met, not met)


def test_the_pages_of_the_rules_and_the_roll_take_the_same_queries_for_any_number_of_rows(
    bureau, django_assert_num_queries
):
    client = signed_in(bureau)
    client.get(reverse("mine"))
    for rows in (1, 3):
        round = a_vote(schools=rows)
        for entry in round.roll.all():
            cast(entry)
        actions.leave_roll(round.roll.first(), kind="left", reason="Weg", by=bureau)
        with django_assert_num_queries(8):
            client.get(url("round_rules", round))
        with django_assert_num_queries(4):
            client.get(url("roll_detail", round))


# --- putting off ------------------------------------------------------------------------------


def test_the_close_is_put_off_and_everybody_on_the_roll_is_told_once(round, bureau):
    cast(round.roll.first())
    until = (round.vote_closes_at + timedelta(days=2)).replace(second=0, microsecond=0)

    page = signed_in(bureau).post(
        url("vote_extend", round), {"until": typed(until), "reason": "De storing"}, follow=True
    )

    round.refresh_from_db()
    assert round.vote_closes_at == until
    assert "Iedereen krijgt een mail." in page.content.decode()
    assert mails("vote_extended") == sorted(voter_of(entry).email for entry in round.roll.all())
    extension = Extension.objects.get()
    assert (extension.closes_at, extension.by) == (until, bureau)
    assert LogEntry.objects.filter(action="vote.extended", by=bureau).count() == 1
    assert "De storing" in signed_in(bureau).get(url("round_rules", round)).content.decode()
    planned = Reminder.objects.filter(kind="vote_waits", state="planned").values_list(
        "occasion", flat=True
    )
    assert any(f"{localtime(until).day} " in occasion for occasion in planned)


def test_a_vote_cannot_be_closed_earlier_or_put_off_after_its_close(round, bureau):
    client = signed_in(bureau)
    earlier = round.vote_closes_at - timedelta(days=1)

    refused = client.post(url("vote_extend", round), {"until": typed(earlier), "reason": "x"})
    with pytest.raises(ValueError, match="never to earlier"):
        actions.extend_vote(round, until=earlier, reason="x", by=bureau)
    close_vote(round)
    with pytest.raises(actions.TooLate):
        actions.extend_vote(round, until=now() + timedelta(days=1), reason="x", by=bureau)
    late = client.get(url("vote_extend", round), follow=True)

    assert "Eerder sluiten kan niet." in refused.content.decode()
    assert "De stemming is niet meer open." in late.content.decode()
    assert not Extension.objects.exists()


def move_close(round, until):
    ThemeRound.objects.filter(pk=round.pk).update(vote_closes_at=until)


def written(round, bureau, until):
    return Extension.objects.create(
        round=round, closed_at=round.vote_closes_at, closes_at=until, reason="x", by=bureau
    )


def test_the_trigger_lets_the_close_move_along_a_written_extension_and_in_no_other_way(
    round, bureau
):
    later, earlier = (round.vote_closes_at + timedelta(days=n) for n in (1, -1))

    with pytest.raises(InternalError), transaction.atomic():
        move_close(round, later)  # nothing written
    with pytest.raises(InternalError), transaction.atomic():
        move_close(round, earlier)
    with transaction.atomic():
        written(round, bureau, later)
        with pytest.raises(InternalError), transaction.atomic():
            move_close(round, later + timedelta(hours=1))  # another moment than was written
        with pytest.raises(InternalError), transaction.atomic():
            ThemeRound.objects.filter(pk=round.pk).update(vote_closes_at=later, seats=9)
        move_close(round, later)
        with pytest.raises(InternalError), transaction.atomic():
            move_close(round, round.vote_closes_at)  # and not back
    with pytest.raises(InternalError), transaction.atomic():
        Extension.objects.update(reason="anders")


def test_after_the_close_or_the_count_not_even_a_written_extension_moves_it(round, bureau):
    close_vote(round)
    later = now() + timedelta(days=1)
    written(round, bureau, later)

    with pytest.raises(InternalError), transaction.atomic():
        move_close(round, later)
    actions.count_of(round)
    with pytest.raises(InternalError), transaction.atomic():
        move_close(round, later)


def test_a_result_asked_for_while_the_close_was_put_off_is_still_sealed(round, bureau, monkeypatch):
    """The page saw the old close; by the time it holds the round, the new one stands."""
    monkeypatch.setattr(ThemeRound, "vote_closed", lambda round, at=None: at is None)

    page = signed_in(bureau).get(url("result_detail", round)).content.decode()
    actions.freeze_counts()

    assert "De uitslag is er nog niet" in page
    assert not Count.objects.exists()


# --- calling off and holding again ------------------------------------------------------------


def test_a_vote_that_is_called_off_tells_everybody_and_is_never_counted(round, bureau):
    voted, silent, _ = round.roll.all()
    deputy = RoleFactory(kind="deputy", institution=voted.institution).user
    cast(voted)
    client = signed_in(bureau)

    client.post(url("vote_cancel", round), {"reason": "De lijst klopte niet"})

    round.refresh_from_db()
    assert (round.vote_open(), round.vote_closed()) == (False, False)
    said = {mail.to: mail.body for mail in Mail.objects.filter(kind="vote_cancelled")}
    assert sorted(said) == sorted(person.email for person in actions.voters_of(*round.roll.all()))
    for person in (deputy, voter_of(voted)):
        assert "blijft verzegeld en wordt nooit geteld" in said[person.email]
    assert "hoeft niet meer te stemmen" in said[voter_of(silent).email]
    with pytest.raises(actions.TooLate):
        cast(silent)
    close_vote_of_cancelled(round)
    actions.freeze_counts()
    with pytest.raises(actions.NotYet, match="nooit geteld"):
        actions.count_of(round)
    with pytest.raises(InternalError), transaction.atomic():
        Count.objects.create(round=round, method="approval", input_digest="", result={})
    with pytest.raises(InternalError), transaction.atomic():
        Ballot.objects.update(kind="abstain")
    page = client.get(url("result_detail", round)).content.decode()
    assert "Er komt geen uitslag" in page
    assert not Reminder.objects.filter(kind="vote_waits", state="planned").exists()
    assert list(votes_that_wait(voter_of(silent), now())) == []
    assert list(rounds_that_wait(bureau, now())) == []


def close_vote_of_cancelled(round):
    close_vote(round)
    assert round.cancelled_at


def test_what_was_called_off_stays_so_and_after_the_close_nothing_can_be(round, bureau):
    other = a_vote()
    close_vote(other)
    actions.cancel_vote(round, reason="x", by=bureau)

    with pytest.raises(Stale):
        actions.cancel_vote(round, reason="y", by=bureau)
    with pytest.raises(actions.TooLate):
        actions.cancel_vote(other, reason="x", by=bureau)
    for change in (
        lambda: ThemeRound.objects.filter(pk=round.pk).update(cancelled_at=None, cancel_reason=""),
        lambda: ThemeRound.objects.filter(pk=round.pk).update(cancel_reason="z"),
        lambda: ThemeRound.objects.filter(pk=other.pk).update(
            cancelled_at=now(), cancel_reason="x"
        ),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()


def test_calling_off_without_a_reason_is_refused_in_words(round, bureau):
    page = signed_in(bureau).post(url("vote_cancel", round), {"reason": " "}).content.decode()

    round.refresh_from_db()
    assert "Schrijf op waarom, iedereen leest dit" in page
    assert round.cancelled_at is None


def test_a_vote_is_held_again_on_the_same_list_with_its_own_roll_and_ballots(round, bureau):
    CommonTerm.objects.create(round=round, number=1, title="Delen", text="Alles is open.")
    cast(round.roll.first())
    client = signed_in(bureau)
    titles = [str(theme) for theme in round.themes.standing()]
    actions.cancel_vote(round, reason="x", by=bureau)

    client.post(url("vote_repeat", round))
    client.post(url("vote_repeat", round))

    again = ThemeRound.objects.get(repeats=round)
    assert again.school_year == f"{round.school_year}-2"
    assert (again.year, again.seats) == (round.school_year, round.seats)
    assert str(again).endswith(", stemming 2")
    assert [str(theme) for theme in again.themes.standing()] == titles
    assert [term.title for term in again.common_terms.all()] == ["Delen"]
    assert (again.roll_frozen_at, again.vote_closes_at, again.cancelled_at) == (None, None, None)
    ThemeRound.objects.filter(pk=again.pk).update(
        vote_opens_at=now() - timedelta(hours=1), vote_closes_at=now() + timedelta(days=3)
    )
    again.refresh_from_db()
    actions.open_vote(again, by=bureau)
    entry = again.roll.first()
    cast(entry)
    assert actions.turnout(again) == {"roll": 3, "voted": 1, "left": 0}
    page = client.get(again.get_absolute_url()).content.decode()
    assert "Dit is een nieuwe stemming over dezelfde lijst." in page
    assert again.get_absolute_url() in client.get(round.get_absolute_url()).content.decode()


def test_only_what_was_called_off_is_held_again(round, bureau):
    with pytest.raises(actions.TooLate):
        actions.repeat_vote(round, by=bureau)
    assert ThemeRound.objects.count() == 1


# --- schools without a voter, and schools that leave ------------------------------------------


def test_the_bureau_sees_who_cannot_vote_any_more_and_names_a_deputy_who_can_at_once(round, bureau):
    entry = round.roll.first()
    voter_of(entry).roles.update(until=now().date() - timedelta(days=1))
    colleague = UserFactory(institution=entry.institution)
    client = signed_in(bureau)

    before = client.get(url("roll_detail", round)).content.decode()
    client.post(url("voter_new", round, entry.institution), {"person": colleague.pk})
    client.post(url("voter_new", round, entry.institution), {"person": colleague.pk})

    assert "Had een ambassadeur toen de stemming openging." in before
    assert Role.objects.current().filter(user=colleague, kind="deputy").count() == 1
    assert mails("voter_named") == [colleague.email]
    assert signed_in(colleague).get(url("ballot_edit", round, entry.institution)).status_code == 200
    assert "Elke school op de lijst heeft iemand die kan stemmen." in (
        client.get(url("roll_detail", round)).content.decode()
    )


def test_a_deputy_without_an_account_gets_one(round, bureau):
    entry = round.roll.first()
    Role.objects.filter(institution=entry.institution).delete()
    page = url("voter_new", round, entry.institution)
    client = signed_in(bureau)

    empty = client.post(page, {"name": ""}).content.decode()
    client.post(page, {"name": "Nieuw Iemand", "email": "Nieuw@example.org"})

    assert "Kies iemand, of vul een naam in" in empty
    role = Role.objects.get(user__email="nieuw@example.org")
    assert (role.kind, role.institution) == ("deputy", entry.institution)
    assert role.user.institution == entry.institution
    assert mails("invitation") == mails("voter_named") == ["nieuw@example.org"]


def test_nobody_of_the_bureau_comes_to_a_sealed_ballot_as_a_deputy(round, bureau):
    """Neither beside somebody who can vote already, nor where there is nobody."""
    entry = round.roll.first()
    page = url("voter_new", round, entry.institution)

    for _ in range(2):
        signed_in(bureau).post(page, {"name": "Ik", "email": bureau.email})
        assert not bureau.roles.filter(institution=entry.institution).exists()
        Role.objects.filter(institution=entry.institution).delete()
    ballot = reverse(
        "ballot_edit",
        kwargs={"school_year": round.school_year, "institution": entry.institution.slug},
    )
    assert signed_in(bureau).get(ballot).status_code == 404
    RoleFactory(user=bureau, kind="ambassador", institution=entry.institution)
    assert signed_in(bureau).get(ballot).status_code == 404


def test_who_hands_out_roles_at_the_page_of_people_sees_no_sealed_ballot(round, bureau):
    """A role for oneself, for a colleague, and one for who then lays the bureau down."""
    entry = round.roll.first()
    voter = actions.voters_of(entry).get()
    theme = round.themes.first()
    actions.cast_ballot(entry, kind="choices", chosen=[theme.pk], by=voter)
    colleague = RoleFactory(kind="bureau").user
    client, own = signed_in(bureau), {}
    for person, kind in ((bureau, "ambassador"), (colleague, "deputy")):
        own[person] = {"kind": kind, "institution": entry.institution_id}
        given = client.post(
            reverse("role_add", args=[person.pk]), own[person] | {"since": str(localdate())}
        )
        assert given.status_code == 302
        assert person.roles.filter(kind=kind, institution=entry.institution).exists()
    places = [
        reverse(name, args=[round.school_year, entry.institution.slug])
        for name in ("ballot_edit", "ballot_receipt")
    ]
    asked = reverse("mine"), round.get_absolute_url()

    def seen(person):
        pages = [signed_in(person).get(place) for place in places]
        texts = [signed_in(person).get(place).content.decode() for place in asked]
        return {page.status_code for page in pages}, any(places[0] in text for text in texts)

    assert seen(bureau) == seen(colleague) == ({404}, False)
    former = colleague.roles.get(kind="bureau")
    client.post(reverse("role_end", args=[colleague.pk, former.pk]))
    assert not colleague.roles.current().filter(kind="bureau").exists()
    assert seen(colleague) == ({404}, False)
    assert {signed_in(voter).get(place).status_code for place in places} == {200}


def test_who_was_of_the_bureau_long_before_the_vote_votes_like_anybody(round):
    entry = round.roll.first()
    voter = actions.voters_of(entry).get()
    long_ago = localdate() - timedelta(days=60)
    RoleFactory(user=voter, kind="bureau", since=long_ago, until=long_ago + timedelta(days=3))

    page = reverse("ballot_edit", args=[round.school_year, entry.institution.slug])

    assert signed_in(voter).get(page).status_code == 200


@pytest.mark.parametrize(("rule", "counted"), [("keep", 2), ("drop", 1)])
def test_a_school_that_leaves_casts_no_more_and_its_ballot_counts_by_the_rule(
    bureau, rule, counted
):
    round = a_vote(leaver_rule=rule)
    gone, stays, _ = round.roll.all()
    cast(gone)
    cast(stays)
    people = [person.email for person in actions.voters_of(gone)]
    client = signed_in(bureau)
    data = {"kind": "merged", "merged_into": stays.institution.pk, "reason": "Fusie per 1 januari"}

    client.post(url("roll_leave", round, gone.institution), data)

    assert mails("roll_left") == people
    with pytest.raises(actions.TooLate):
        cast(gone)
    with pytest.raises(InternalError), transaction.atomic():
        Ballot.objects.filter(entry=gone).update(kind="abstain")
    with pytest.raises(Stale):
        actions.leave_roll(gone, kind="left", reason="x", by=bureau)
    page = client.get(url("roll_detail", round)).content.decode()
    assert "Fusie per 1 januari" in page
    assert ("De stem telt mee." in page) == (rule == "keep")
    close_vote(round)
    turnout = actions.count_of(round).result["turnout"]
    assert (turnout["roll"], turnout["voted"], turnout["left"]) == (counted + 1, counted, 1)
    result = client.get(url("result_detail", round)).content.decode()
    assert "1 school ging tijdens de stemming van de lijst." in result


def test_who_left_without_having_voted_is_not_waited_for_and_reads_why(round, bureau):
    gone = round.roll.first()
    voter = voter_of(gone)

    actions.leave_roll(gone, kind="left", reason="Opgeheven", by=bureau)

    assert list(votes_that_wait(voter, now())) == []
    assert gone not in round.roll.silent()
    page = signed_in(voter).get(url("ballot_edit", round, gone.institution), follow=True)
    assert "staat niet meer op de stemlijst" in page.content.decode()
    assert actions.turnout(round) == {"roll": 2, "voted": 0, "left": 1}
    planned = Reminder.objects.filter(kind="vote_waits", state="planned")
    assert voter.pk not in planned.values_list("to", flat=True)


def test_nobody_leaves_a_roll_after_the_close_and_a_merger_names_the_other_school(round, bureau):
    entry = round.roll.first()

    page = signed_in(bureau).post(
        url("roll_leave", round, entry.institution), {"kind": "merged", "reason": "x"}
    )
    close_vote(round)
    with pytest.raises(actions.TooLate):
        actions.leave_roll(entry, kind="left", reason="x", by=bureau)
    with pytest.raises(InternalError), transaction.atomic():
        RollExit.objects.create(entry=entry, kind="left", reason="x", by=bureau)

    assert "Kies in welke school deze is opgegaan" in page.content.decode()
    assert not RollExit.objects.exists()

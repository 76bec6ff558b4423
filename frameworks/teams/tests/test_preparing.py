"""Everybody thinks first, alone; nobody else sees anything of it until the team looks together."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import InternalError, connection, transaction
from django.urls import reverse
from django.utils.timezone import now

from frameworks.teams import actions
from frameworks.teams.models import Conversation, Preparation
from frameworks.teams.tasks import purge_preparations
from frameworks.tests.factories import team_of
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.people import privacy
from knw_portal.tests.factories import GroupMemberFactory, UserFactory

SCALE, OPEN = 1, 2  # the numbers of the questions of the small framework


def prepare(talk, user, *choices, note="", number=SCALE):
    question = talk.questions()[number - 1]
    actions.save_preparation(talk, question, choices=list(choices), note=note, by=user)


def pages(visit, talk):
    """Every page of a conversation, without what differs each time."""
    addresses = [
        ("conversation_begin", {}),
        ("conversation_detail", {}),
        ("conversation_table", {}),
        ("conversation_close", {}),
        ("question_talk", {"number": 1}),
        ("question_screen", {"number": 1}),
        ("preparation_start", {}),
        ("preparation_edit", {"number": 1}),
    ]
    texts = [visit.get(name, talk, **kwargs).content.decode() for name, kwargs in addresses]
    texts += [
        visit.client.get(reverse("mine")).content.decode(),
        visit.client.get(talk.trajectory.get_absolute_url()).content.decode(),
        visit.get("conversation_spread", talk).url,
    ]
    return [without_tokens(text) for text in texts]


def without_tokens(text):
    return re.sub(r"csrf[^>]*>|x-csrftoken[^>]*>", "", text)


# --- alone --------------------------------------------------------------------------------------


def test_a_screen_keeps_what_is_on_it_at_every_step(start, mo, visits):
    visit = visits(mo)

    forth = visit.post(
        "preparation_edit", start, {"choices": "2", "note": "Nog pril", "way": "on"}, number=SCALE
    )
    back = visit.post("preparation_edit", start, {"note": "Simulatie", "way": "back"}, number=OPEN)

    assert forth.url == reverse("preparation_edit", kwargs={"pk": start.pk, "number": OPEN})
    assert back.url == reverse("preparation_edit", kwargs={"pk": start.pk, "number": SCALE})
    kept = Preparation.objects.of(mo, start).values_list("choices", "note")
    assert list(kept) == [(["2"], "Nog pril"), ([], "Simulatie")]
    shown = visit.get("preparation_edit", start, number=SCALE).content.decode()
    assert 'value="2" checked' in shown
    assert ">Nog pril</textarea>" in shown


def test_saying_it_again_changes_it_and_nothing_takes_it_back(start, mo):
    prepare(start, mo, "2")
    prepare(start, mo, "4")
    assert Preparation.objects.get().choices == ["4"]

    prepare(start, mo)

    assert not Preparation.objects.exists()


def test_the_first_page_says_how_long_who_sees_it_and_when_it_is_gone(start, mo, visits):
    page = visits(mo).get("preparation_start", start).content.decode()

    assert "Ongeveer 1 minuut" in page  # the core of this set is one question
    assert "Niemand ziet wat je kiest" in page
    assert "30 dagen na het gesprek" in page


def test_a_note_that_is_too_long_comes_back_with_all_that_was_typed(start, mo, visits):
    page = visits(mo).post(
        "preparation_edit", start, {"choices": "3", "note": "x" * 1001}, number=SCALE
    )

    shown = page.content.decode()
    assert page.status_code == 422
    assert "hooguit 1.000 tekens" in shown
    assert 'value="3" checked' in shown
    assert f">{'x' * 1001}</textarea>" in shown
    assert not Preparation.objects.exists()


# --- hidden -------------------------------------------------------------------------------------


def test_whatever_somebody_prepares_nobody_else_sees_a_difference(start, lies, mo, visits):
    facilitator = GroupMemberFactory(group=start.trajectory.team.group, role="facilitator").user
    watchers = [visits(lies), visits(facilitator)]
    before = [pages(watcher, start) for watcher in watchers]

    prepare(start, mo, "4", note="Ons geheim")
    prepare(start, mo, note="Ook geheim", number=OPEN)
    after = [pages(watcher, start) for watcher in watchers]

    assert before == after
    assert "Ons geheim" in visits(mo).get("preparation_edit", start, number=1).content.decode()


def test_how_many_prepared_is_said_at_the_reveal_and_not_what_or_who(start, lies, mo, visits):
    prepare(start, mo, "4", note="Ons geheim")
    prepare(start, mo, note="Ons geheim", number=OPEN)
    first = visits(lies).get("conversation_reveal", start).content.decode()
    Preparation.objects.update(choices=["1"], note="Iets anders")
    second = visits(lies).get("conversation_reveal", start).content.decode()

    assert "Eén van de 3 in jullie team heeft zich voorbereid." in first
    assert "geheim" not in first
    assert "Mo" not in first.replace("Moment", "")
    assert without_tokens(first) == without_tokens(second)


def test_the_query_for_what_was_revealed_finds_nothing_before(start, mo):
    prepare(start, mo, "4")

    assert not Preparation.objects.revealed(start).exists()
    actions.reveal(start, by=mo)
    assert Preparation.objects.revealed(start).count() == 1


# --- together -----------------------------------------------------------------------------------


def test_the_reveal_shows_the_biggest_difference_first_without_names(start, lies, mo, jan, visits):
    for user, step, note in ((lies, "1", "Nog niets"), (mo, "4", "Loopt al"), (jan, "4", "")):
        prepare(start, user, step, note=note)
    prepare(start, mo, note="Simulatie", number=OPEN)
    revealed = visits(lies).post("conversation_reveal", start)
    start.refresh_from_db()
    page = visits(jan).get("conversation_spread", start)

    shown = page.content.decode()
    assert revealed.url == reverse("conversation_spread", kwargs={"pk": start.pk})
    assert [block["number"] for block in page.context["blocks"]] == [SCALE, OPEN]
    assert shown.count("<circle") == 3
    assert "<title>Klaar: 2 keer gekozen</title>" in shown
    assert "Jullie zien dit verschillend." in shown
    assert shown.index("Loopt al") < shown.index("Nog niets") < shown.index("Simulatie")
    assert "Lies" not in shown
    assert LogEntry.objects.filter(action="conversation.revealed", by=lies).count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_what_it_costs_to_look_together_does_not_grow(
    start, lies, mo, jan, visits, rows, django_assert_num_queries
):
    for user in (lies, mo, jan)[:rows]:
        prepare(start, user, "1", note=user.name)
    actions.reveal(start, by=lies)
    visit = visits(lies)
    visit.client.get("/")

    with django_assert_num_queries(10):
        visit.get("conversation_spread", start)
    with django_assert_num_queries(21):
        visit.get("question_talk", start, number=1)
    with django_assert_num_queries(10):
        visit.get("question_screen", start, number=1)


def test_after_the_reveal_nobody_prepares_any_more(start, lies, mo, visits):
    prepare(start, mo, "4")
    actions.reveal(start, by=lies)

    with pytest.raises(Stale):
        prepare(start, mo, "1")
    with pytest.raises(Stale):
        prepare(start, mo)
    with pytest.raises(InternalError), transaction.atomic():
        Preparation.objects.update(choices=["1"])
    late = visits(mo).post("preparation_edit", start, {"choices": "1"}, number=SCALE)

    assert late.url == reverse("conversation_spread", kwargs={"pk": start.pk})
    assert Preparation.objects.get().choices == ["4"]


def test_revealing_twice_is_told_and_only_the_first_counts(start, lies, mo, visits):
    actions.reveal(start, by=lies)

    with pytest.raises(Stale):
        actions.reveal(start, by=mo)

    assert Conversation.objects.get().revealed_by == lies


def test_a_follower_of_the_team_neither_prepares_nor_reveals(start, visits):
    follower = GroupMemberFactory(group=start.trajectory.team.group, role="follower").user
    visit = visits(follower)

    refused = [
        visit.get("preparation_start", start),
        visit.post("preparation_edit", start, {"choices": "1"}, number=1),
        visit.post("conversation_reveal", start),
    ]

    assert [page.status_code for page in refused] == [403] * 3


def test_nobody_prepared_says_what_to_do_instead(start, lies, visits):
    GroupMemberFactory(group=start.trajectory.team.group, role="reader")
    GroupMemberFactory(group=start.trajectory.team.group, role="follower")

    asked = visits(lies).get("conversation_reveal", start).content.decode()
    actions.reveal(start, by=lies)

    assert "Nog niemand van de 3 in jullie team heeft zich voorbereid." in asked
    shown = visits(lies).get("conversation_spread", start).content.decode()
    assert "Niemand bereidde zich voor." in shown


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_while_somebody_reveals_is_seen_by_all_or_refused():
    lead = UserFactory()
    talk = actions.open_conversation(team_of(lead), "start", by=lead)
    people = [
        GroupMemberFactory(group=talk.trajectory.team.group, user=UserFactory()).user
        for _ in range(4)
    ]
    gate, kept = Barrier(5), []

    def run(person):
        gate.wait()
        try:
            prepare(talk, person, "1")
            kept.append(person.pk)
        except Stale:
            pass
        finally:
            connection.close()

    def show():
        gate.wait()
        actions.reveal(talk, by=lead)
        connection.close()

    threads = [Thread(target=run, args=(person,)) for person in people] + [Thread(target=show)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(Preparation.objects.revealed(talk).values_list("user", flat=True)) == set(kept)
    assert not Preparation.objects.filter(updated_at__gt=now()).exists()


# --- gone ---------------------------------------------------------------------------------------


def test_thirty_days_after_the_close_what_was_prepared_is_gone(start, lies, mo):
    prepare(start, mo, "4")
    other = actions.open_conversation(start.trajectory, "during", by=lies)
    prepare(other, mo, note="Nog open")
    actions.close_conversation(start, lesson="", by=lies, at=now() - timedelta(days=29))
    purge_preparations.delay()
    assert Preparation.objects.count() == 2

    actions.purge_preparations(at=now() + timedelta(days=2))
    for _ in range(3):
        purge_preparations.delay()

    assert Preparation.objects.get().note == "Nog open"


def test_of_three_or_more_only_a_word_stays_and_of_fewer_nothing(start, lies, mo, jan):
    for user, step in ((lies, "1"), (mo, "4"), (jan, "4")):
        prepare(start, user, step)
    prepare(start, mo, note="Alleen van mij", number=OPEN)
    actions.reveal(start, by=lies)
    actions.close_conversation(start, lesson="", by=lies)

    scale, text = start.snapshot["sections"][0]["questions"] + (
        start.snapshot["sections"][1]["questions"] if len(start.snapshot["sections"]) > 1 else []
    )
    assert scale["pattern"] == "divided"
    assert "pattern" not in text
    assert "Alleen van mij" not in str(start.snapshot)


def test_what_was_never_revealed_leaves_no_trace_in_the_report(start, lies, mo, jan):
    for user in (lies, mo, jan):
        prepare(start, user, "4")
    actions.close_conversation(start, lesson="", by=lies)

    assert "pattern" not in str(start.snapshot)


def test_it_is_handed_over_to_whose_it_is_and_erased_with_them(start, lies, mo):
    prepare(start, mo, "4", note="Van Mo")
    prepare(start, lies, "2", note="Van Lies")

    [mine] = privacy.everything_about(mo)["teamgesprekken"]["wat je voor een gesprek voorbereidde"]
    assert (mine["vraag"], mine["keuzes"], mine["notitie"]) == ("TEST-S-01", ["4"], "Van Mo")
    keeper = next(one for one in privacy.keepers if one.name == "teamgesprekken")
    keeper.erase(mo)

    assert Preparation.objects.get().note == "Van Lies"

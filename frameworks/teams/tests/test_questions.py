"""What a team is asked: what it hides, the ten when time is short, and what it asks itself."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.html import strip_tags

from frameworks.definitions import actions as definitions
from frameworks.definitions.definition import minutes
from frameworks.teams import actions
from frameworks.teams.choosing import always_asked, ten_of
from frameworks.teams.models import Conversation, OwnQuestion, TeamAnswer, Trajectory
from frameworks.teams.question_forms import OwnQuestionForm
from frameworks.tests.factories import team_of
from knw_portal.forms import Stale
from knw_portal.tests.factories import GroupFactory, UserFactory

BLANK = {"choices": [], "cells": {}, "text": "", "basis": "", "reason": ""}
NEW = {"moment": "start", "kind": "open", "text": "Wat vindt de praktijk?", "help": ""}
NEW |= {"options": [], "pdca": ""}


@pytest.fixture
def lies(db):
    return UserFactory(name="Lies")


@pytest.fixture
def trajectory(lies):
    """At the start: TEST-S-01 (core), TEST-S-02 and, for time, TEST-S-03."""
    return team_of(lies, flex_ways=["form", "time"])


def now(trajectory):
    return Trajectory.objects.get(pk=trajectory.pk)


def codes(sections):
    return [one["code"] for section in sections for one in section["questions"]]


def asked(trajectory, moment="start"):
    return codes(now(trajectory).sections(moment))


def hide(trajectory, *gone, by):
    was = set(asked(trajectory))
    return actions.choose_questions(trajectory, "start", was=was, asked=was - set(gone), by=by)


def url(name, trajectory, **kwargs):
    return reverse(name, kwargs={"pk": trajectory.pk, **kwargs})


# --- hiding -------------------------------------------------------------------------------------


def test_a_team_hides_an_optional_question_and_asks_it_again(client, lies, trajectory):
    client.force_login(lies)
    page = url("questions_choose", trajectory, moment="start")
    shown = client.get(page)

    client.post(page, {"was": ["TEST-S-02", "TEST-S-03"], "asked": ["TEST-S-03"]})
    without = asked(trajectory)
    client.post(page, {"was": ["TEST-S-03"], "asked": ["TEST-S-02", "TEST-S-03"]})

    assert shown.context["count"] == 3
    assert without == ["TEST-S-01", "TEST-S-03"]
    assert asked(trajectory) == ["TEST-S-01", "TEST-S-02", "TEST-S-03"]


def test_the_core_stays_whatever_is_sent_and_the_page_says_why(client, lies, trajectory):
    client.force_login(lies)
    page = url("questions_choose", trajectory, moment="start")

    client.post(page, {"was": ["TEST-S-01", "TEST-S-02", "TEST-S-03"], "asked": []})

    assert asked(trajectory) == ["TEST-S-01"]
    told = client.get(page).content.decode()
    assert "De vaste kern kun je niet weghalen" in told
    assert 'value="TEST-S-01"' not in told


def test_two_people_who_choose_at_once_do_not_undo_each_other(lies, trajectory):
    was = set(asked(trajectory))

    actions.choose_questions(trajectory, "start", was=was, asked=was - {"TEST-S-02"}, by=lies)
    actions.choose_questions(trajectory, "start", was=was, asked=was - {"TEST-S-03"}, by=lies)

    assert asked(trajectory) == ["TEST-S-01"]


def test_what_was_answered_in_an_open_conversation_stays_there_with_its_text(lies, trajectory):
    talk = actions.open_conversation(trajectory, "start", by=lies)
    actions.save_answer(
        talk, talk.question("TEST-S-02"), BLANK | {"text": "Simulatie"}, seen=1, by=lies
    )

    kept = hide(trajectory, "TEST-S-02", "TEST-S-03", by=lies)

    talk = Conversation.objects.get()
    assert [one["code"] for one in kept] == ["TEST-S-02"]
    assert asked(trajectory) == ["TEST-S-01"]
    assert codes(talk.sections()) == ["TEST-S-01", "TEST-S-02"]
    actions.close_conversation(talk, lesson="", by=lies)
    assert codes(talk.snapshot["sections"]) == ["TEST-S-01", "TEST-S-02"]


def test_who_is_writing_at_a_question_that_is_hidden_loses_nothing(client, lies, trajectory):
    talk = actions.open_conversation(trajectory, "start", by=lies)
    hide(trajectory, "TEST-S-02", by=lies)
    client.force_login(lies)

    one = client.post(
        url("answer_save", talk, code="TEST-S-02"),
        {"TEST-S-02-text": "Te laat?", "TEST-S-02-version": 1},
    )

    assert one.status_code == 200
    assert codes(Conversation.objects.get().sections()) == ["TEST-S-01", "TEST-S-02", "TEST-S-03"]


def test_the_button_of_the_whole_page_keeps_what_was_hidden_meanwhile(client, lies, trajectory):
    talk = actions.open_conversation(trajectory, "start", by=lies)
    hide(trajectory, "TEST-S-02", by=lies)
    client.force_login(lies)

    client.post(
        url("conversation_save", talk), {"TEST-S-02-text": "Getypt", "TEST-S-02-version": 1}
    )

    assert talk.answers.filter(text="Getypt").count() == 1


def test_a_question_that_comes_back_can_be_answered_in_an_open_conversation(lies, trajectory):
    hide(trajectory, "TEST-S-02", by=lies)
    talk = actions.open_conversation(trajectory, "start", by=lies)
    before = talk.answers.count()

    was = set(asked(trajectory))
    actions.choose_questions(trajectory, "start", was=was, asked=was | {"TEST-S-02"}, by=lies)

    talk = Conversation.objects.get()
    assert (before, talk.answers.count()) == (2, 3)
    saved = actions.save_answer(
        talk, talk.question("TEST-S-02"), BLANK | {"text": "Toch"}, seen=1, by=lies
    )
    assert saved.text == "Toch"


def test_a_question_that_was_never_asked_here_cannot_be_answered(client, lies, trajectory):
    hide(trajectory, "TEST-S-02", by=lies)
    talk = actions.open_conversation(trajectory, "start", by=lies)
    client.force_login(lies)

    answer = client.post(url("answer_save", talk, code="TEST-S-02"), {"TEST-S-02-text": "x"})

    assert answer.status_code == 404


def test_a_closed_conversation_does_not_follow(lies, trajectory):
    talk = actions.open_conversation(trajectory, "start", by=lies)
    actions.close_conversation(talk, lesson="", by=lies)
    kept = Conversation.objects.get().snapshot

    hide(trajectory, "TEST-S-02", by=lies)
    actions.add_own_question(trajectory, by=lies, **NEW)

    assert Conversation.objects.get().snapshot == kept
    assert talk.answers.count() == 3


# --- the ten ------------------------------------------------------------------------------------


def question(code, *, core=False, kind="scale"):
    return {"code": code, "core": core, "kind": kind}


def test_the_ten_take_the_core_first_and_something_of_every_section():
    sections = [
        {"questions": [question(f"a{n}", core=n == 9) for n in range(10)]},
        {"questions": [question(f"b{n}", core=n == 9) for n in range(10)]},
        {"questions": [question(f"c{n}") for n in range(10)]},
    ]

    ten = [one["code"] for one in ten_of(sections)]

    assert ten == ["a0", "a1", "a2", "a9", "b0", "b1", "b9", "c0", "c1", "c2"]


def test_the_ten_fit_in_an_hour_also_where_every_question_takes_long():
    ten = ten_of([{"questions": [question(f"a{n}", kind="grid") for n in range(12)]}])

    assert len(ten) == 7
    assert minutes(ten) == 56


def test_only_these_ten_is_one_click_and_so_is_all_of_them(client, lies, trajectory, monkeypatch):
    monkeypatch.setattr("frameworks.teams.choosing.ten_of.__defaults__", (2, 60))
    hide(trajectory, "TEST-S-03", by=lies)
    actions.add_own_question(trajectory, by=lies, **NEW)
    client.force_login(lies)

    client.post(url("ten_pick", trajectory, moment="start"))
    short = asked(trajectory)
    again = client.post(url("ten_pick", trajectory, moment="start"))
    client.post(url("ten_drop", trajectory, moment="start"))

    assert short == ["TEST-S-01", "eigen-1"]
    assert again.status_code == 302
    assert asked(trajectory) == ["TEST-S-01", "TEST-S-02", "eigen-1"]  # what was hidden stays so


def test_what_is_ticked_or_added_in_the_short_version_is_asked(lies, trajectory):
    trajectory.picks = {"start": []}
    trajectory.save()

    actions.choose_questions(trajectory, "start", was=set(), asked={"TEST-S-03"}, by=lies)
    actions.add_own_question(trajectory, by=lies, **NEW)

    assert asked(trajectory) == ["TEST-S-01", "TEST-S-03", "eigen-1"]


# --- questions of the team itself ---------------------------------------------------------------


def test_an_own_question_is_asked_answered_and_kept_like_every_other(client, lies, trajectory):
    talk = actions.open_conversation(trajectory, "start", by=lies)
    client.force_login(lies)
    form = {"text": "Hoe rustig is het?", "moment": "start", "kind": "scale", "version": 1}
    form["options"] = "Druk\nWisselend\n\nRustig\nStil"

    client.post(url("own_question_new", trajectory), form)
    client.post(
        url("answer_save", talk, code="eigen-1"), {"eigen-1-choices": "3", "eigen-1-version": 1}
    )
    talk = Conversation.objects.get()
    actions.close_conversation(talk, lesson="", by=lies)

    [section] = [one for one in talk.snapshot["sections"] if one["code"] == "eigen-vragen"]
    [kept] = section["questions"]
    assert (kept["own"], kept["core"], kept["answer"]["choices"]) == (True, False, ["3"])
    assert [one["text"] for one in kept["points"]] == ["Druk", "Wisselend", "Rustig", "Stil"]
    assert [one["value"] for one in kept["points"]] == [1, 2, 3, 4]
    report = client.get(url("conversation_report", talk)).content.decode()
    assert "Hoe rustig is het?" in report


def test_an_own_question_hangs_on_a_concept_of_no_framework(lies, trajectory):
    added = actions.add_own_question(trajectory, by=lies, **NEW)
    other = actions.add_own_question(
        team_of(lies, framework=trajectory.framework_version.framework), by=lies, **NEW
    )

    assert added.concept.framework is None
    assert added.concept != other.concept
    assert added.code == other.code == "eigen-1"


@pytest.mark.parametrize(
    ("kind", "options", "complaint"),
    [
        ("open", "Ja\nNee", "Bij een open vraag valt er niets te kiezen."),
        ("scale", "Laag\nHoog", "Schrijf vier omschrijvingen"),
        ("one", "Ja", "Schrijf twee of meer keuzes"),
        ("many", "Ja\nJa", "Er staat een keuze dubbel."),
        ("many", "Ja\n" + "x" * 401, "Een regel mag hooguit 400 tekens lang zijn."),
    ],
)
def test_what_does_not_fit_the_kind_is_said_and_nothing_typed_is_lost(
    client, lies, trajectory, kind, options, complaint
):
    client.force_login(lies)

    page = client.post(
        url("own_question_new", trajectory),
        {"text": "Hoe?", "moment": "", "kind": kind, "options": options, "version": 1},
    ).content.decode()

    assert complaint in page
    assert options in page
    assert not OwnQuestion.objects.exists()


def test_sent_twice_it_is_added_once(client, lies, trajectory):
    actions.add_own_question(trajectory, by=lies, **NEW)

    with pytest.raises(Stale):
        actions.add_own_question(trajectory, by=lies, **NEW)

    client.force_login(lies)
    client.post(url("own_question_new", trajectory), NEW | {"options": "", "version": 1})
    assert OwnQuestion.objects.count() == 1


def test_once_asked_only_the_wording_of_an_own_question_changes(client, lies, trajectory):
    added = actions.add_own_question(trajectory, by=lies, **NEW)
    client.force_login(lies)
    page = url("own_question_edit", trajectory, number=added.pk)
    before = client.get(page).context["form"].fields
    actions.open_conversation(trajectory, "start", by=lies)

    # Sent from a page that was opened before the conversation was.
    sent = NEW | {"text": "Wat vindt het leerbedrijf?", "kind": "many", "options": "Ja\nNee"}
    answer = client.post(page, sent | {"version": 1})

    added.refresh_from_db()
    assert "kind" in before
    assert answer.status_code == 302
    assert (added.text, added.kind, added.options) == ("Wat vindt het leerbedrijf?", "open", [])


def test_what_it_measures_does_not_change_when_a_conversation_opens_just_before(lies, trajectory):
    added = actions.add_own_question(trajectory, by=lies, **NEW)
    sent = NEW | {"kind": "many", "options": "Ja\nNee", "version": 1}
    form = OwnQuestionForm(sent, instance=added)
    assert form.is_valid()
    actions.open_conversation(trajectory, "start", by=lies)

    with pytest.raises(Stale):
        actions.edit_own_question(form, by=lies)

    assert OwnQuestion.objects.get().kind == "open"


def test_who_edits_an_own_question_second_sees_both_texts(client, lies, trajectory):
    added = actions.add_own_question(trajectory, by=lies, **NEW)
    OwnQuestion.objects.filter(pk=added.pk).update(version=2, text="Van Mo")
    client.force_login(lies)

    page = client.post(
        url("own_question_edit", trajectory, number=added.pk),
        NEW | {"text": "Van Lies", "options": "", "version": 1},
    ).content.decode()

    assert "Van Mo" in page
    assert "Van Lies" in page
    assert OwnQuestion.objects.get().text == "Van Mo"


def test_a_withdrawn_question_stays_where_it_was_answered_and_can_come_back(
    client, lies, trajectory
):
    added = actions.add_own_question(trajectory, by=lies, **NEW)
    talk = actions.open_conversation(trajectory, "start", by=lies)
    actions.save_answer(talk, talk.question("eigen-1"), BLANK | {"text": "Mooi"}, seen=1, by=lies)
    client.force_login(lies)

    client.post(url("own_question_withdraw", trajectory, number=added.pk))
    client.post(url("own_question_withdraw", trajectory, number=added.pk))
    withdrawn = asked(trajectory), codes(Conversation.objects.get().sections())
    client.post(url("own_question_restore", trajectory, number=added.pk))
    client.post(url("own_question_restore", trajectory, number=added.pk))

    assert "eigen-1" not in withdrawn[0]
    assert "eigen-1" in withdrawn[1]
    assert "eigen-1" in asked(trajectory)


def test_the_database_knows_what_each_kind_needs(lies, trajectory):
    concept = actions.add_own_question(trajectory, by=lies, **NEW).concept
    OwnQuestion.objects.all().delete()

    for kind, options in [("open", ["a"]), ("scale", ["a", "b", "c"]), ("one", ["a"])]:
        with pytest.raises(IntegrityError), transaction.atomic():
            OwnQuestion.objects.create(
                trajectory=trajectory, concept=concept, kind=kind, options=options, added_by=lies
            )


@pytest.mark.parametrize("rows", [1, 3])
def test_choosing_takes_the_same_queries_for_any_number_of_own_questions(
    client, lies, trajectory, rows, django_assert_num_queries
):
    for number in range(rows):
        actions.add_own_question(trajectory, by=lies, **NEW | {"text": f"Vraag {number}"})
    client.force_login(lies)
    client.get("/")

    with django_assert_num_queries(5):
        page = client.get(url("questions_choose", trajectory, moment="start"))

    assert len(page.context["own"]) == rows
    assert TeamAnswer.objects.count() == 0


# --- what hangs on an answer ----------------------------------------------------------------------

CHAIN = """
sets:
- code: KETEN
  titel: Keten
  vragen:
  - {code: K-1, onderdeel: Een, type: keuze_een, vraag: "Doen we dit?", opties: [Ja, Nee]}
  - {code: K-2, onderdeel: Een, type: open, vraag: "Hoe dan?",
     als: {vraag: K-1, is: Ja}}
  - {code: K-3, onderdeel: Een, type: open, vraag: "Wat nog meer?"}
"""


@pytest.fixture
def chain(lies):
    draft = definitions.import_framework(CHAIN, group=GroupFactory(), by=None)
    definitions.publish_version(draft, by=None)
    return team_of(lies, framework=draft.framework)


def words(response):
    return " ".join(strip_tags(response.content.decode()).split())


def test_before_a_team_chooses_it_reads_when_a_question_comes_and_what_hangs_on_it(
    client, lies, chain
):
    client.force_login(lies)

    page = words(client.get(url("questions_choose", chain, moment="start")))

    assert "Alleen als het antwoord op ‘Doen we dit?’ is: Ja." in page
    assert "Laat je deze weg, dan stellen we altijd: ‘Hoe dan?’, tot je die ook weglaat." in page
    assert page.count("tot je die ook weglaat") == 1  # of the one question that others hang on
    assert "Bij sommige vragen staat ‘Alleen als’" in page


def test_a_question_stays_asked_when_what_it_hangs_on_is_left_out_and_the_team_is_told(
    client, lies, chain
):
    client.force_login(lies)
    address = url("questions_choose", chain, moment="start")
    every = ["K-1", "K-2", "K-3"]

    told = words(client.post(address, {"was": every, "asked": every[1:]}, follow=True))
    talk = actions.open_conversation(now(chain), "start", by=lies)
    form = client.get(talk.get_absolute_url()).content.decode()
    quiet = words(client.post(address, {"was": every[1:], "asked": every[2:]}, follow=True))

    assert "Nu stellen we altijd, want de vraag ervoor is weg: ‘Hoe dan?’" in told
    assert "Die vraag is weggelaten: deze wordt altijd gesteld." in told
    assert "Zolang deze weg is, stellen we altijd: ‘Hoe dan?’." in told
    assert ("Hoe dan?" in form, "only-if" in form) == (True, False)
    assert "Nu stellen we altijd" not in quiet
    assert asked(chain) == ["K-3"]


def test_of_the_ten_it_is_said_which_come_loose_from_their_condition():
    def one(code, when=None):
        return {"code": code, **({"when": {"question": when, "is": ["ja"]}} if when else {})}

    offered = [one("A"), one("B", "A"), one("C", "B"), one("D", "elsewhere")]

    assert always_asked(offered, offered) == []
    assert always_asked(offered[1:], offered) == [one("B", "A")]
    assert always_asked([one("C", "B"), one("D", "elsewhere")], offered) == [one("C", "B")]

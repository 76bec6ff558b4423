"""A talk: what was promised before, one question at a time, what is noted beside the answer."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import InternalError, transaction
from django.urls import reverse
from django.utils.timezone import now

from frameworks.definitions import actions as definitions
from frameworks.reports.letter import document
from frameworks.reports.picture import people_in, picture_of
from frameworks.teams import actions
from frameworks.teams.models import Change, Conversation, Dissent, Evidence, TeamAction
from frameworks.teams.snapshot import snapshot_of
from frameworks.tests.factories import team_of
from knw_portal.documents.pdf import to_pdf
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.people import privacy
from knw_portal.tests.factories import (
    FunctionFactory,
    GroupFactory,
    GroupMemberFactory,
    UserFactory,
)

SCALE, OPEN = 1, 2


def dissent(talk, by, *, text="Ik zie dat anders", named=False, number=SCALE):
    question = talk.questions()[number - 1]
    return actions.add_dissent(talk, question, text=text, named=named, by=by)


def promise(talk, by, text="Bellen", **details):
    concept = talk.questions()[0]["concept"]
    return actions.add_team_action(
        talk.trajectory, text=text, conversation=talk, concept=concept, by=by, **details
    )


def close(talk, by, lesson=""):
    actions.close_conversation(talk, lesson=lesson, by=by)
    return talk


def during(talk, by):
    return actions.open_conversation(talk.trajectory, "during", by=by)


def shown(page):
    return page.content.decode()


# --- the next talk begins with the one before ---------------------------------------------------


def test_opening_a_moment_leads_to_what_was_promised(start, team, lies, visits):
    promise(start, lies, "De bedrijven bellen", success="Vier gesprekken")
    close(start, lies, "Eerst proberen")

    opened = visits(lies).post("conversation_open", team, moment="tijdens")
    talk = Conversation.objects.get(moment="during")
    page = shown(visits(lies).client.get(opened.url))

    assert opened.url == reverse("conversation_begin", kwargs={"pk": talk.pk})
    assert page.index("De bedrijven bellen") < page.index("Eerst proberen")
    assert "Gelukt als: Vier gesprekken" in page
    assert "Begin met de vragen" in page


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"status": "done"}, ("done", "", True)),
        ({"status": "doing"}, ("doing", "", False)),
        ({"status": "dropped", "why": "Bedrijf is weg"}, ("dropped", "Bedrijf is weg", True)),
        ({"status": "done", "why": "x"}, ("done", "", True)),
    ],
)
def test_how_far_an_action_is_is_said_right_there(start, lies, visits, sent, kept):
    action = promise(start, lies)
    talk = during(close(start, lies), lies)

    visits(lies).post("team_action_review", talk, sent | {"version": 1}, number=action.pk)

    action.refresh_from_db()
    assert (action.status, action.why, action.ended_at is not None) == kept
    assert "Bellen" in shown(visits(lies).get("conversation_begin", talk))


def test_not_needed_without_a_reason_is_asked_for_and_nothing_changes(start, lies, visits):
    action = promise(start, lies)
    talk = during(close(start, lies), lies)
    sent = {"status": "dropped", "why": " ", "version": 1}

    page = visits(lies).post("team_action_review", talk, sent, number=action.pk)

    assert "Schrijf kort op waarom" in shown(page)
    action.refresh_from_db()
    assert (action.status, action.version) == ("open", 1)


def test_of_two_who_say_how_far_it_is_the_second_is_told(start, lies, mo, visits):
    action = promise(start, lies)
    talk = during(close(start, lies), lies)
    visits(lies).post(
        "team_action_review", talk, {"status": "done", "version": 1}, number=action.pk
    )

    page = visits(mo).client.post(
        reverse("team_action_review", kwargs={"pk": talk.pk, "number": action.pk}),
        {"status": "doing", "version": 1},
        follow=True,
    )

    action.refresh_from_db()
    assert action.status == TeamAction.DONE
    assert "intussen iets veranderd" in shown(page)


def test_an_action_of_this_talk_is_not_one_of_before(start, lies, visits):
    talk = during(close(start, lies), lies)
    action = promise(talk, lies)

    page = visits(lies).post("team_action_review", talk, {"status": "done"}, number=action.pk)

    assert page.status_code == 404


def test_the_answer_before_stands_beside_the_new_one_which_begins_blank(
    start, lies, answer, visits
):
    first = during(close(start, lies), lies)
    answer(first, "TEST-T-01", text="Ze willen avondlessen", basis="consensus")
    question = first.questions()[0]
    actions.add_evidence(
        first, question, kind="observation", text="Acht studenten vroegen erom", by=lies
    )
    close(first, lies)
    second = during(start, lies)

    page = shown(visits(lies).get("question_talk", second, number=1))
    whole = shown(visits(lies).get("conversation_detail", second))

    for text in (page, whole):
        assert "Dit zeiden jullie in ‘Tijdens’" in text
        assert text.count("Ze willen avondlessen") == 1
        assert "Acht studenten vroegen erom" in text
    assert second.answers.get().is_blank


def test_a_talk_that_is_still_open_or_of_another_team_is_no_answer_before(
    start, lies, answer, visits
):
    answer(start, "TEST-S-02", text="Nog open")
    talk = during(start, lies)

    assert "Nog open" not in shown(visits(lies).get("conversation_begin", talk))
    assert "Nog open" not in shown(visits(lies).get("question_talk", talk, number=1))


def test_only_the_newest_talks_are_read_back_whatever_their_number(
    start, lies, answer, visits, django_assert_num_queries
):
    close(start, lies)
    for number in range(5):
        talk = during(start, lies)
        answer(talk, "TEST-T-01", text=f"Ronde {number}")
        close(talk, lies)
    talk = during(start, lies)
    visit = visits(lies)
    visit.client.get("/")

    with django_assert_num_queries(20):
        page = shown(visit.get("question_talk", talk, number=1))

    assert [f"Ronde {number}" in page for number in range(5)] == [False, False, True, True, True]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_begin_costs_the_same_for_any_number_of_actions(
    start, lies, visits, rows, django_assert_num_queries
):
    for number in range(rows):
        promise(start, lies, f"Actie {number}", owner=lies)
    talk = during(close(start, lies), lies)
    visit = visits(lies)
    visit.client.get("/")

    with django_assert_num_queries(13):
        page = shown(visit.get("conversation_begin", talk))

    assert page.count("Hoe ver zijn jullie?") == rows


def test_the_goals_of_the_start_stand_beside_the_answers_of_the_end(lies, visits):
    from_file = """
sets:
- code: DOEL
  titel: Doelen
  vragen:
  - {code: D-1, onderdeel: Een, fase: start, pdca: P, kern: true, type: open,
     vraag: "Wat willen we?"}
  - {code: D-2, onderdeel: Een, fase: start, pdca: C, kern: true, type: open,
     vraag: "Wanneer kijken we?"}
  - {code: D-3, onderdeel: Een, fase: na, pdca: C, kern: true, type: open, vraag: "Is het gelukt?"}
"""
    start = begun(from_file, lies)
    for code, text in (("D-1", "Geen uitval door werk"), ("D-2", "In week 48")):
        values = {"choices": [], "cells": {}, "text": text, "basis": "", "reason": ""}
        actions.save_answer(start, start.question(code), values, seen=1, by=lies)
    close(start, lies)
    after = actions.open_conversation(start.trajectory, "after", by=lies)

    page = shown(visits(lies).get("question_talk", after, number=1))
    close(after, lies)
    report = shown(visits(lies).get("conversation_report", after))

    for text in (page, report):
        assert text.index("Wat we aan de start wilden") < text.index("Geen uitval door werk")
        assert "In week 48" not in text
    assert "Geen uitval door werk" in str(document(after).blocks)


def begun(text, person):
    version = definitions.import_framework(text, group=GroupFactory(), by=None)
    definitions.publish_version(version, by=None)
    return actions.open_conversation(
        team_of(person, framework=version.framework), "start", by=person
    )


# --- who is there -------------------------------------------------------------------------------


def test_who_is_there_is_noted_and_one_discipline_gives_a_warning(start, lies, mo, visits):
    FunctionFactory(name="docent")
    visit = visits(lies)
    sent = {
        "leader": mo.pk,
        "note_taker": lies.pk,
        "disciplines": ["docent"],
        "others": "",
        "quality": "during",
        "quality_since": "2026-10-01",
        "order": "set",
        "version": 1,
    }

    visit.post("conversation_table", start, sent)
    alone = shown(visit.get("conversation_begin", start))
    visit.post(
        "conversation_table", start, sent | {"others": "student,  praktijkopleider", "version": 2}
    )
    together = shown(visit.get("conversation_begin", start))

    start.refresh_from_db()
    assert start.disciplines == ["docent", "student", "praktijkopleider"]
    assert (start.leader, start.note_taker, start.quality) == (mo, lies, "during")
    assert "maar één discipline aan tafel" in alone
    assert "maar één discipline aan tafel" not in together
    assert "tijdens het ontwerpen, sinds 1 oktober 2026" in together


def test_of_two_who_note_who_is_there_the_second_sees_both(start, lies, mo, visits):
    sent = {"order": "set", "version": 1}
    visits(lies).post("conversation_table", start, sent | {"others": "student"})

    page = visits(mo).post("conversation_table", start, sent | {"others": "docent"})

    assert "student" in shown(page)
    start.refresh_from_db()
    assert start.disciplines == ["student"]


def test_who_led_belongs_to_the_team(start, visits, lies):
    stranger = UserFactory()
    sent = {"leader": stranger.pk, "order": "set", "version": 1}

    visits(lies).post("conversation_table", start, sent)

    start.refresh_from_db()
    assert (start.leader, start.version) == (None, 1)


def test_who_notes_who_is_there_reads_that_it_is_kept(start, lies, visits):
    FunctionFactory(name="docent")
    sent = {"disciplines": ["docent"], "others": "", "order": "set", "version": 1}
    visit = visits(lies)

    done = visit.post("conversation_table", start, sent)

    assert "Genoteerd wie er zijn." in visit.client.get(done.url).content.decode()


def test_since_when_quality_care_takes_part_goes_along_to_the_next_talk(start, lies):
    Conversation.objects.update(quality="before", quality_since="2026-09-01")
    start.refresh_from_db()

    talk = during(close(start, lies), lies)

    talk.refresh_from_db()
    assert (talk.quality, str(talk.quality_since)) == ("before", "2026-09-01")


# --- one question -------------------------------------------------------------------------------


def test_without_a_script_a_button_keeps_the_answer_and_brings_the_next(start, lies, visits):
    sent = {"TEST-S-01-choices": "2", "TEST-S-01-basis": "majority", "TEST-S-01-version": 1}

    forth = visits(lies).post("question_save", start, sent, number=1)
    last = visits(lies).post("question_save", start, {"TEST-S-02-version": 1}, number=2)

    assert forth.url == reverse("question_talk", kwargs={"pk": start.pk, "number": 2})
    assert last.url == reverse("conversation_close", kwargs={"pk": start.pk})
    assert start.answers.get(choices=["2"]).basis == "majority"


def test_who_was_second_at_one_question_sees_both_texts(start, lies, mo, answer, visits):
    answer(start, "TEST-S-02", text="Simulatie")
    sent = {"TEST-S-02-text": "Stage", "TEST-S-02-version": 1}

    page = visits(mo).post("question_save", start, sent, number=2)

    assert page.status_code == 409
    assert "Simulatie" in shown(page)
    assert ">Stage</textarea>" in shown(page)


def test_a_number_that_is_no_question_is_no_page(start, lies, visits):
    assert visits(lies).get("question_talk", start, number=3).status_code == 404
    assert visits(lies).get("question_talk", start, number=0).status_code == 404


def test_the_guide_is_beside_the_question(start, lies, visits):
    page = shown(visits(lies).get("question_talk", start, number=1))

    assert "Voor wie het gesprek leidt" in page
    assert "Laat ieder eerst één minuut voor zichzelf kiezen" in page


def test_the_time_is_off_until_somebody_starts_it_and_says_when_it_ends(start, lies, visits):
    visit = visits(lies)
    before = shown(visit.get("question_talk", start, number=1))
    visit.post("timer_start", start, {"minutes": "20"}, number=1)
    start.refresh_from_db()
    running = shown(visit.get("question_talk", start, number=1))
    on_screen = shown(visit.get("question_screen", start, number=1))
    left = start.timer_until - now()
    visit.post("timer_stop", start, number=1)

    assert "Start de tijd" in before
    assert timedelta(minutes=15) < left <= timedelta(minutes=20)
    for page in (running, on_screen):
        assert f'data-until="{start.timer_until.astimezone():%Y}' in page
    assert "Stop de tijd" in running
    assert "Start de tijd" in shown(visit.get("question_talk", start, number=1))


def test_a_strange_number_of_minutes_is_the_estimate(start, lies, visits):
    for minutes in ("", "0", "181", "x", "²"):
        visits(lies).post("timer_start", start, {"minutes": minutes}, number=1)
        start.refresh_from_db()
        assert start.timer_until - now() < timedelta(minutes=30)


def test_the_screen_shows_the_question_and_no_answer_or_name(start, lies, mo, answer, visits):
    answer(start, "TEST-S-01", choices=["2"], text="Ons antwoord")
    dissent(start, mo, named=True)

    page = shown(visits(lies).get("question_screen", start, number=1))

    assert "<h1>Hoe ver zijn wij?</h1>" in page
    assert "Halverwege." in page
    for hidden in ("Ons antwoord", "Ik zie dat anders", "Lies", "Mo<"):
        assert hidden not in page
    assert 'rel="next"' in page


# --- beside the answer --------------------------------------------------------------------------


def test_a_dissent_without_a_name_is_nobodys_anywhere(start, mo, visits):
    visits(mo).post("dissent_add", start, {"dissent-text": "Ik niet"}, number=SCALE)

    row = Dissent.objects.get()
    assert (row.text, row.by) == ("Ik niet", None)
    assert LogEntry.objects.get(action="dissent.added").by is None
    handed = privacy.everything_about(mo)["teamgesprekken"]
    assert handed["tegengeluid dat je met je naam opschreef"] == []


def test_a_dissent_with_a_name_is_its_writers_to_take_away(start, lies, mo, visits):
    sent = {"dissent-text": "Ik niet", "dissent-named": "on"}
    visits(mo).post("dissent_add", start, sent, number=SCALE)
    row = Dissent.objects.get()
    away = {"kind": "tegengeluid", "number": row.pk}

    visits(lies).post("beside_remove", start, **away)
    assert Dissent.objects.kept().get().by == mo
    visits(mo).post("beside_remove", start, **away)
    assert not Dissent.objects.kept().exists()
    page = shown(visits(mo).get("question_talk", start, number=SCALE))
    visits(mo).post("beside_restore", start, **away)

    assert "Weggehaald (1)" in page
    assert "Tegengeluid van Mo" in shown(visits(lies).get("question_talk", start, number=SCALE))


def test_taking_away_what_is_away_is_told(start, mo):
    row = dissent(start, mo)
    actions.take_away(row, by=mo)

    with pytest.raises(Stale):
        actions.take_away(row, by=mo)


def test_evidence_is_kept_with_its_source_and_a_link_needs_an_address(start, lies, visits):
    sent = {
        "evidence-kind": "link",
        "evidence-text": "De uitslag",
        "evidence-source": "JOB",
        "evidence-period": "2026",
    }
    refused = shown(visits(lies).post("evidence_add", start, sent, number=SCALE))
    visits(lies).post("evidence_add", start, sent | {"evidence-link": "job.nl/x"}, number=SCALE)

    row = Evidence.objects.get()
    assert "Vul het adres van de link in" in refused
    assert "De uitslag</textarea>" in refused
    assert (row.link, row.source, row.period) == ("https://job.nl/x", "JOB", "2026")


def test_an_action_is_agreed_where_it_came_up(start, lies, mo, visits):
    sent = {"agreed-text": "Bellen", "agreed-owner": mo.pk, "agreed-due_on": "2099-01-15"}

    visits(lies).post("team_action_note", start, sent, number=OPEN)

    action = TeamAction.objects.get()
    assert (action.conversation, action.concept.code) == (start, "TEST-S-02")
    assert (action.owner, str(action.due_on)) == (mo, "2099-01-15")
    assert "Actie van Mo" in shown(visits(lies).get("question_talk", start, number=OPEN))


@pytest.mark.parametrize("day", ["0001-01-01", "2020-01-15"])
def test_an_action_is_for_a_day_that_is_to_come(start, lies, visits, day):
    sent = {"agreed-text": "Bellen", "agreed-due_on": day}

    page = shown(visits(lies).post("team_action_note", start, sent, number=OPEN))

    assert "Deze dag is al geweest" in page
    assert "Bellen" in page
    assert not TeamAction.objects.exists()


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("dissent_add", {"dissent-text": "Nee"}, "Het tegengeluid staat erbij."),
        (
            "evidence_add",
            {"evidence-kind": "figure", "evidence-text": "Eén op vijf"},
            "Het bewijs staat erbij.",
        ),
        ("team_action_note", {"agreed-text": "Bellen"}, "De actie staat erbij."),
        ("change_save", {"change-what": "Meer rust", "change-version": 1}, "is bewaard."),
    ],
)
def test_with_htmx_only_the_part_below_the_question_comes_back(
    start, lies, visits, name, sent, said
):
    part = visits(lies).post(name, start, sent, htmx=True, number=SCALE)
    refused = visits(lies).post(name, start, {}, htmx=True, number=SCALE)
    page = shown(visits(lies).get("question_talk", start, number=SCALE))

    assert said in shown(part)
    assert shown(part).strip().startswith('<div id="erbij"')
    assert refused.status_code == 200
    assert '<div id="erbij"' in page


def test_what_changed_is_kept_once_and_a_race_shows_both(start, lies, mo, visits):
    sent = {"change-what": "Meer rust", "change-sign": "Minder mails", "change-version": 1}
    visits(lies).post("change_save", start, sent, number=SCALE)

    late = visits(mo).post("change_save", start, sent | {"change-what": "Niets"}, number=SCALE)

    assert Change.objects.get().what == "Meer rust"
    assert "Meer rust" in shown(late)
    assert "Niets</textarea>" in shown(late)


def test_who_only_reads_along_notes_nothing(start, visits):
    follower = GroupMemberFactory(group=start.trajectory.team.group, role="follower").user
    visit = visits(follower)

    refused = visit.post("dissent_add", start, {"dissent-text": "x"}, number=SCALE)

    assert refused.status_code == 403
    assert "Tegengeluid noteren" not in shown(visit.get("question_talk", start, number=SCALE))


def test_after_the_close_nothing_beside_an_answer_changes(start, lies, mo, visits):
    row = dissent(start, mo)
    question = start.questions()[0]
    close(start, lies)
    attempts = [
        lambda: dissent(start, mo),
        lambda: actions.add_evidence(start, question, kind="figure", text="x", by=mo),
        lambda: actions.take_away(row, by=mo),
        lambda: actions.change_at(start, question, by=mo),
        lambda: actions.set_timer(start, "x", until=now(), by=mo),
        lambda: actions.save_preparation(start, question, choices=["1"], note="", by=mo),
        lambda: actions.reveal(start, by=mo),
    ]
    for attempt in attempts:
        with pytest.raises(Stale):
            attempt()
    with pytest.raises(InternalError), transaction.atomic():
        Dissent.objects.update(text="x")
    late = visits(mo).post("team_action_note", start, {"agreed-text": "Laat"}, number=SCALE)

    assert late.url == reverse("conversation_report", kwargs={"pk": start.pk})
    assert not TeamAction.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_one_question_costs_the_same_with_much_beside_it(
    start, lies, visits, rows, django_assert_num_queries
):
    for number in range(rows):
        dissent(start, lies, named=True, text=str(number))
        question = start.questions()[0]
        actions.add_evidence(start, question, kind="figure", text="x", by=lies)
        promise(start, lies, f"Bellen {number}", owner=lies)
    visit = visits(lies)
    visit.client.get("/")

    with django_assert_num_queries(20):
        visit.get("question_talk", start, number=SCALE)


# --- the close ----------------------------------------------------------------------------------


def test_the_close_says_what_still_lacks_and_closes_all_the_same(start, lies, answer, visits):
    answer(start, "TEST-S-02", text="Simulatie")
    talk = during(start, lies)
    promise(start, lies)

    page = shown(visits(lies).get("conversation_close", start))
    visits(lies).post("conversation_close", start, {"lesson": ""})

    assert "1 vraag nog niet beantwoord" in page
    assert "Bij 1 antwoord staat niet hoe" in page
    assert "Nog niet genoteerd wie er waren" in page
    start.refresh_from_db()
    assert start.closed_at
    assert talk.closed_at is None


def test_the_report_has_all_that_was_noted(start, lies, mo, answer, visits):
    before = promise(start, lies, "Oude actie")
    talk = during(close(start, lies), lies)
    TeamAction.objects.filter(pk=before.pk).update(status="doing")
    Conversation.objects.filter(pk=talk.pk).update(
        disciplines=["docent", "student"], leader=mo, quality="after"
    )
    talk.refresh_from_db()
    answer(talk, "TEST-T-01", text="Wat we horen", basis="majority")
    question = talk.questions()[0]
    dissent(talk, mo, named=True, text="Ik hoor iets anders")
    gone = dissent(talk, lies, text="Per ongeluk")
    actions.take_away(gone, by=lies)
    actions.add_evidence(
        talk, question, kind="figure", text="Negen van de tien", source="Enquête", by=lies
    )
    promise(talk, lies, "Nieuwe actie", owner=mo, success="Het loopt")
    actions.change_at(talk, question, by=lies)
    Change.objects.update(what="Meer rust", sign="Minder mails")
    close(talk, lies, "Samen kijken")

    page = shown(visits(lies).get("conversation_report", talk))
    letter = str(document(talk, {mo.pk: "Mo"}))

    for text in (page, letter):
        for words in (
            "docent, student",
            "achteraf",
            "Ik hoor iets anders",
            "Tegengeluid van Mo",
            "Negen van de tien",
            "Enquête",
            "Nieuwe actie",
            "Het loopt",
            "Oude actie",
            "mee bezig",
            "Meer rust",
            "Minder mails",
            "Samen kijken",
        ):
            assert words in text, words
        assert "Per ongeluk" not in text
    assert people_in(talk.snapshot) == {mo.pk}
    assert "Mo" not in str(talk.snapshot).replace("Mooi", "")
    assert to_pdf(document(talk)).startswith(b"%PDF")


def test_whose_account_is_gone_has_no_name_in_the_report(start, lies, mo):
    dissent(start, mo, named=True)
    close(start, lies)

    [line, *_] = picture_of(start.snapshot, {mo.pk: ""})["sections"][0]["lines"]

    assert line["dissent"] == [("Ik zie dat anders", "een oud-collega")]


def test_a_snapshot_of_the_format_before_is_shown_as_it_was(start, lies, answer, visits):
    """Kept by an earlier portal: without all that came with format 3."""
    answer(start, "TEST-S-01", choices=["2"], basis="majority")
    value = snapshot_of(start, "Toen", goals=[], before=[])
    old = {key: value[key] for key in ("framework", "moment", "lesson", "sections")} | {"format": 2}
    Conversation.objects.filter(pk=start.pk).update(
        lesson="Toen", snapshot=old, sha256="x", closed_at=now(), closed_by=lies
    )
    talk = Conversation.objects.for_page().get(pk=start.pk)

    page = shown(visits(lies).get("conversation_report", talk))
    following = shown(visits(lies).get("conversation_begin", during(start, lies)))

    assert "Trede 2." in page
    assert "Toen" in page
    assert "Toen" in following
    assert to_pdf(document(talk)).startswith(b"%PDF")


# --- questions with a condition -----------------------------------------------------------------


@pytest.fixture
def conditional(start):
    """The open question is asked only where the scale stands at 3 or 4."""
    version = start.trajectory.framework_version
    for section in version.definition["sections"]:
        for question in section["questions"]:
            if question["code"] == "TEST-S-02":
                question["when"] = {"question": "TEST-S-01", "is": ["3", "4"]}
    with pgtrigger.ignore():  # a set with a condition, as the file of one will say it
        type(version).objects.filter(pk=version.pk).update(definition=version.definition)
    return start


def test_what_is_not_asked_is_folded_away_and_skipped(conditional, lies, answer, visits):
    visit = visits(lies)
    before = shown(visit.get("conversation_detail", conditional))
    sent = {"TEST-S-01-choices": "2", "TEST-S-01-version": 1}
    skipped = visit.post("question_save", conditional, sent, number=1)
    lacking = shown(visit.get("conversation_close", conditional))
    sent = {"TEST-S-01-choices": "3", "TEST-S-01-version": 2}
    asked = visit.post("question_save", conditional, sent, number=1)
    after = shown(visit.get("conversation_detail", conditional))

    folded = "Geldt alleen als bij ‘Hoe ver zijn wij?’ gekozen is voor ‘Halverwege’ of ‘Klaar’"
    assert folded in before
    assert skipped.url == reverse("conversation_close", kwargs={"pk": conditional.pk})
    assert "nog niet beantwoord" not in lacking
    assert asked.url == reverse("question_talk", kwargs={"pk": conditional.pk, "number": 2})
    details = '<details class="only-if" data-only-if="TEST-S-01" data-is="3 4"'
    assert (f"{details}>" in before, f"{details} open>" in before) == (True, False)
    assert (f"{details}>" in after, f"{details} open>" in after) == (False, True)


def test_who_prepares_alone_reads_when_a_question_holds(conditional, lies, visits):
    pages = [
        shown(visits(lies).get("preparation_edit", conditional, number=number)) for number in (1, 2)
    ]

    assert ["Geldt alleen als bij ‘Hoe ver zijn wij?’" in page for page in pages] == [False, True]


def test_the_report_says_what_was_not_asked_and_why(conditional, lies, answer, visits):
    answer(conditional, "TEST-S-01", choices=["2"])
    close(conditional, lies)

    page = shown(visits(lies).get("conversation_report", conditional))

    assert "Niet gevraagd. Geldt alleen als bij ‘Hoe ver zijn wij?’" in page
    assert "Jullie beantwoordden 1 van de 1 vragen" in page
    assert "Niet gevraagd" in str(document(conditional).blocks)


def test_hidden_blank_unknown_and_not_applicable_are_four_things(conditional, lies, answer):
    talk = conditional
    kinds = []
    for number, choice in enumerate(["2", "unknown", "na", ""], start=1):
        answer(talk, "TEST-S-01", seen=number, choices=[choice] if choice else [])
        value = snapshot_of(talk, "", goals=[], before=[])
        lines = {
            line["code"]: line
            for section in picture_of(value)["sections"]
            for line in section["lines"]
        }
        kinds.append((lines["TEST-S-01"]["said"], lines["TEST-S-02"]["said"]))
    answer(talk, "TEST-S-01", seen=number + 1, choices=["4"])
    asked = picture_of(snapshot_of(talk, "", goals=[], before=[]))

    assert kinds == [
        ("trede 2", "niet gevraagd"),
        ("weten we nog niet", "niet gevraagd"),
        ("niet van toepassing", "niet gevraagd"),
        ("niet ingevuld", "niet gevraagd"),
    ]
    assert ("Niet gevraagd", "1 van 2") not in asked["facts"]
    assert ("Niet ingevuld", "1 van 2") in asked["facts"]


def test_an_answer_stays_in_the_report_also_where_it_was_not_asked(conditional, answer):
    answer(conditional, "TEST-S-01", choices=["1"])
    answer(conditional, "TEST-S-02", text="Toch iets")

    picture = picture_of(snapshot_of(conditional, "", goals=[], before=[]))

    assert ("Niet gevraagd", "1 van 2") not in picture["facts"]
    assert "Toch iets" in str(picture)

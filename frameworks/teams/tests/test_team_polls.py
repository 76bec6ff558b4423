"""A team asks its colleagues, and sees what they said beside what it says itself."""

import re
import threading
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils.timezone import localdate, now
from pypdf import PdfReader

from frameworks.polls.models import Poll, PollText
from frameworks.teams import actions
from frameworks.teams.actions.team_polls import (
    TalkIsOver,
    open_team_poll,
    prepare_team_poll,
)
from frameworks.teams.poll_overview import texts_to_read
from frameworks.teams.polling import add_colleagues, beside, colleagues_of
from frameworks.tests.factories import a_poll, answer_all, over, steps, team_of
from knw_portal.dates import full_day
from knw_portal.tests.factories import GroupMemberFactory, UserFactory

pytestmark = pytest.mark.django_db
SCALED = "TEST-S-01"


@pytest.fixture
def lead():
    return UserFactory(name="Lies")


@pytest.fixture
def talk(lead):
    return actions.open_conversation(team_of(lead), "start", by=lead)


@pytest.fixture
def team(client, lead):
    client.force_login(lead)
    return client


def url(name, talk, poll=None, **more):
    number = {} if poll is None else {"number": poll.pk}
    return reverse(name, kwargs={"pk": talk.pk, **number, **more})


def poll_of(talk, **details):
    return a_poll(
        group=talk.trajectory.team.group,
        version=talk.trajectory.framework_version,
        about=f"conversation:{talk.pk}",
        by=talk.opened_by,
        **{"questions": [SCALED]} | details,
    )


def sent(**fields):
    return {"questions": [SCALED], "invited": "23", "minimum": "5", "cells": "", **fields}


# --- making -----------------------------------------------------------------------------------


def test_a_team_chooses_questions_and_opens_a_poll_on_them(team, talk):
    made = team.post(url("poll_new", talk), sent(intro="Voor de teamdag."))
    poll = Poll.objects.get()
    assert made.url == url("poll_detail", talk, poll)
    assert (poll.opens_at, poll.texts) == (None, Poll.Texts.NONE)

    day = localdate() + timedelta(days=5)
    team.post(url("poll_open", talk, poll), {"closes_on": day.isoformat()})
    page = team.get(url("poll_detail", talk, poll)).content.decode()

    poll = Poll.objects.for_page().get()
    assert poll.phase == Poll.OPEN
    assert f"http://testserver/p/{poll.token}/" in page
    assert "<title>QR-code met de link naar de peiling</title>" in page


def test_only_what_can_be_asked_is_offered_and_a_text_is_read_first(team, talk):
    page = team.get(url("poll_new", talk)).content.decode()
    assert "Welke vorm? (open tekst)" in page
    assert "Wat horen we?" not in page  # of another moment

    team.post(url("poll_new", talk), sent(questions=[SCALED, "TEST-S-02"]))

    assert Poll.objects.get().texts == Poll.Texts.MODERATED


@pytest.mark.parametrize("invited", ["5", "9"])
def test_a_small_team_is_warned_first_and_offered_the_card(team, talk, invited):
    page = team.post(url("poll_new", talk), sent(invited=invited)).content.decode()

    card = f"{url('poll_card', talk)}?vraag={SCALED}"
    assert card in page
    assert 'name="knows_small"' in page
    assert not Poll.objects.exists()

    team.post(url("poll_new", talk), sent(invited=invited, knows_small="on"))
    assert Poll.objects.get().invited == int(invited)


def test_fewer_than_five_are_not_asked_at_all(team, talk):
    page = team.post(url("poll_new", talk), sent(invited="4", knows_small="on")).content.decode()

    assert "Gebruik de gesprekskaart en praat erover" in page
    assert not Poll.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"questions": []}, "Kies één of meer vragen"),
        ({"minimum": "4"}, "Het minste is 5"),
        ({"minimum": "24"}, "Dit is meer dan het aantal mensen dat je vraagt"),
        (
            {"cells": "docent\nmanager", "questions": ["TEST-S-02"]},
            "Per rol kan alleen bij een vraag met stappen",
        ),
        ({"cells": "docent"}, "Zet er minstens twee rollen neer"),
        ({"cells": "\n".join("abcdefg")}, "hoogstens 6 rollen"),
        ({"cells": "docent\n" + "x" * 61}, "korter dan 60 tekens"),
    ],
)
def test_what_cannot_be_is_told_in_words(team, talk, wrong, told):
    page = team.post(url("poll_new", talk), sent(**wrong)).content.decode()

    assert told in page
    assert not Poll.objects.exists()


def test_a_day_that_is_past_or_far_comes_back(team, talk):
    team.post(url("poll_new", talk), sent())
    poll = Poll.objects.get()

    for days in (-1, 61):
        day = localdate() + timedelta(days=days)
        page = team.post(url("poll_open", talk, poll), {"closes_on": day.isoformat()})
        assert "Kies een dag binnen 60 dagen" in page.content.decode()

    assert not Poll.objects.opened().exists()


def test_a_question_that_was_asked_in_this_talk_is_not_asked_again(team, talk):
    poll_of(talk)
    team.post(url("poll_new", talk), sent())
    draft = Poll.objects.get(opens_at=None)

    answer = team.post(
        url("poll_open", talk, draft), {"closes_on": localdate().isoformat()}, follow=True
    )

    assert "Dit vroegen jullie al in dit gesprek" in answer.content.decode()
    assert Poll.objects.opened().count() == 1


def test_at_the_next_talk_the_same_is_asked_after_a_month_only(team, talk, lead):
    poll_of(talk)
    actions.close_conversation(talk, lesson="", by=lead)
    after = actions.open_conversation(talk.trajectory, "during", by=lead)
    draft = prepare_team_poll(after, by=lead, questions=[SCALED], invited=23)

    answer = team.post(
        url("poll_open", after, draft), {"closes_on": localdate().isoformat()}, follow=True
    )

    assert "korter dan een maand geleden" in answer.content.decode()
    assert Poll.objects.opened().count() == 1


def test_a_talk_that_is_closed_gets_no_new_poll_and_offers_none(team, talk, lead):
    offered = team.get(url("poll_list", talk)).content.decode()
    actions.close_conversation(talk, lesson="", by=lead)

    page = team.get(url("poll_list", talk)).content.decode()
    told = team.get(url("poll_new", talk), follow=True)

    assert url("poll_new", talk) in offered
    assert url("poll_new", talk) not in page
    assert "Doe het bij het volgende gesprek" in page
    assert told.redirect_chain[-1][0] == url("poll_list", talk)
    assert "Maak de peiling dan bij het volgende gesprek." in told.content.decode()


def test_who_is_filling_in_a_poll_while_a_colleague_closes_the_talk_is_told(team, talk, lead):
    team.get(url("poll_new", talk))
    actions.close_conversation(talk, lesson="", by=lead)

    late = team.post(url("poll_new", talk), sent(intro="Voor de teamdag."))

    page = late.content.decode()
    assert late.status_code == 409
    assert "Een collega sloot dit gesprek net af." in page
    assert "Maak de peiling dan bij het volgende gesprek." in page
    assert "Voor de teamdag." in page  # nothing typed is lost
    assert not Poll.objects.exists()


def test_a_draft_of_a_talk_that_was_closed_does_not_open_but_can_be_thrown_away(team, talk, lead):
    team.post(url("poll_new", talk), sent())
    draft = Poll.objects.get()
    actions.close_conversation(talk, lesson="", by=lead)

    page = team.get(url("poll_detail", talk, draft)).content.decode()
    opening = {"closes_on": localdate().isoformat()}
    late = team.post(url("poll_open", talk, draft), opening, follow=True)

    assert url("poll_open", talk, draft) not in page
    assert "Niet meer te openen" in page
    assert "Maak de peiling dan bij het volgende gesprek." in late.content.decode()
    assert not Poll.objects.opened().exists()
    team.post(url("poll_drop", talk, draft))
    assert not Poll.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_opens_a_poll_waits_for_who_closes_the_talk(talk, lead):
    draft = prepare_team_poll(talk, by=lead, questions=[SCALED], invited=23)
    told = []

    def late():
        try:
            open_team_poll(talk, draft, closes_at=now() + timedelta(days=2), by=lead)
        except TalkIsOver:
            told.append("over")
        finally:
            connection.close()

    with transaction.atomic():
        actions.close_conversation(talk, lesson="", by=lead)
        other = threading.Thread(target=late)
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive()  # it waits
    other.join(timeout=30)

    assert told == ["over"]
    assert not Poll.objects.opened().exists()


def test_how_long_it_is_kept_is_said_where_the_team_reads_it(team, talk):
    poll = answered(talk, *steps(2, 8, 9, 6))
    page = team.get(url("poll_result", talk, poll)).content.decode()
    assert f"De aantallen blijven tot {full_day(poll.counts_until)}" in page

    assert (
        f"aantallen tot {full_day(poll.counts_until)}"
        in team.get(url("poll_detail", talk, poll)).content.decode()
    )


def test_a_draft_is_thrown_away(team, talk):
    team.post(url("poll_new", talk), sent())

    team.post(url("poll_drop", talk, Poll.objects.get()))

    assert not Poll.objects.exists()


def test_a_poll_is_closed_after_a_question_and_only_once(team, talk):
    poll = poll_of(talk)
    assert "Weer openen kan niet" in team.get(url("poll_close", talk, poll)).content.decode()

    team.post(url("poll_close", talk, poll))
    again = team.post(url("poll_close", talk, poll), follow=True)

    assert Poll.objects.for_page().get().phase == Poll.CLOSED
    assert "was al gesloten" in again.content.decode()


def test_the_poll_of_one_talk_is_not_found_under_another(team, talk, lead):
    other = actions.open_conversation(talk.trajectory, "during", by=lead)
    poll = poll_of(talk)

    assert team.get(url("poll_detail", other, poll)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_with_one_and_with_three(
    team, talk, rows, django_assert_num_queries
):
    for code in (SCALED, "TEST-S-03", "TEST-S-02")[:rows]:
        poll_of(talk, questions=[code])

    with django_assert_num_queries(4):
        page = team.get(url("poll_list", talk))

    links = re.findall(rf'href="{url("poll_list", talk)}\d+/"', page.content.decode())
    assert len(links) == rows


# --- what came out ----------------------------------------------------------------------------


def answered(talk, *people, **details):
    poll = poll_of(talk, **details)
    answer_all(poll, *people)
    return over(poll)


def seen_in(team, talk, poll):
    """What page, XLSX, CSV and PDF of a poll say, as bytes without what is another poll's."""
    base = url("poll_result", talk, poll)
    page = team.get(base).content.decode()
    sheet = ZipFile(BytesIO(team.get(f"{base}?lijst=uitslag&als=xlsx").content))
    pdf = PdfReader(BytesIO(team.get(url("poll_pdf", talk, poll)).content))
    return {
        "page": re.sub(r'peiling/\d+/|value="[^"]*"|x-csrftoken[^}]*|\d\d\.\d\d uur', "", page),
        "xlsx": {name: sheet.read(name) for name in sheet.namelist() if name.startswith("xl/")},
        "csv": team.get(f"{base}?lijst=uitslag&als=csv").content,
        "pdf": [page.extract_text() for page in pdf.pages],
    }


def test_before_the_close_there_is_no_result(team, talk):
    poll = poll_of(talk)
    answer_all(poll, *steps(9, 9, 9, 9))

    for name in ("poll_result", "poll_pdf", "poll_texts"):
        assert team.get(url(name, talk, poll)).status_code == 404


def test_page_chart_pdf_xlsx_and_csv_say_the_same(team, talk):
    seen = seen_in(team, talk, answered(talk, *steps(2, 8, 9, 6)))

    title = (
        "25 mensen deden mee. Trede 1 en 2: 10; trede 3: 9; trede 4: 6; gemiddeld: ongeveer 2,6."
    )
    assert f"<title>{title}</title>" in seen["page"]
    assert seen["csv"].decode("utf-8-sig").splitlines() == [
        "Vraag;Wat;Uitkomst",
        "Hoe ver zijn wij?;trede 1 en 2;10",
        "Hoe ver zijn wij?;trede 3;9",
        "Hoe ver zijn wij?;trede 4;6",
        "Hoe ver zijn wij?;gemiddeld;ongeveer 2,6",
    ]
    for told in ("trede 1 en 2", "ongeveer 2,6", "25 mensen"):
        assert told in " ".join(seen["pdf"])
    sheet = b"".join(seen["xlsx"].values()).decode()
    assert "ongeveer 2,6" in sheet
    assert "trede 1 en 2" in sheet


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([(0, 0, 0, 20)], [(1, 0, 0, 19)]),  # all the same, or all but one
        ([(0, 0, 0, 5)], [(1, 0, 0, 4)]),
        ([(3, 0, 0, 20)], [(0, 3, 0, 20)]),
        ([(1, 0, 0, 3)], [(0, 2, 0, 0)]),  # too few, however many
        ([(4, 2, 9, 6)], [(1, 5, 9, 6)]),  # inside a band
    ],
)
def test_no_byte_of_page_pdf_xlsx_or_csv_depends_on_what_is_hidden(team, talk, lead, one, other):
    seen = []
    for counts in (one, other):
        held = another_talk(talk, lead)
        seen.append((held, answered(held, *steps(*counts[0]))))

    first, second = (seen_in(team, held, poll) for held, poll in seen)

    first["page"], second["page"] = (
        re.sub(r"/(gesprekken|trajecten)/\d+/", "/", one["page"]) for one in (first, second)
    )
    strip = re.compile(r"Team Zorg, School \d+")
    assert strip.sub("", first["page"]) == strip.sub("", second["page"])
    assert (first["xlsx"], first["csv"]) == (second["xlsx"], second["csv"])
    assert [strip.sub("", one) for one in first["pdf"]] == [
        strip.sub("", one) for one in second["pdf"]
    ]


def another_talk(talk, lead):
    framework = talk.trajectory.framework_version.framework
    return actions.open_conversation(team_of(lead, framework=framework), "start", by=lead)


def test_an_empty_role_and_a_small_role_look_the_same_everywhere(team, talk, lead):
    seen = []
    for small in ((0, 0, 0, 1), (0, 0, 0, 3)):
        held = another_talk(talk, lead)
        poll = answered(
            held,
            *steps(1, 6, 3, cell="docent"),
            *steps(0, 0, 2, 6 - sum(small) + 1, cell="manager"),
            *steps(*small, cell="examinering"),
            cells=["docent", "manager", "examinering"],
        )
        seen.append(seen_in(team, held, poll)["csv"].decode("utf-8-sig"))

    assert seen[0] == seen[1]
    assert "docent" in seen[0]
    assert "examinering" not in seen[0]


def test_texts_are_read_by_the_team_and_then_stand_in_the_result(team, talk):
    poll = answered(
        talk,
        *steps(0, 0, 4),
        {"texts": {"TEST-S-02": "Piet doet niets"}},
        {"texts": {"TEST-S-02": "Meer tijd"}},
        questions=[SCALED, "TEST-S-02"],
        texts=Poll.Texts.MODERATED,
    )
    before = team.get(url("poll_result", talk, poll)).content.decode()
    assert "Meer tijd" not in before
    assert "Er zijn nog open teksten te lezen" in before

    for text in PollText.objects.all():
        redacted = text.text.startswith("Piet")
        key = str(text.pk)
        team.post(
            url("poll_text", talk, poll, text=text.pk),
            {
                f"{key}-review": "redacted" if redacted else "ok",
                f"{key}-wording": "Iemand doet niets",
            },
        )
    after = seen_in(team, talk, poll)

    for told in ("Meer tijd", "Iemand doet niets"):
        assert told in after["page"]
        assert told in " ".join(after["pdf"])
    assert "Piet" not in after["page"] + " ".join(after["pdf"])


def test_a_text_judged_without_a_choice_comes_back(team, talk):
    poll = answered(
        talk,
        *steps(0, 0, 4),
        {"texts": {"TEST-S-02": "Meer tijd"}},
        questions=[SCALED, "TEST-S-02"],
        texts=Poll.Texts.MODERATED,
    )
    text = PollText.objects.get()

    nothing = team.post(url("poll_text", talk, poll, text=text.pk), {})
    empty = team.post(url("poll_text", talk, poll, text=text.pk), {f"{text.pk}-review": "redacted"})

    assert (nothing.status_code, empty.status_code) == (422, 422)
    assert "Schrijf op hoe de tekst wordt" in empty.content.decode()
    assert PollText.objects.get().review == PollText.PENDING


@pytest.mark.parametrize(("people", "asked"), [(4, ["Peiling van Team Zorg"]), (3, [])])
def test_texts_that_wait_stand_in_the_overview_when_enough_took_part(
    talk, people, asked, django_assert_num_queries
):
    answered(
        talk,
        *steps(0, 0, people),
        {"texts": {"TEST-S-02": "Meer tijd"}},
        questions=[SCALED, "TEST-S-02"],
        texts=Poll.Texts.MODERATED,
    )
    lead = talk.opened_by
    assert lead.duties.groups

    with django_assert_num_queries(1):
        asks = list(texts_to_read(lead, now()))

    assert [ask.title.partition(",")[0] for ask in asks] == asked
    assert list(texts_to_read(UserFactory(), now())) == []


def test_of_too_few_people_nobody_reads_the_texts_either(team, talk):
    poll = answered(
        talk,
        *steps(0, 0, 3),
        {"texts": {"TEST-S-02": "Van mij"}},
        questions=[SCALED, "TEST-S-02"],
        texts=Poll.Texts.MODERATED,
    )
    text = PollText.objects.get()

    page = team.get(url("poll_texts", talk, poll)).content.decode()

    assert "Van mij" not in page
    assert team.post(url("poll_text", talk, poll, text=text.pk)).status_code == 404


# --- beside the question ----------------------------------------------------------------------


def test_the_team_says_four_and_its_colleagues_say_less(talk, django_assert_num_queries):
    answered(talk, *steps(5, 6, 7, 5))
    questions = talk.questions()

    with django_assert_num_queries(4):  # with SAVEPOINT and RELEASE
        shown = colleagues_of(talk, questions)

    [question] = [one for one in questions if one["code"] == SCALED]
    assert set(shown) == {SCALED}
    assert beside(question, shown, {"4"}) == [
        {"about": "", "words": "Team zegt 4, onze 23 collega’s zeggen 2,5."}
    ]
    assert beside(question, shown)[0]["words"] == "Onze 23 collega’s zeggen 2,5."
    assert beside(questions[-1], shown) == []


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((2, 8, 9, 4), "Onze 23 collega’s zeggen ongeveer 2,6."),
        ((0, 0, 2, 4), "Onze 6 collega’s zitten aan de hoge kant."),
    ],
)
def test_what_colleagues_said_in_one_sentence(talk, counts, words):
    answered(talk, *steps(*counts))

    [said] = beside(talk.question(SCALED), colleagues_of(talk))

    assert said["words"] == words


@pytest.mark.parametrize(("is_over", "counts"), [(False, (0, 9, 9)), (True, (0, 2, 2))])
def test_an_open_poll_and_one_of_too_few_say_nothing_beside_the_question(talk, is_over, counts):
    poll = poll_of(talk)
    answer_all(poll, *steps(*counts))
    if is_over:
        over(poll)

    blocks = [{"question": one, "choices": set()} for one in talk.questions()]
    add_colleagues(talk, blocks)

    assert colleagues_of(talk) == {}
    assert [block["colleagues"] for block in blocks] == [[] for _ in blocks]


@pytest.mark.parametrize("page", ["conversation_detail", "question_talk"])
def test_what_colleagues_said_stands_beside_the_question_where_the_team_talks(team, talk, page):
    answered(talk, *steps(5, 6, 7, 5))
    number = next(n for n, one in enumerate(talk.questions(), 1) if one["code"] == SCALED)
    kwargs = {"pk": talk.pk} | ({"number": number} if page == "question_talk" else {})

    said = team.get(reverse(page, kwargs=kwargs)).content.decode()

    assert "Onze 23 collega’s zeggen 2,5." in said


# --- on paper ---------------------------------------------------------------------------------


def test_the_card_holds_the_chosen_questions_on_a_page_and_in_a_pdf(team, talk):
    page = team.get(f"{url('poll_card', talk)}?vraag={SCALED}").content.decode()
    pdf = PdfReader(BytesIO(team.get(f"{url('poll_card_pdf', talk)}?vraag={SCALED}").content))

    assert page.count('class="entry card-a5"') == 1
    assert "Hoe ver zijn wij?" in page
    text = " ".join(one.extract_text() for one in pdf.pages)
    assert "Hoe ver zijn wij?" in text
    assert "Welke vorm?" not in text


def test_the_poster_is_there_while_the_poll_is_open(team, talk):
    poll = poll_of(talk)

    assert poll.token in team.get(url("poll_poster", talk, poll)).content.decode()
    assert team.get(url("poll_poster", talk, over(poll))).status_code == 302


def test_who_only_reads_along_sees_results_and_starts_nothing(client, talk):
    reader = GroupMemberFactory(group=talk.trajectory.team.group, role="reader").user
    poll = answered(talk, *steps(0, 0, 6))
    client.force_login(reader)

    assert client.get(url("poll_result", talk, poll)).status_code == 200
    assert client.get(url("poll_new", talk)).status_code == 403

"""Comments on a brief in rounds, and the versions that each round leaves behind."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from coalitions.briefs import actions, privacy, tasks
from coalitions.briefs.models import BriefVersion, Coalition, Comment, Consultation
from coalitions.briefs.overview import comments_that_are_asked, comments_that_wait
from coalitions.tests.factories import CoalitionFactory, a_consultation
from knw_portal.documents.structure import from_json
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.mail.ledger import send_due
from knw_portal.mail.models import Mail, Reminder
from knw_portal.tests.factories import GroupMemberFactory, InstitutionFactory, RoleFactory


@pytest.fixture
def bureau(db):
    return RoleFactory(kind="bureau").user


@pytest.fixture
def ambassador(db):
    return RoleFactory(kind="ambassador", institution=InstitutionFactory()).user


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def url(view, coalition, **more):
    return reverse(view, kwargs={"slug": coalition.slug, **more})


def say(person, consultation, text, section="activity"):
    address = url("comment_new", consultation.coalition, section=section)
    return signed_in(person).post(address, {f"{section}-text": text})


def page_of(person, coalition):
    return signed_in(person).get(url("comment_list", coalition)).content.decode()


# --- opening


def test_opening_keeps_the_brief_and_mails_each_who_is_asked_once_with_a_link(bureau, ambassador):
    coalition = CoalitionFactory(published_at=None, activity="We zoeken het uit.")
    GroupMemberFactory(group=coalition.group)
    data = {
        "asked": "ambassadors",
        "closes_on": localdate() + timedelta(days=14),
        "note": "Let op A.",
    }

    signed_in(bureau).post(url("consultation_open", coalition), data)
    signed_in(bureau).post(url("consultation_open", coalition), data)

    [mail] = Mail.objects.filter(kind="consultation_opened")
    assert mail.to == ambassador.email
    assert url("comment_list", coalition) in mail.body
    assert "Let op A." in mail.body
    version = BriefVersion.objects.get()
    assert (version.number, version.moment) == (1, "opened")
    assert "We zoeken het uit." in str(from_json(version.body).blocks)
    assert LogEntry.objects.get(action="consultation.opened").by == bureau


def test_an_ambassador_reads_a_draft_they_are_asked_about_and_no_other(bureau, ambassador):
    asked, other = a_consultation().coalition, CoalitionFactory(published_at=None)
    for_members = a_consultation(asked="members").coalition
    client = signed_in(ambassador)

    answers = [client.get(url("comment_list", one)).status_code for one in (asked, other)]

    assert answers == [200, 404]
    assert client.get(url("comment_list", for_members)).status_code == 404
    assert client.get(asked.get_absolute_url()).status_code == 404


def test_of_a_round_for_members_the_coalition_is_mailed_and_may_comment(ambassador):
    coalition = CoalitionFactory()
    member = GroupMemberFactory(group=coalition.group).user
    consultation = a_consultation(coalition=coalition, asked="members")

    said = say(member, consultation, "Mist nog iets")
    refused = say(ambassador, consultation, "Van buiten")

    assert [mail.to for mail in Mail.objects.filter(kind="consultation_opened")] == [member.email]
    assert (said.status_code, refused.status_code) == (302, 404)
    assert [comment.by for comment in Comment.objects.all()] == [member]


def test_a_last_day_in_the_past_is_refused_in_words(bureau):
    coalition = CoalitionFactory()

    page = signed_in(bureau).post(
        url("consultation_open", coalition),
        {"asked": "members", "closes_on": localdate() - timedelta(days=1)},
    )

    assert "Die dag is al voorbij" in page.content.decode()
    assert not Consultation.objects.exists()


def test_a_completed_coalition_is_not_commented_on_any_more(bureau):
    with pytest.raises(Stale):
        a_consultation(coalition=CoalitionFactory(phase=Coalition.Phase.COMPLETED))

    assert not Mail.objects.exists()


# --- commenting


def test_comments_stand_with_their_section_the_three_fixed_ones_first(ambassador):
    coalition = CoalitionFactory(published_at=None, activity="We zoeken het uit.")
    consultation = a_consultation(coalition=coalition)
    say(ambassador, consultation, "Wie zoekt dat uit?")
    say(ambassador, consultation, "Graag een docent erbij.", section="composition")

    page = page_of(ambassador, coalition)

    places = [
        page.index(words)
        for words in (
            "zich mee bezig?",
            "We zoeken het uit.",
            "Wie zoekt dat uit?",
            "succesvol?",
            "Gewenste samenstelling",
            "Graag een docent erbij.",
            "Iets anders",
        )
    ]
    assert places == sorted(places)


def test_an_empty_comment_comes_back_in_words_beside_its_own_section(ambassador):
    consultation = a_consultation()

    page = say(ambassador, consultation, "", section="success")

    assert "Schrijf je opmerking op" in page.content.decode()
    assert page.context["bound"].prefix == "success"
    assert not Comment.objects.exists()


def test_after_the_last_day_nobody_comments_also_when_the_worker_is_late(ambassador):
    consultation = a_consultation()
    Consultation.objects.update(closes_on=localdate() - timedelta(days=1))

    say(ambassador, consultation, "Te laat")

    page = page_of(ambassador, consultation.coalition)
    assert "intussen gesloten" not in page  # said once, on the page after the refusal
    assert "Opmerking plaatsen" not in page
    assert not Comment.objects.exists()


def test_ones_own_comment_is_taken_back_until_it_is_answered(bureau, ambassador):
    consultation = a_consultation()
    other = RoleFactory(kind="deputy", institution=InstitutionFactory()).user
    for text in ("Eerste", "Tweede"):
        say(ambassador, consultation, text)
    first, second = Comment.objects.all()
    answered(bureau, second, state="adopted")

    codes = [
        signed_in(person)
        .post(url("comment_drop", consultation.coalition, pk=comment.pk))
        .status_code
        for person, comment in ((other, first), (ambassador, first), (ambassador, second))
    ]

    assert codes == [404, 302, 302]
    assert [comment.text for comment in Comment.objects.all()] == ["Tweede"]
    assert LogEntry.objects.filter(action="comment.taken_back").count() == 1


# --- answering


def answered(person, comment, **data):
    address = url("comment_answer", comment.consultation.coalition, pk=comment.pk)
    return signed_in(person).post(address, {"version": comment.version, "answer": "", **data})


def test_the_bureau_says_of_each_comment_what_it_did_with_it(bureau, ambassador):
    consultation = a_consultation()
    say(ambassador, consultation, "Noem ook de examencommissie.")
    comment = Comment.objects.get()

    refused = answered(bureau, comment, state="declined").content.decode()
    answered(bureau, comment, state="declined", answer="Die staat al bij de samenstelling.")

    assert "Schrijf op waarom je de opmerking niet overneemt." in refused
    page = page_of(ambassador, consultation.coalition)
    assert "Niet overgenomen" in page
    assert "Die staat al bij de samenstelling." in page
    assert LogEntry.objects.get(action="comment.answered").details == {"state": "declined"}


def test_of_two_who_answer_at_once_the_second_sees_both(bureau, ambassador):
    say(ambassador, a_consultation(), "Vraag")
    comment = Comment.objects.get()
    answered(bureau, comment, state="answered", answer="Van de eerste")

    refused = answered(bureau, comment, state="adopted", answer="Van de tweede").content.decode()

    assert "Van de eerste" in refused
    assert "Van de tweede" in refused
    assert Comment.objects.get().answer == "Van de eerste"


def test_what_waits_for_an_answer_after_the_close_stands_on_the_desk(bureau, ambassador):
    consultation = a_consultation()
    say(ambassador, consultation, "Vraag")
    during = list(comments_that_wait(bureau, now()))
    actions.close_consultation(consultation, by=bureau)

    [asked] = comments_that_wait(bureau, now())
    answered(bureau, Comment.objects.get(), state="adopted")

    assert during == []
    assert asked.title == f"Opmerkingen bij {consultation.coalition}: 1 zonder antwoord"
    assert list(comments_that_wait(bureau, now())) == []


# --- reminding


def test_only_who_said_nothing_is_reminded_three_days_before_the_close(ambassador):
    silent = RoleFactory(kind="deputy", institution=InstitutionFactory()).user
    consultation = a_consultation()
    planned = set(Reminder.objects.planned().values_list("to", flat=True))
    say(ambassador, consultation, "Ik heb iets")
    left = set(Reminder.objects.planned().values_list("to", flat=True))
    Consultation.objects.update(closes_on=localdate() + timedelta(days=3))
    Reminder.objects.planned().update(due_at=daytime())

    for _ in range(3):
        send_due(at=daytime())

    assert (planned, left) == ({ambassador.pk, silent.pk}, {silent.pk})
    [mail] = Mail.objects.filter(kind="consultation_waits")
    assert mail.to == silent.email
    assert url("comment_list", consultation.coalition) in mail.body


def daytime():
    return now().replace(hour=10, minute=0)


def test_moving_the_last_day_moves_the_reminder_and_closing_stops_it(bureau, ambassador):
    consultation = a_consultation()
    client = signed_in(bureau)
    later = localdate() + timedelta(days=30)

    address = url("consultation_edit", consultation.coalition)
    client.post(address, {"version": 1, "closes_on": later})
    moved = [localdate(one.due_at) for one in Reminder.objects.planned()]
    client.post(url("consultation_close", consultation.coalition))

    assert moved == [later - timedelta(days=3)]
    assert not Reminder.objects.planned().exists()


def test_a_short_round_reminds_nobody_the_day_it_opens(ambassador):
    a_consultation(days=3)

    assert not Reminder.objects.exists()


def test_my_page_asks_until_one_has_said_something(bureau, ambassador):
    consultation = a_consultation()

    [asked] = comments_that_are_asked(ambassador, now())
    of_the_bureau = list(comments_that_are_asked(bureau, now()))
    say(ambassador, consultation, "Iets")

    assert asked.url == url("comment_list", consultation.coalition)
    assert of_the_bureau == []
    assert list(comments_that_are_asked(ambassador, now())) == []


# --- closing, versions


def test_closing_keeps_a_second_version_and_the_difference_is_read(bureau, ambassador):
    coalition = CoalitionFactory(activity="We maken een handreiking voor teams.")
    consultation = a_consultation(coalition=coalition)
    Coalition.objects.update(activity="We maken een korte handreiking voor teams.")
    coalition.lines.create(part="criterion", code="A-1", text="Een team is binnen twee uur klaar.")

    signed_in(bureau).post(url("consultation_close", coalition))
    page = signed_in(ambassador).get(url("version_compare", coalition, number=1))

    assert [(v.number, v.moment) for v in BriefVersion.objects.all()] == [
        (1, "opened"),
        (2, "closed"),
    ]
    assert page.context["counts"] == {"added": 2, "removed": 0, "changed": 1}
    html = page.content.decode()
    assert '<ins><span class="visually-hidden">Nieuw: </span>korte <' in html
    assert "1 regel gewijzigd, 2 nieuw en 0 vervallen." in html
    consultation.refresh_from_db()
    assert consultation.closed_at


def test_the_newest_version_is_compared_with_the_brief_of_now(bureau, ambassador):
    coalition = a_consultation().coalition
    unchanged = signed_in(ambassador).get(url("version_compare", coalition, number=1))
    Coalition.objects.update(central_question="Een andere vraag?")

    changed = signed_in(ambassador).get(url("version_compare", coalition, number=1))

    assert "er veranderde niets" in unchanged.content.decode()
    assert '<span class="visually-hidden">Vervallen: </span>Wat willen we weten?' in (
        changed.content.decode()
    )
    assert "Wat willen we weten?" in (
        signed_in(ambassador).get(url("version_detail", coalition, number=1)).content.decode()
    )


def test_a_version_never_changes(bureau):
    a_consultation()

    for change in (lambda rows: rows.update(number=9), lambda rows: rows.delete()):
        with pytest.raises(InternalError), transaction.atomic():
            change(BriefVersion.objects.all())

    assert BriefVersion.objects.get().number == 1


def test_the_sweep_closes_what_is_over_once_however_often_it_runs(ambassador):
    over, running = a_consultation(), a_consultation()
    Consultation.objects.filter(pk=over.pk).update(closes_on=localdate() - timedelta(days=1))

    for _ in range(3):
        tasks.close_consultations()

    over.refresh_from_db()
    running.refresh_from_db()
    assert over.closed_at
    assert running.closed_at is None
    assert over.versions.count() == 2
    assert LogEntry.objects.get(action="consultation.closed").by is None


def test_a_second_round_begins_after_the_first_and_both_can_be_read(bureau, ambassador):
    coalition = CoalitionFactory()
    first = a_consultation(coalition=coalition)
    say(ambassador, first, "Uit de eerste ronde")
    actions.close_consultation(first, by=bureau)
    second = a_consultation(coalition=coalition)
    say(ambassador, second, "Uit de tweede ronde")
    client = signed_in(ambassador)

    now_page = client.get(url("comment_list", coalition)).content.decode()
    before = client.get(url("comment_list", coalition), {"ronde": first.pk}).content.decode()

    assert "Uit de tweede ronde" in now_page
    assert "Uit de eerste ronde" not in now_page
    assert "Uit de eerste ronde" in before
    assert "Opmerking plaatsen" not in before
    assert [version.number for version in coalition.versions.all()] == [1, 2, 3]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_comments_takes_the_same_queries_for_any_number_of_rows(
    bureau, rows, django_assert_num_queries
):
    consultation = a_consultation()
    for number in range(rows):
        person = RoleFactory(kind="ambassador", institution=InstitutionFactory()).user
        say(person, consultation, f"Opmerking {number}")
    client = signed_in(bureau)
    client.get(url("comment_list", consultation.coalition))

    with django_assert_num_queries(6):
        page = client.get(url("comment_list", consultation.coalition))

    assert page.content.decode().count("Wacht op het bureau") == rows


# --- people and races


def test_comments_are_taken_along_and_wiped(bureau, ambassador):
    say(ambassador, a_consultation(), "Mijn woorden")

    [kept] = privacy.comments_of(ambassador)
    privacy.forget_comments(ambassador)

    assert kept["opmerking"] == "Mijn woorden"
    assert Comment.objects.get().text == "(gewist)"


@pytest.mark.django_db(transaction=True)
def test_two_who_open_or_close_at_once_make_one_round_and_two_versions():
    coalition = CoalitionFactory()
    bureau = RoleFactory(kind="bureau").user

    def at_once(deed):
        def run(_):
            try:
                deed()
                return "done"
            except Stale:
                return "stale"
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            return sorted(pool.map(run, range(4)))

    opened = at_once(
        lambda: actions.open_consultation(
            Consultation(coalition=coalition, closes_on=localdate()), by=bureau
        )
    )
    closed = at_once(lambda: actions.close_consultation(Consultation.objects.get(), by=bureau))

    assert opened == closed == ["done", "stale", "stale", "stale"]
    assert [version.moment for version in BriefVersion.objects.all()] == ["opened", "closed"]

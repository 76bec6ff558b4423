from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.timezone import now

from knw_portal.mail.actions import post
from knw_portal.mail.ledger import plan
from knw_portal.mail.models import Mail, Reminder
from knw_portal.mail.overview import failed_mail, outgoing, unmade_reminders
from knw_portal.mail.personal import forget_mail, mail_of
from knw_portal.mail.registry import register
from knw_portal.mail.tests.kinds import Nudge
from knw_portal.mail.views import PAGE
from knw_portal.tests.factories import GroupFactory, RoleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(client):
    user = RoleFactory(user__name="Bo Bureau").user
    client.force_login(user)
    return user


@pytest.fixture
def planned():
    """A reminder that two people get in three days, about noon."""
    register(Nudge)
    people = [UserFactory(name="Anne Eerst"), UserFactory(name="Noor Tweede")]
    at = (now() + timedelta(days=3)).replace(hour=11)
    plan("nudge", GroupFactory(name="Teams aan zet"), [(one, "vooraf", at) for one in people])
    return Reminder.objects.first()


def post_sample(*to, key=1, **fields):
    post("sample", to=to, key=key, why="je lid bent", title="Data")
    Mail.objects.filter(to__in=to).update(**fields)
    return Mail.objects.filter(to__in=to).first()


def page_of(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text_of(element):
    return " ".join(element.get_text(" ").split())


def rows(page):
    return [text_of(row).split(" ") for row in page.select("tbody tr")]


# --- the list ---------------------------------------------------------------------------------


def test_the_list_shows_what_waits_for_its_moment_and_what_left(client, bureau, planned):
    post_sample("een@example.org", state="sent")
    post_sample("twee@example.org", state="failed")

    page = page_of(client.get(reverse("mail_list")))

    (line,) = page.select("ol li.entry")
    assert "Duwtje: Teams aan zet" in text_of(line)
    assert "Vooraf, 2 ontvangers" in text_of(line)
    assert [row[3] for row in rows(page)] == ["twee@example.org", "een@example.org"]
    assert [row[-1] for row in rows(page)] == ["Mislukt", "Verzonden"]


@pytest.mark.parametrize(
    ("stand", "shown"),
    [
        ("wacht", ["waiting", "sending"]),
        ("mislukt", ["failed"]),
        ("verzonden", ["sent", "shown"]),
        ("tegengehouden", ["held"]),
        ("iets anders", Mail.State.values),
    ],
)
def test_the_list_can_be_narrowed_to_one_state(client, bureau, stand, shown):
    for state in Mail.State.values:
        post_sample(f"{state}@example.org", state=state)

    page = page_of(client.get(reverse("mail_list"), {"stand": stand}))

    assert {row[3] for row in rows(page)} == {f"{state}@example.org" for state in shown}


def test_older_mail_is_on_the_next_page_and_none_is_shown_twice_or_missed(client, bureau):
    post_sample(*(f"persoon{number}@example.org" for number in range(PAGE + 1)))

    first = page_of(client.get(reverse("mail_list")))
    post_sample("nieuw@example.org", key=2)  # comes in between and moves nothing
    second = page_of(client.get(first.select_one("a[rel=next]")["href"]))

    seen = [row[3] for row in rows(first) + rows(second)]
    assert len(seen) == len(set(seen)) == PAGE + 1
    assert second.select_one("a[rel=next]") is None
    assert second.select_one("a[rel=prev]")["href"] == reverse("mail_list")


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "²", ""])
def test_a_page_address_that_is_none_shows_the_newest(client, bureau, before):
    post_sample("een@example.org")

    page = page_of(client.get(reverse("mail_list"), {"voor": before}))

    assert len(rows(page)) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_whatever_the_number(
    client, bureau, planned, django_assert_num_queries, count
):
    post_sample(*(f"persoon{number}@example.org" for number in range(count)))
    for number in range(count):
        plan("nudge", GroupFactory(), [(bureau, f"{number}", now() + timedelta(days=9))])
    bureau_pages = reverse("mail_list")

    # person, duties, mails, what is planned, what that is about
    with django_assert_num_queries(5):
        client.get(bureau_pages)


def test_the_practice_portal_says_that_nothing_is_sent(client, bureau, settings):
    told = "Mail wordt hier getoond en niet verzonden"

    assert told not in text_of(page_of(client.get(reverse("mail_list"))))
    settings.DEMO, settings.EMAIL_URL = True, ""
    assert told in text_of(page_of(client.get(reverse("mail_list"))))


# --- one mail ---------------------------------------------------------------------------------


def test_a_mail_is_shown_as_its_reader_sees_it_in_both_forms(client, bureau):
    mail = post_sample("een@example.org")

    page = page_of(client.get(mail.get_absolute_url()))

    shown, plain = page.select_one(".mail-sheet"), page.select_one(".mail-text")
    assert "".join(shown.get_text().split()) == "".join(plain.get_text().replace("- ", "").split())
    assert "Je krijgt deze mail omdat je lid bent." in text_of(shown)
    assert page.h1.get_text() == "Nieuw thema: Data"


def test_a_mail_that_waits_can_be_kept_back_and_sent_after_all(client, bureau):
    mail = post_sample("een@example.org", try_at=now() + timedelta(days=1))

    for button, state in (("Tegenhouden", "held"), ("Alsnog versturen", "waiting")):
        page = page_of(client.get(mail.get_absolute_url()))
        (form,) = [
            form for form in page.select("main form") if form.button.get_text().strip() == button
        ]
        client.post(form["action"])
        mail.refresh_from_db()
        assert mail.state == state


def test_a_mail_that_failed_says_why_and_can_be_tried_again(client, bureau):
    mail = post_sample("een@example.org", state="failed", error="550 <geen> postbus", attempts=1)

    page = page_of(client.get(mail.get_absolute_url()))
    response = client.post(reverse("mail_retry", kwargs={"pk": mail.pk}))

    assert "550 <geen> postbus" in text_of(page)
    assert response.url == mail.get_absolute_url()
    assert Mail.objects.get().state == "waiting"


@pytest.mark.parametrize("name", ["mail_hold", "mail_retry"])
def test_what_cannot_be_done_to_a_mail_any_more_is_said_and_not_done(client, bureau, name):
    mail = post_sample("een@example.org", state="sent")

    page = page_of(client.post(reverse(name, kwargs={"pk": mail.pk}), follow=True))

    assert "Deze mail" in text_of(page)
    assert not page.select("main form")
    assert Mail.objects.get().state == "sent"


def test_a_blanked_mail_still_has_a_page(client, bureau):
    mail = post_sample("een@example.org", state="sent")
    Mail.objects.blank(posted_before=now() + timedelta(days=1))

    page = page_of(client.get(mail.get_absolute_url()))
    listed = page_of(client.get(reverse("mail_list")))

    assert page.h1.get_text() == "Gewiste mail"
    assert "na 90 dagen gewist" in text_of(page)
    assert "gewist" in text_of(listed.select_one("tbody tr"))


# --- one reminder -----------------------------------------------------------------------------


def test_a_planned_reminder_shows_its_mail_and_who_gets_it(client, bureau, planned):
    page = page_of(client.get(planned.get_absolute_url()))

    assert "Denk aan Teams aan zet (vooraf)" in text_of(page)
    assert "Beste Anne Eerst," in page.select_one(".mail-text").get_text()
    assert "omdat je in de groep Teams aan zet zit." in text_of(page.select_one(".mail-sheet"))
    assert [text_of(item) for item in page.select("main li") if not item.a] == [
        "Herinnering",
        "Anne Eerst",
        "Noor Tweede",
    ]


def test_a_reminder_can_be_kept_back_and_released(client, bureau, planned):
    for name, state in (("reminder_hold", "held"), ("reminder_release", "planned")):
        page = page_of(client.get(planned.get_absolute_url()))
        url = reverse(name, kwargs={"pk": planned.pk})
        assert [form["action"] for form in page.select("main form")] == [url]

        client.post(url)

        assert set(Reminder.objects.values_list("state", flat=True)) == {state}
        assert "Tegengehouden" in text_of(
            page_of(client.get(reverse("mail_list"))).select_one("main")
        )


def test_a_reminder_that_is_kept_back_stands_under_what_is_kept_back(client, bureau, planned):
    url = reverse("mail_list")
    before = text_of(page_of(client.get(url, {"stand": "tegengehouden"})).select_one("main"))

    client.post(reverse("reminder_hold", kwargs={"pk": planned.pk}))
    held = page_of(client.get(url, {"stand": "tegengehouden"})).select_one("main")
    waiting = page_of(client.get(url, {"stand": "wacht"})).select_one("main")

    assert "Herinneringen die zijn tegengehouden" not in before
    assert "Herinneringen die zijn tegengehouden" in text_of(held)
    assert held.find("a", href=planned.get_absolute_url()) is not None
    assert waiting.find("a", href=planned.get_absolute_url()) is None


@pytest.mark.parametrize("name", ["reminder_hold", "reminder_release"])
def test_what_cannot_be_done_to_a_reminder_any_more_is_said(client, bureau, planned, name):
    Reminder.objects.update(state="sent")

    page = page_of(client.post(reverse(name, kwargs={"pk": planned.pk}), follow=True))

    assert "Deze herinnering was" in text_of(page)
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent"}


def test_a_reminder_of_something_that_is_gone_still_has_a_page(client, bureau):
    lost = Reminder.objects.create(
        kind="vroeger", about="group:1", to=bureau, occasion="nu", due_at=now() + timedelta(days=1)
    )

    page = page_of(client.get(lost.get_absolute_url()))
    listed = page_of(client.get(reverse("mail_list")))

    assert "bestaat niet meer" in text_of(page)
    assert "vroeger" in text_of(listed.select_one("ol li.entry"))


# --- who may ----------------------------------------------------------------------------------


def test_only_the_bureau_reads_the_post(client, planned):
    mail = post_sample("een@example.org")
    addresses = [
        reverse("mail_list"),
        mail.get_absolute_url(),
        planned.get_absolute_url(),
    ]

    assert {client.get(url).status_code for url in addresses} == {302}
    client.force_login(UserFactory())
    assert {client.get(url).status_code for url in addresses} == {403}


def test_only_the_bureau_keeps_post_back_and_only_by_a_form(client, bureau, planned):
    mail = post_sample("een@example.org")
    deeds = [
        *(reverse(name, kwargs={"pk": mail.pk}) for name in ("mail_hold", "mail_retry")),
        *(
            reverse(name, kwargs={"pk": planned.pk})
            for name in ("reminder_hold", "reminder_release")
        ),
    ]

    assert {client.get(url).status_code for url in deeds} == {405}
    client.force_login(UserFactory())
    assert {client.post(url).status_code for url in deeds} == {403}


# --- the desk, and the person -----------------------------------------------------------------


def test_the_desk_hears_what_goes_out_next(planned):
    (line,) = outgoing(now())

    assert (line.title, line.occasion, line.people) == ("Duwtje: Teams aan zet", "vooraf", 2)
    assert line.due_at == planned.due_at
    assert line.url == planned.get_absolute_url()


def test_the_desk_hears_of_mail_that_failed_and_of_mail_that_waits_too_long():
    bureau = RoleFactory().user
    post_sample("goed@example.org", state="sent")
    post_sample("pas@example.org")
    assert list(failed_mail(bureau, now())) == []

    post_sample("mis@example.org", state="failed")
    post_sample("een@example.org", "twee@example.org", posted_at=now() - timedelta(minutes=20))

    failed, waiting = failed_mail(bureau, now())
    assert (failed.title, failed.url) == (
        "1 mail is niet aangekomen",
        "/bureau/post/?stand=mislukt",
    )
    assert (waiting.title, waiting.url) == (
        "2 mails zijn nog niet verzonden",
        "/bureau/post/?stand=wacht",
    )
    assert list(failed_mail(UserFactory(), now())) == []


def test_the_desk_hears_of_reminders_that_became_no_mail(planned):
    bureau = RoleFactory().user
    in_time, late = planned.due_at + timedelta(minutes=14), planned.due_at + timedelta(minutes=16)

    assert list(unmade_reminders(bureau, in_time)) == []
    (ask,) = unmade_reminders(bureau, late)
    assert ask.title == "2 herinneringen zijn blijven liggen"
    assert (ask.url, ask.due) == (planned.get_absolute_url(), planned.due_at)
    assert list(unmade_reminders(bureau, late + timedelta(hours=12))) == []  # at night
    assert list(unmade_reminders(UserFactory(), late)) == []
    Reminder.objects.update(state="sent")
    assert list(unmade_reminders(bureau, late)) == []


def test_a_person_gets_the_words_of_their_own_mail():
    noor = UserFactory(email="noor@example.org")
    post("sample", to=[noor, "ander@example.org"], key=1, why="je lid bent", title="Data")
    post("sample", to=["NOOR@example.org"], key=2, why="je dat vroeg", title="Data")

    mails = mail_of(noor)

    assert [mail["waarom"] for mail in mails] == ["je dat vroeg", "je lid bent"]
    assert {mail["onderwerp"] for mail in mails} == {"Nieuw thema: Data"}


def test_who_is_forgotten_gets_no_mail_any_more_and_leaves_no_words(planned):
    anne = planned.to
    post("sample", to=[anne, "ander@example.org"], key=1, why="je lid bent", title="Data")

    forget_mail(anne)

    assert dict(Mail.objects.values_list("to", "state")) == {
        "": "held",
        "ander@example.org": "waiting",
    }
    assert Mail.objects.get(to="").body == ""
    assert Reminder.objects.get(to=anne).state == "dropped"
    assert mail_of(anne) == []

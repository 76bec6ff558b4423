from datetime import timedelta
from email.utils import parsedate_to_datetime
from smtplib import (
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.utils.timezone import now

from knw_portal.log import LogEntry
from knw_portal.mail import actions, delivery
from knw_portal.mail.actions import Visitor, post
from knw_portal.mail.delivery import DELAYS, claim, in_words, is_final
from knw_portal.mail.messages import as_html, html_part, message, text_part
from knw_portal.mail.models import Mail
from knw_portal.mail.tasks import blank_old_mail, deliver_waiting
from knw_portal.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def post_sample(*to, key=1, title="Zorg & welzijn", why="je lid bent"):
    post("sample", to=to, key=key, why=why, title=title)


def make_due():
    """As if the time until the next attempt had passed."""
    Mail.objects.update(try_at=now() - timedelta(seconds=1))


# --- posting ----------------------------------------------------------------------------------


def test_a_mail_is_rendered_as_text_for_each_recipient():
    noor = UserFactory(name="Noor Voorbeeld", email="noor@example.org")

    post_sample(noor, Visitor("gast@example.org", "Gijs Gast"), "los@example.org")

    to_guest, to_address, to_noor = Mail.objects.order_by("to")
    assert to_noor.key == f"sample:1:user:{noor.pk}"
    assert (to_noor.user, to_guest.user) == (noor, None)
    assert to_noor.subject == "Nieuw thema: Zorg & welzijn"
    assert to_noor.body == (
        "Beste Noor,\n\n"
        "Er is een nieuw thema: Zorg & welzijn.\n"
        "Bekijk het op https://portaal.example.org/bureau/post/.\n\n"
        "Je kunt:\n- het lezen\n- erop stemmen"
    )
    assert to_guest.body.startswith("Beste Gijs,\n")
    assert to_address.body.startswith("Beste collega,\n")


@pytest.mark.parametrize("recipients", [1, 30])
def test_posting_is_one_query_and_one_hint_however_many_receive_it(
    django_assert_num_queries, django_capture_on_commit_callbacks, recipients
):
    people = UserFactory.create_batch(recipients)

    with django_capture_on_commit_callbacks() as hints, django_assert_num_queries(1):
        post_sample(*people)

    assert Mail.objects.count() == recipients
    assert len(hints) == 1


def test_several_posts_in_one_transaction_give_one_hint(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as hints:
        post_sample("een@example.org", key=1)
        post_sample("een@example.org", key=2)

    assert Mail.objects.count() == 2
    assert len(hints) == 1


def test_the_same_mail_is_posted_once_and_another_key_is_another_mail():
    noor = UserFactory()
    post_sample(noor, "los@example.org")

    post_sample(noor, "LOS@example.org", "los@example.org", "nieuw@example.org")
    post_sample(noor, key=2)

    assert sorted(Mail.objects.values_list("to", flat=True)) == sorted(
        [noor.email, noor.email, "los@example.org", "nieuw@example.org"]
    )


def test_a_key_holds_no_address_so_that_it_can_outlive_it():
    post_sample("los@example.org")

    assert "los" not in Mail.objects.get().key


def test_who_has_no_address_any_more_gets_no_mail():
    post_sample(UserFactory(email=""), "los@example.org")

    assert Mail.objects.get().to == "los@example.org"


def test_a_change_that_is_undone_posts_nothing():
    with transaction.atomic():
        post_sample("los@example.org")
        transaction.set_rollback(True)

    assert not Mail.objects.exists()


def test_posting_hands_over_as_soon_as_the_change_is_committed(
    sink, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        post_sample("los@example.org")
        assert sink.mails == []

    assert [address for address, *_ in sink.mails] == ["los@example.org"]


# --- what arrives -----------------------------------------------------------------------------


def test_what_arrives_is_complete(sink):
    post_sample("los@example.org", why="je bij ons netwerk hoort.")

    deliver_waiting()

    ((_, message_id, mail),) = sink.mails
    assert mail["From"] == "Kwaliteitsnetwerk mbo <noreply@example.org>"
    assert mail["To"] == "los@example.org"
    assert mail["Subject"] == "Nieuw thema: Zorg & welzijn"
    assert mail["Reply-To"] == "bureau@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Bcc"] is None
    assert parsedate_to_datetime(mail["Date"]).utcoffset() in (
        timedelta(hours=1),
        timedelta(hours=2),
    )
    assert abs(parsedate_to_datetime(mail["Date"]) - now()) < timedelta(minutes=1)
    assert message_id.endswith("@example.org>")
    assert mail.get_body(["plain"]).get_content().replace("\r\n", "\n") == (
        "Beste collega,\n\n"
        "Er is een nieuw thema: Zorg & welzijn.\n"
        "Bekijk het op https://portaal.example.org/bureau/post/.\n\n"
        "Je kunt:\n- het lezen\n- erop stemmen\n\n"
        "Je krijgt deze mail omdat je bij ons netwerk hoort.\n"
        "Vragen? Mail naar bureau@example.org.\n"
    )


def test_the_html_part_says_what_the_text_part_says():
    post_sample("los@example.org", title="<b>Zorg & co</b>")
    mail = Mail.objects.get()

    page = BeautifulSoup(html_part(mail, mail.body), "html.parser")

    words = text_part(mail, mail.body).replace("- ", "").split()
    assert page.body.get_text(" ").replace(" .", ".").split() == words
    assert [link["href"] for link in page.find_all("a")] == [
        "https://portaal.example.org/bureau/post/"
    ]
    assert len(page.find_all("li")) == 2
    assert page.body.find("b") is None


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("een\ntwee", "<p>een<br>\ntwee</p>"),
        ("een\n\ntwee", "<p>een</p>\n<p>twee</p>"),
        ("Kies:\n- een\n- <i>", "<p>Kies:</p>\n<ul>\n<li>een</li>\n<li>&lt;i&gt;</li>\n</ul>"),
        (
            "Kijk op https://x.example.org/?a=1&b=2.",
            '<p>Kijk op <a href="https://x.example.org/?a=1&amp;b=2">'
            "https://x.example.org/?a=1&amp;b=2</a>.</p>",
        ),
        (
            'https://x.example.org/"onclick="alert(1)',
            '<p><a href="https://x.example.org/">https://x.example.org/</a>'
            "&quot;onclick=&quot;alert(1)</p>",
        ),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
    ],
)
def test_text_becomes_html_and_everything_in_it_is_escaped(text, html):
    assert as_html(text) == html


def test_the_message_id_is_that_of_the_mail_however_often_it_is_made():
    post_sample("een@example.org", "twee@example.org")
    one, two = Mail.objects.all()

    first, again, other = (message(mail).message()["Message-ID"] for mail in (one, one, two))

    assert first == again
    assert first != other


# --- handing over -----------------------------------------------------------------------------


def test_however_often_the_task_runs_a_mail_leaves_once(sink):
    post_sample("een@example.org", "twee@example.org")

    for _ in range(3):
        deliver_waiting()

    assert sorted(address for address, *_ in sink.mails) == ["een@example.org", "twee@example.org"]
    assert set(Mail.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_a_refused_address_fails_at_once_and_says_why(sink):
    sink.answers["weg@example.org"] = "550 no such person"
    post_sample("weg@example.org", "goed@example.org")

    deliver_waiting()

    failed, sent = Mail.objects.order_by("-to")
    assert (failed.state, failed.attempts) == ("failed", 1)
    assert failed.error == "De mailserver neemt voor dit adres niets aan: 550 no such person"
    assert (sent.state, sent.error) == ("sent", "")


@pytest.mark.parametrize("to", ["geen adres", "a@b@c", "met\nregel@example.org", "é@example.org"])
def test_an_address_that_cannot_be_one_fails_alone(sink, to):
    post_sample(to, "goed@example.org")

    deliver_waiting()

    assert dict(Mail.objects.values_list("to", "state")) == {
        to: "failed",
        "goed@example.org": "sent",
    }


@pytest.mark.parametrize("title", ["Zorg\r\nBcc: kwaad@example.org", "Zorg\nBcc: x", "Zorg\rx"])
def test_a_line_break_in_a_subject_becomes_no_header_and_fails_alone(sink, title):
    post_sample("gif@example.org", title=title)
    post_sample("goed@example.org", key=2)

    deliver_waiting()

    poison, good = Mail.objects.order_by("pk")
    assert (poison.state, good.state) == ("failed", "sent")
    assert "regeleinde" in poison.error
    assert [address for address, *_ in sink.mails] == ["goed@example.org"]


def test_a_refusal_for_now_is_tried_again_later_and_later_and_then_given_up(sink):
    sink.answers["vol@example.org"] = "451 mailbox busy"
    post_sample("vol@example.org")
    waits = []

    for _ in range(8):
        deliver_waiting()
        deliver_waiting()  # not yet due again
        mail = Mail.objects.get()
        waits.append(round((mail.try_at - now()) / timedelta(minutes=1)))
        make_due()

    assert waits[:7] == [delay / timedelta(minutes=1) for delay in DELAYS]
    assert (mail.state, mail.attempts) == ("failed", 8)
    assert mail.error == "De mailserver neemt voor dit adres niets aan: 451 mailbox busy"


def test_a_refusal_for_now_holds_up_nobody_else(sink):
    sink.on_data = lambda number: "451 later" if number <= 2 else None
    post_sample(*(f"persoon{number}@example.org" for number in range(5)))

    deliver_waiting()

    assert sorted(Mail.objects.values_list("state", flat=True)) == ["sent"] * 3 + ["waiting"] * 2


def test_a_connection_that_is_cut_costs_only_the_mail_in_hand_an_attempt(sink):
    sink.on_data = lambda number: "cut" if number == 2 else None
    post_sample(*(f"persoon{number}@example.org" for number in range(4)))

    deliver_waiting()
    assert sorted(Mail.objects.values_list("state", "attempts")) == [
        *[("sent", 1)] * 3,
        ("waiting", 1),
    ]
    make_due()
    deliver_waiting()

    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
    assert len(sink.received) == 4
    assert sink.duplicates == 1  # the same Message-ID, or it would be a fifth


def test_a_mail_server_that_is_away_costs_no_attempt_and_says_so(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    post_sample("een@example.org", "twee@example.org")

    deliver_waiting()

    assert set(Mail.objects.values_list("state", "attempts")) == {("waiting", 0)}
    assert all("Geen verbinding" in mail.error for mail in Mail.objects.all())


def test_a_claim_holds_until_the_lease_runs_out_and_is_then_taken_over(settings):
    settings.MAIL_LEASE = timedelta(minutes=5)
    post_sample("los@example.org")

    first = claim()
    assert claim() is None
    make_due()
    second = claim()

    assert (first.pk, first.attempts) == (second.pk, 1)
    assert second.attempts == 2


def test_who_lost_the_claim_does_not_overwrite_what_the_next_one_notes(sink):
    post_sample("los@example.org")
    lost = claim()
    make_due()
    deliver_waiting()

    from_the_dead = Mail.objects.filter(pk=lost.pk, state="sending", attempts=lost.attempts)

    assert not from_the_dead.exists()
    assert Mail.objects.get().state == "sent"


def test_a_mail_that_kills_its_worker_each_time_is_given_up(sink):
    post_sample("dodelijk@example.org")
    for _ in range(8):
        assert claim()
        make_due()

    deliver_waiting()

    mail = Mail.objects.get()
    assert (mail.state, mail.error) == ("failed", "Het verzenden brak telkens af.")
    assert sink.mails == []


def test_in_the_practice_portal_mail_is_shown_and_not_sent(settings, sink):
    settings.DEMO, settings.EMAIL_URL = True, ""
    post_sample("los@example.org")

    deliver_waiting()

    assert Mail.objects.get().state == "shown"
    assert Mail.objects.get().sent_at is not None
    assert sink.mails == []


def test_the_practice_portal_with_a_mail_server_sends(settings, sink):
    settings.DEMO = True
    post_sample("los@example.org")

    deliver_waiting()

    assert Mail.objects.get().state == "sent"


# --- what the bureau may do -------------------------------------------------------------------


def test_mail_that_is_kept_back_does_not_leave_until_it_is_released(sink):
    noor = UserFactory()
    post_sample("los@example.org")
    mail = Mail.objects.get()

    actions.hold_mail(mail, by=noor)
    deliver_waiting()
    assert sink.mails == []
    actions.retry_mail(mail, by=noor)
    deliver_waiting()

    assert len(sink.mails) == 1
    assert list(LogEntry.objects.order_by("pk").values_list("action", "about", "by")) == [
        ("mail.held", f"mail:{mail.pk}", noor.pk),
        ("mail.retried", f"mail:{mail.pk}", noor.pk),
    ]


def test_mail_that_has_left_can_be_neither_kept_back_nor_sent_again(sink):
    post_sample("los@example.org")
    deliver_waiting()

    for action in (actions.hold_mail, actions.retry_mail):
        with pytest.raises(actions.Stale):
            action(Mail.objects.get(), by=None)

    assert len(sink.mails) == 1


def test_after_ninety_days_the_words_and_the_address_are_gone_and_the_key_still_counts(sink):
    post_sample("oud@example.org", "nieuw@example.org", "wacht@example.org", key=1)
    Mail.objects.filter(to="wacht@example.org").update(try_at=now() + timedelta(days=1))
    deliver_waiting()
    Mail.objects.exclude(to="nieuw@example.org").update(posted_at=now() - timedelta(days=91))

    for _ in range(3):
        blank_old_mail()
    post_sample("oud@example.org")

    assert sorted(Mail.objects.values_list("to", "state")) == [
        ("", "sent"),
        ("nieuw@example.org", "sent"),
        ("wacht@example.org", "waiting"),
    ]
    blank = Mail.objects.get(to="")
    assert (blank.subject, blank.body, blank.why) == ("", "", "")


@pytest.mark.parametrize(
    ("error", "final"),
    [
        (SMTPSenderRefused(550, b"who are you", "noreply@example.org"), False),
        (SMTPDataError(554, b"spam"), True),
        (SMTPDataError(421, b"closing"), False),
        (SMTPNotSupportedError("no SMTPUTF8"), True),
        (SMTPServerDisconnected("gone"), False),
        (SMTPRecipientsRefused({"a@example.org": (421, b"closing")}), False),
        (TimeoutError("slow"), False),
        (UnicodeEncodeError("ascii", "é", 0, 1, "no"), True),
        (KeyError("a bug of ours"), False),
    ],
)
def test_only_what_is_the_mails_own_fault_is_final(error, final):
    assert is_final(error) is final
    assert in_words(error)


def test_a_batch_that_is_over_hands_on_what_is_left(
    sink, monkeypatch, django_capture_on_commit_callbacks
):
    """A worker that is told to stop is not kept by a long queue."""
    monkeypatch.setattr(delivery, "BATCH_SECONDS", -1)
    Mail.objects.create(key="los", kind="sample", to="los@example.org")

    with django_capture_on_commit_callbacks() as hints:
        deliver_waiting()

    assert [hint.task for hint in hints] == ["knw_portal.deliver_waiting"]
    assert Mail.objects.get().attempts == 0


def test_a_mail_is_called_by_its_subject_and_its_reader():
    post_sample("los@example.org")

    assert str(Mail.objects.get()) == "Nieuw thema: Zorg & welzijn → los@example.org"

"""Coming in with a mailed code or a password, and what strangers learn by trying: nothing."""

import re
import smtplib
import time
from urllib.parse import quote, urljoin, urlsplit

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings as django_settings
from django.contrib.auth.hashers import make_password
from django.core import mail as django_mail
from django.core.cache import caches
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from knw_portal.mail.models import Mail
from knw_portal.people.models import Role
from knw_portal.tests.factories import RoleFactory, UserFactory

PASSWORD = "vier losse woorden samen"
pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory(email="anna@example.org", password=make_password(PASSWORD))


def ask_code(client, email, **extra):
    return client.post(reverse("account_login"), {"email": email}, **extra)


def code_in(mail):
    return re.search(r"[A-Z]{4}-[A-Z]{4}", mail.body).group()


def give_code(client, code, **data):
    return client.post(reverse("account_confirm_login_code"), {"code": code, **data})


def sign_in(client, email, password=PASSWORD, **extra):
    return client.post(reverse("password_sign_in"), {"login": email, "password": password}, **extra)


def is_in(client):
    return client.get(reverse("profile")).status_code == 200


def text_of(response, email):
    """What a page says, without the address and what differs at every showing."""
    text = re.sub(r'(value="[^"]{60,}"|x-csrftoken": "[^"]+")', "", response.content.decode())
    return text.replace(email, "…").replace(quote(email), "…")


def test_the_code_in_the_mail_lets_one_in_and_gives_the_session_a_new_id(client, person):
    ask_code(client, "Anna@Example.org")
    before = client.session.session_key

    response = give_code(client, code_in(django_mail.outbox[0]))

    assert response.url == reverse("mine")
    assert is_in(client)
    assert client.session.session_key != before


def test_the_mail_with_the_code_has_our_words_twice_and_is_kept_nowhere(client, person):
    ask_code(client, person.email)

    sent = django_mail.outbox[0]
    html = sent.alternatives[0].content
    assert sent.subject == "Je inlogcode voor de coalities"
    assert sent.to == ["anna@example.org"]
    assert sent.body.startswith("Dag,\n\nJe code is: ")
    assert code_in(sent) in html
    assert not Mail.objects.exists()


def test_a_code_works_once_and_only_in_the_browser_that_asked(client, person):
    ask_code(client, person.email)
    code = code_in(django_mail.outbox[0])
    elsewhere = Client()

    give_code(elsewhere, code)
    give_code(client, code)
    client.post(reverse("account_logout"))
    again = give_code(client, code)

    assert not is_in(elsewhere)
    assert again.url == reverse("account_login")
    assert not is_in(client)


def test_a_code_of_more_than_ten_minutes_ago_lets_nobody_in(client, person, monkeypatch):
    ask_code(client, person.email)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 601)

    response = client.post(
        reverse("account_confirm_login_code"),
        {"code": code_in(django_mail.outbox[0])},
        follow=True,
    )

    assert "Je code geldt niet meer" in response.content.decode()
    assert not is_in(client)


def test_five_wrong_codes_and_the_right_one_is_dead(client, person):
    ask_code(client, person.email)
    right = code_in(django_mail.outbox[0])

    answers = [give_code(client, "BBBB-BBBB").status_code for _ in range(5)]
    give_code(client, right)

    assert answers == [200, 200, 200, 200, 302]
    assert not is_in(client)


def test_known_unknown_and_closed_addresses_get_the_same_answer_and_one_mail_each(person):
    UserFactory(email="dicht@example.org", is_active=False)
    pages, subjects = set(), []
    for email in ("anna@example.org", "niemand@example.org", "dicht@example.org"):
        client = Client()
        response = ask_code(client, email)
        page = client.get(response.url)
        pages.add((response.status_code, response.url, text_of(page, email)))
        wrong = give_code(client, "BBBB-BBBB")
        pages.add((wrong.status_code, text_of(wrong, email)))
        subjects.append(django_mail.outbox[-1].subject)

    assert len(pages) == 2
    assert subjects == [
        "Je inlogcode voor de coalities",
        "Inloggen op de coalities lukt niet met dit adres",
        "Inloggen op de coalities lukt niet met dit adres",
    ]


def test_an_empty_code_does_not_fit_the_code_that_an_unknown_address_never_got(client):
    ask_code(client, "niemand@example.org")

    response = give_code(client, "-")

    assert response.status_code == 200


def test_a_mail_server_that_is_away_or_refuses_tells_no_address_from_another(
    client, person, monkeypatch
):
    def refuse(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    known = ask_code(client, person.email)
    unknown = ask_code(Client(), "niemand@example.org")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_a_mail_server_that_is_away_is_said_on_the_page(client, person, monkeypatch):
    def away(self, messages):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", away)

    response = client.post(reverse("account_login"), {"email": person.email}, follow=True)

    assert "Er kan nu geen mail uit" in response.content.decode()


def test_a_password_lets_one_in_and_gives_the_session_a_new_id(client, person):
    client.get(reverse("password_sign_in"))
    ask_code(client, person.email)  # a session from before
    before = client.session.session_key

    response = sign_in(client, "ANNA@example.org")

    assert response.url == reverse("mine")
    assert is_in(client)
    assert client.session.session_key != before


@pytest.mark.parametrize("email", ["anna@example.org", "niemand@example.org", "dicht@example.org"])
def test_a_wrong_password_and_a_closed_account_sound_the_same(client, person, email):
    UserFactory(email="dicht@example.org", is_active=False, password=make_password(PASSWORD))
    password = PASSWORD if email.startswith("dicht") else "iets heel anders"

    response = sign_in(client, email, password)

    assert "Dit adres en dit wachtwoord horen niet bij elkaar" in response.content.decode()
    assert not is_in(client)


def test_guessing_stops_after_ten_tries_whatever_the_forwarded_header_says(person):
    guesser = Client(REMOTE_ADDR="198.51.100.7")
    for number in range(10):
        sign_in(guesser, person.email, "fout", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")

    blocked = sign_in(guesser, person.email, PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.99")

    assert "te vaak geprobeerd" in blocked.content.decode()
    assert not is_in(guesser)


def test_the_guesser_locks_nobody_out_but_himself(person):
    guesser = Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(12):
        sign_in(guesser, person.email, "fout")
        ask_code(guesser, person.email)
    owner = Client(REMOTE_ADDR="192.0.2.1")

    by_password = sign_in(owner, person.email)
    owner.post(reverse("account_logout"))
    by_code = ask_code(owner, person.email)

    assert by_password.url == reverse("mine")
    assert by_code.url == reverse("account_confirm_login_code")


def test_behind_a_proxy_of_ours_the_address_it_adds_counts(person, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(10):
        sign_in(
            Client(), person.email, "fout", HTTP_X_FORWARDED_FOR=f"9.9.9.{number}, 198.51.100.7"
        )

    same = sign_in(Client(), person.email, HTTP_X_FORWARDED_FOR="1.1.1.1, 198.51.100.7")
    other = sign_in(Client(), person.email, HTTP_X_FORWARDED_FOR="198.51.100.7, 192.0.2.1")

    assert same.status_code == 200
    assert other.status_code == 302


def test_one_place_gets_five_codes_an_hour_for_an_address(client, person):
    for _ in range(20):
        response = ask_code(client, person.email)

    assert len(django_mail.outbox) == 5
    assert "Je hebt al vijf codes gevraagd" in response.content.decode()


def test_without_the_cache_one_can_still_sign_in(client, person, monkeypatch, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    away = {"_class": caches["default"]._class, "_servers": ["redis://127.0.0.1:1/0"]}
    for name, value in away.items():
        monkeypatch.setattr(caches["default"], name, value)
    monkeypatch.delitem(caches["default"].__dict__, "_cache", raising=False)

    sign_in(client, person.email)
    is_signed_in = is_in(client)

    monkeypatch.undo()
    caches["default"].__dict__.pop("_cache", None)
    assert is_signed_in


def test_a_closed_account_is_out_at_the_next_request(client, person):
    client.force_login(person)
    assert is_in(client)

    type(person).objects.filter(pk=person.pk).update(is_active=False)

    assert not is_in(client)


def test_a_role_that_ends_is_gone_at_the_next_request(client, person):
    role = RoleFactory(user=person, kind=Role.Kind.BUREAU)
    client.force_login(person)
    assert client.get(reverse("person_list")).status_code == 200

    role.delete()

    assert client.get(reverse("person_list")).status_code == 403


def test_signing_out_is_a_post_and_ends_the_session_on_the_server(client, person):
    client.force_login(person)
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value

    by_get = client.get(reverse("account_logout"))
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies[django_settings.SESSION_COOKIE_NAME] = cookie

    assert by_get.status_code == 405
    assert not is_in(thief)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https://evil.example/",
        "http:///evil.example",
        "javascript:alert(1)",
        "/\r\nLocation: https://evil.example",
        "\thttps://evil.example",
        "https://testserver@evil.example",
        "data:text/html,x",
    ],
)
def test_next_never_leads_away(client, person, target):
    by_password = client.post(
        reverse("password_sign_in"), {"login": person.email, "password": PASSWORD, "next": target}
    )
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"email": person.email, "next": target})
    by_code = give_code(client, code_in(django_mail.outbox[0]), next=target)

    for url in (by_password.url, by_code.url):
        assert urlsplit(urljoin("http://testserver/inloggen/", url))[:2] == ("http", "testserver")


def test_next_leads_to_the_page_one_wanted_by_code_and_by_password(client, person):
    start = client.get(reverse("profile"))
    assert start.url == f"{reverse('account_login')}?next={reverse('profile')}"

    asked = client.post(start.url, {"email": person.email})
    by_code = client.post(asked.url, {"code": code_in(django_mail.outbox[0])})
    client.post(reverse("account_logout"))
    by_password = client.post(
        f"{reverse('password_sign_in')}?next={reverse('profile')}",
        {"login": person.email, "password": PASSWORD},
    )

    assert by_code.url == by_password.url == reverse("profile")


def test_a_signed_in_person_who_opens_the_sign_in_page_is_brought_home(client, person):
    client.force_login(person)

    response = client.get(reverse("account_login"))

    assert response.url == reverse("mine")


def test_nothing_of_allauth_is_open_but_what_we_mounted():
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}

    assert {name for name in names if name.startswith(("account_", "socialaccount", "mfa"))} == {
        "account_login",
        "account_confirm_login_code",
        "account_logout",
    }
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_the_host_of_the_request_never_ends_up_in_a_mail(person, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ask_code(Client(HTTP_HOST="evil.example"), "niemand@example.org")

    sent = django_mail.outbox[0]
    assert "https://portaal.example.org/inloggen/" in sent.body
    assert "evil.example" not in sent.body


def test_an_account_that_closes_while_the_code_is_under_way_stays_closed(client, person):
    ask_code(client, person.email)
    type(person).objects.filter(pk=person.pk).update(is_active=False)

    response = client.post(
        reverse("account_confirm_login_code"), {"code": code_in(django_mail.outbox[0])}, follow=True
    )

    assert "Met dit adres kun je nu niet inloggen" in response.content.decode()
    assert not is_in(client)


def test_who_comes_back_for_another_code_or_a_password_is_not_sent_to_the_old_one(client, person):
    ask_code(client, person.email)

    pages = [client.get(reverse(name)) for name in ("account_login", "password_sign_in")]
    ask_code(client, person.email)
    give_code(client, code_in(django_mail.outbox[1]))

    assert [page.status_code for page in pages] == [200, 200]
    assert is_in(client)


def test_too_many_posts_from_one_place_get_a_page_that_says_to_wait(settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "2/m/ip"}
    hasty = Client()

    answers = [sign_in(hasty, "niemand@example.org") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Even wachten" in answers[2].content.decode()


def test_sign_up_is_closed_in_allauth_itself_too(rf):
    assert get_adapter().is_open_for_signup(rf.get("/")) is False


def test_a_refused_address_is_only_in_the_log(client, person, monkeypatch, caplog):
    def refuse(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)

    page = client.post(reverse("account_login"), {"email": person.email}, follow=True)

    assert "Er kan nu geen mail uit" not in page.content.decode()
    assert "sign-in mail refused" in caplog.text

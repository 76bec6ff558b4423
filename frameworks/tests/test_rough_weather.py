"""What a team writes survives what happens to networks, sessions and servers. In a real browser."""

import os
import socket
import sys
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import expect

from conftest import watch
from frameworks.definitions.models import FrameworkVersion
from frameworks.teams import actions
from frameworks.teams.models import AnswerRevision, TeamAnswer
from frameworks.tests.factories import team_of
from frameworks.tests.test_browser import OPEN, SCALE, hear_nothing, troubles
from knw_portal.local.processes import kill_session, launch, wait_until
from knw_portal.mail.tests.test_drills import other_sessions
from knw_portal.tests.factories import GroupMemberFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "vier losse woorden samen"
SAVES = "**/antwoord/**"
BLANK = {"choices": [], "cells": {}, "text": "", "basis": "", "reason": ""}


@pytest.fixture
def lies():
    return UserFactory(
        name="Lies", email="lies@example.org", password=make_password(PASSWORD, hasher="md5")
    )


@pytest.fixture
def talk(lies):
    call_command("load_frameworks")
    framework = FrameworkVersion.objects.get(framework__code="FLEX").framework
    trajectory = team_of(lies, framework=framework, flex_ways=["form", "pace"])
    return actions.open_conversation(trajectory, "start", by=lies)


@pytest.fixture
def mo(talk):
    return GroupMemberFactory(group=talk.trajectory.team.group, user=UserFactory(name="Mo")).user


@pytest.fixture
def page(browser_page, browser_sign_in, lies, talk):
    browser_sign_in(lies)
    browser_page.goto(talk.get_absolute_url())
    return browser_page


def box(page, question=OPEN):
    return page.locator(question).get_by_role("textbox").first


def status(page, question=OPEN):
    return expect(page.locator(f"{question} [role=status]"))


def whole(page):
    """What the line at the foot of the page says about all answers together."""
    return expect(page.locator(".save-bar"))


def texts():
    """Every text that was ever kept, in order."""
    return list(
        AnswerRevision.objects.exclude(text="").order_by("at").values_list("text", flat=True)
    )


def kept_in(page):
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('knw:'))")


def asks_before_leaving(page):
    return not page.evaluate("dispatchEvent(new Event('beforeunload', {cancelable: true}))")


# --- fair weather --------------------------------------------------------------------------------


def test_who_types_on_and_on_is_saved_within_two_seconds(page):
    """From the first key on, not from the last: somebody may write for minutes without a pause."""
    with page.expect_response(SAVES) as said:
        box(page).press_sequentially("Een lange zin zonder enige pauze.", delay=150)
    first = said.value.request.post_data

    assert "Een" in first
    assert "pauze" not in first  # it did not wait for the end
    status(page).to_contain_text("Bewaard om ")
    whole(page).to_contain_text("Alles bewaard")


def test_leaving_asks_only_while_something_is_really_unsaved(page):
    page.route(SAVES, lambda route: route.abort())
    fair = asks_before_leaving(page)
    box(page).fill("Nog onderweg")
    unsaved = asks_before_leaving(page)
    status(page).to_contain_text("geen verbinding")
    whole(page).to_contain_text("Geen verbinding")
    page.unroute(SAVES)
    status(page).to_contain_text("Bewaard om ")
    whole(page).to_contain_text("Alles bewaard")

    assert (fair, unsaved, asks_before_leaving(page)) == (False, True, False)
    assert kept_in(page) == []


def test_only_the_field_that_changed_is_sent(page):
    with page.expect_request(SAVES) as sent:
        page.locator(OPEN).get_by_role("radio", name="Meerderheid").check()

    assert "only=basis" in sent.value.post_data
    assert "text" not in sent.value.post_data


# --- a lost line ---------------------------------------------------------------------------------


def test_an_answer_that_got_lost_on_its_way_back_is_no_second_version(page):
    """The portal kept it, and the browser does not know: it asks again with the same number."""
    lost = []

    def lose(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route(SAVES, lose)
    box(page).fill("Een keer")
    status(page).to_contain_text("geen verbinding")
    box(page).fill("Een keer, en meer")
    status(page).to_contain_text("Bewaard om ")
    whole(page).to_contain_text("Alles bewaard")

    assert lost == [200]
    assert texts() == ["Een keer", "Een keer, en meer"]
    expect(page.locator(".conflict")).to_have_count(0)


def test_a_closed_tab_loses_nothing(page, talk):
    """The line is lost, the page is closed; it is opened again when the line is back."""
    page.route(SAVES, lambda route: route.abort())
    box(page).fill("Voor het sluiten")
    page.locator(SCALE).get_by_role("radio", name="2 Het doel is besproken").check()
    status(page).to_contain_text("geen verbinding")
    context = page.context
    page.close()

    again = context.new_page()
    again.goto(talk.get_absolute_url())

    expect(box(again)).to_have_value("Voor het sluiten")
    status(again).to_contain_text("Bewaard om ")
    status(again, SCALE).to_contain_text("Bewaard om ")
    assert TeamAnswer.objects.filter(text="Voor het sluiten").exists()
    assert TeamAnswer.objects.filter(choices=["2"]).exists()
    assert kept_in(again) == []


def test_what_was_saved_never_comes_back_over_what_a_colleague_wrote_later(page, talk, lies, mo):
    """The save arrived, its answer did not, the tab was closed, and Mo wrote on."""
    page.route(SAVES, lambda route: (route.fetch(), route.abort()))
    box(page).fill("Van Lies")
    status(page).to_contain_text("geen verbinding")
    context = page.context
    page.close()
    question = talk.questions()[0]
    actions.save_answer(talk, question, BLANK | {"text": "Van Lies en Mo"}, seen=2, by=mo)

    again = context.new_page()
    again.goto(talk.get_absolute_url())

    whole(again).to_contain_text("Alles bewaard")
    expect(box(again)).to_have_value("Van Lies en Mo")
    expect(again.locator(".conflict")).to_have_count(0)
    assert texts() == ["Van Lies", "Van Lies en Mo"]
    assert kept_in(again) == []


def test_what_two_wrote_while_one_was_away_is_both_shown_and_can_be_joined(page, talk, mo):
    page.context.set_offline(True)
    box(page).fill("Van Lies")
    status(page).to_contain_text("geen verbinding")
    question = talk.questions()[0]
    actions.save_answer(talk, question, BLANK | {"text": "Van Mo"}, seen=1, by=mo)
    page.context.set_offline(False)

    clash = page.locator(f"{OPEN} .conflict")
    expect(clash).to_contain_text("Van Mo")
    expect(clash).to_contain_text("Van Lies")
    found = troubles(page)
    page.get_by_role("button", name="Samenvoegen").click()

    expect(box(page)).to_have_value("Van Mo\n\nVan Lies")
    expect(box(page)).to_be_focused()
    status(page).to_contain_text("Bewaard om ")
    whole(page).to_contain_text("Alles bewaard")
    assert texts() == ["Van Mo", "Van Mo\n\nVan Lies"]
    assert found == []


def test_what_two_changed_in_different_places_of_a_text_is_woven_together(page, talk, mo):
    question = talk.questions()[0]
    actions.save_answer(talk, question, BLANK | {"text": "We beginnen klein."}, seen=1, by=mo)
    page.reload()
    hear_nothing(page)
    text = {"text": "In maart: we beginnen klein."}
    actions.save_answer(talk, question, BLANK | text, seen=2, by=mo)
    box(page).fill("We beginnen klein. Met twee groepen.")
    page.get_by_role("button", name="Samenvoegen").click()

    expect(box(page)).to_have_value("In maart: we beginnen klein. Met twee groepen.")
    whole(page).to_contain_text("Alles bewaard")
    assert texts()[-1] == "In maart: we beginnen klein. Met twee groepen."


def test_an_old_text_of_this_browser_is_offered_and_not_put_in(page, talk):
    page.route(SAVES, lambda route: route.abort())
    box(page).fill("Van vorige week")
    status(page).to_contain_text("geen verbinding")
    age(page, days=7)
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute(SAVES)
    page.reload()

    expect(box(page)).to_have_value("")
    expect(page.locator(OPEN)).to_contain_text("nog iets van")
    found = troubles(page)
    page.get_by_role("button", name="Zet het erin").click()
    status(page).to_contain_text("Bewaard om ")

    assert texts() == ["Van vorige week"]
    assert found == []


def test_after_two_weeks_it_is_thrown_away(page):
    page.route(SAVES, lambda route: route.abort())
    box(page).fill("Van lang geleden")
    status(page).to_contain_text("geen verbinding")
    age(page, days=15)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()

    whole(page).to_contain_text("Alles bewaard")
    expect(box(page)).to_have_value("")
    assert kept_in(page) == []


def age(page, days):
    """Let what is kept in the browser be so many days old, from now on."""
    page.evaluate(
        """days => {
          for (const key of Object.keys(localStorage)) {
            const kept = JSON.parse(localStorage.getItem(key));
            kept.at -= days * 24 * 3600 * 1000;
            localStorage.setItem(key, JSON.stringify(kept));
          }
          Storage.prototype.setItem = () => {};
        }""",
        days,
    )


# --- a session that ended ------------------------------------------------------------------------


def end_all_sessions():
    Session.objects.all().delete()
    caches["default"].clear()


def sign_in_with_password(page):
    page.get_by_label("Je e-mailadres").fill("lies@example.org")
    page.get_by_label("Je wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()


def test_an_ended_session_keeps_the_text_and_goes_on_after_signing_in_in_another_tab(page):
    end_all_sessions()
    box(page).fill("Na de pauze")
    status(page).to_contain_text("je bent uitgelogd")
    whole(page).to_contain_text("Je bent uitgelogd")
    box(page).fill("Na de pauze, en verder")

    other = page.context.new_page()
    other.goto("/inloggen/wachtwoord/")
    sign_in_with_password(other)
    expect(other.locator("h1")).to_contain_text("Dag ")
    other.close()

    status(page).to_contain_text("Bewaard om ")
    whole(page).to_contain_text("Alles bewaard")
    assert texts()[-1] == "Na de pauze, en verder"
    expect(page.locator(".conflict")).to_have_count(0)


def test_an_ended_session_keeps_the_text_and_goes_on_after_signing_in_in_this_tab(page, talk):
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
    end_all_sessions()
    box(page).fill("Na de pauze")
    page.get_by_role("link", name="Opnieuw inloggen").click()
    page.goto(f"/inloggen/wachtwoord/?next={talk.get_absolute_url()}")
    sign_in_with_password(page)

    expect(box(page)).to_have_value("Na de pauze")
    status(page).to_contain_text("Bewaard om ")
    assert texts() == ["Na de pauze"]
    assert dialogs == []
    assert kept_in(page) == []


def test_another_person_in_the_same_browser_neither_saves_nor_sees_it(
    page, browser_sign_in, talk, mo
):
    end_all_sessions()
    box(page).fill("Van Lies")
    status(page).to_contain_text("je bent uitgelogd")
    browser_sign_in(mo)
    whole(page).to_contain_text("Iemand anders is in deze browser ingelogd")
    other = page.context.new_page()
    other.goto(talk.get_absolute_url())
    whole(other).to_contain_text("Alles bewaard")

    expect(box(other)).to_have_value("")
    expect(box(page)).to_have_value("Van Lies")
    assert texts() == []


def test_who_signs_out_leaves_nothing_behind_in_the_browser(page):
    page.on("dialog", lambda dialog: dialog.accept())
    page.route(SAVES, lambda route: route.abort())
    box(page).fill("Nog niet bewaard")
    status(page).to_contain_text("geen verbinding")
    before = kept_in(page)
    page.evaluate("sessionStorage.setItem('knw:keep:1:/notitie/', '{}')")  # as keep.js does
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("link", name="Inloggen").first).to_be_visible()

    assert len(before) == 1
    assert kept_in(page) == []
    assert page.evaluate("sessionStorage.getItem('knw:keep:1:/notitie/')") is None


# --- what others write ---------------------------------------------------------------------------


def test_what_a_colleague_writes_comes_in_but_never_where_one_is_typing(page, talk, mo):
    questions = {one["code"]: one for one in talk.questions()}
    box(page).click()
    actions.save_answer(talk, questions["FLEX-S-PC-04"], BLANK | {"choices": ["3"]}, seen=1, by=mo)
    actions.save_answer(talk, questions["FLEX-S-PC-01"], BLANK | {"text": "Van Mo"}, seen=1, by=mo)

    expect(page.locator(SCALE).get_by_role("radio", name="3 ")).to_be_checked()
    status(page, SCALE).to_contain_text("Mo, bewaard om ")
    expect(box(page)).to_have_value("")  # Lies stands in it
    page.locator(SCALE).get_by_role("textbox").click()
    expect(box(page)).to_have_value("Van Mo")  # and now she does not any more


def test_who_writes_where_is_seen_and_goes_away(page, live_server, chromium, talk, mo):
    troubled = []
    context = chromium.new_context(base_url=live_server.url, locale="nl-NL")
    watch(context, live_server.url, troubled)
    sign_in(context, live_server, mo)
    his = context.new_page()
    his.goto(talk.get_absolute_url())
    box(his).press_sequentially("Ik")
    expect(page.locator(OPEN).get_by_text("Mo schrijft hier")).to_be_visible()
    whole(page).to_contain_text("Nu hier: Mo")
    found = troubles(page)
    context.close()

    expect(page.locator(OPEN).get_by_text("Mo schrijft hier")).to_have_count(0, timeout=30_000)
    assert troubled == found == []


def sign_in(context, live_server, user):
    from_django = {"name": django_settings.SESSION_COOKIE_NAME, "value": session_of(user)}
    context.add_cookies([from_django | {"url": live_server.url}])


def session_of(user):
    client = Client()
    client.force_login(user)
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


def test_the_earlier_texts_of_an_answer_can_be_read_and_put_back(page, talk, mo):
    question = talk.questions()[0]
    actions.save_answer(talk, question, BLANK | {"text": "Van Mo"}, seen=1, by=mo)
    actions.save_answer(talk, question, BLANK | {"text": "Iets anders"}, seen=2, by=mo)
    page.reload()
    page.locator(OPEN).get_by_role("link", name="Eerdere teksten").click()
    found = troubles(page)
    page.get_by_role("button", name="Zet dit terug").first.click()

    expect(page.get_by_role("status").first).to_contain_text("De eerdere tekst staat er weer")
    assert TeamAnswer.objects.filter(text="Van Mo").exists()
    assert found == []


# --- a server that falls over --------------------------------------------------------------------


class Portal:
    """The web server as a process of its own, to be killed and started again on one port."""

    def __init__(self, folder):
        self.folder, self.process = folder, None
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        parts = urlsplit(django_settings.DATABASE_URL)
        database = urlunsplit(parts._replace(path="/" + connection.settings_dict["NAME"]))
        environment = {
            **os.environ,
            "DATABASE_URL": database,
            "SECRET_KEY": django_settings.SECRET_KEY,
            "DEMO": "",
        }
        argv = [sys.executable, "-m", "gunicorn", "frameworks.tests.serving", "--workers", "1"]
        argv += ["--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread"]
        argv += ["--threads", "4", "--no-control-socket"]
        with (self.folder / "web.log").open("a") as log:
            self.process = launch(
                argv,
                env=environment,
                cwd=django_settings.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        assert wait_until(self.answers, 60), (self.folder / "web.log").read_text()

    def answers(self):
        with closing(socket.socket()) as door:
            return door.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self):
        kill_session(self.process.pid)
        self.process.wait()


@pytest.fixture
def portal(tmp_path):
    not_ours = other_sessions()  # of a test server that this process ran before
    portal = Portal(tmp_path)
    portal.start()
    yield portal
    portal.kill()
    # The database cannot be emptied while the server still has a session there.
    assert wait_until(lambda: other_sessions() <= not_ours, 10)


def test_a_server_that_is_killed_in_the_middle_of_it_loses_nothing(portal, chromium, talk, lies):
    """kill -9 while somebody writes, and a new server some seconds later."""
    troubled = []
    context = chromium.new_context(base_url=portal.url, locale="nl-NL")
    watch(context, portal.url, troubled)
    context.add_cookies(
        [
            {
                "name": django_settings.SESSION_COOKIE_NAME,
                "value": session_of(lies),
                "url": portal.url,
            }
        ]
    )
    page = context.new_page()
    page.goto(talk.get_absolute_url())
    box(page).press_sequentially("Voor de val. ", delay=20)
    status(page).to_contain_text("Bewaard om ")

    box(page).press_sequentially("Tijdens de val. ", delay=20)
    portal.kill()
    status(page).to_contain_text("geen verbinding")
    box(page).press_sequentially("Na de val.", delay=20)
    page.locator(SCALE).get_by_role("radio", name="2 Het doel is besproken").check()
    whole(page).to_contain_text("Geen verbinding")
    portal.start()

    status(page).to_contain_text("Bewaard om ", timeout=30_000)
    whole(page).to_contain_text("Alles bewaard", timeout=30_000)
    page.reload()
    expect(box(page)).to_have_value("Voor de val. Tijdens de val. Na de val.")
    expect(page.locator(SCALE).get_by_role("radio", name="2 Het doel")).to_be_checked()
    expect(page.locator(".conflict")).to_have_count(0)
    context.close()
    assert len(texts()) == len(set(texts()))
    assert troubled == []

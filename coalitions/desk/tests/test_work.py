"""The workspace of a coalition in a real browser: from an applicant to a member at a session."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localtime, now
from playwright.sync_api import expect

from coalitions.briefs.models import Coalition
from coalitions.desk.demo.load import load_demo
from coalitions.desk.tests.test_walk import sign_in
from coalitions.sessions import links
from coalitions.sessions.models import Attendance, Session
from knw_portal.mail.messages import message
from knw_portal.mail.models import Mail
from knw_portal.people.models import User
from knw_portal.tests.looking import troubles_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORK = "/coalities/studenten-aan-tafel/werk/bijeenkomsten/"


@pytest.fixture
def demo(settings, transactional_db):
    settings.DEMO = True
    load_demo()


def session(number):
    return Session.objects.get(coalition__slug="studenten-aan-tafel", number=number)


@pytest.mark.timeout(300)
def test_the_pages_of_the_workspace_are_accessible_and_fit_every_screen(browser_page, demo):
    coming, past = session(3), session(1)
    one = coming.attendances.order_by("pk").first()
    recruiting = Coalition.objects.get(slug="ai-in-de-examinering")
    place = reverse("application_place", args=[recruiting.slug, recruiting.applications.first().pk])
    pages = {
        "member": [
            "/coalities/ai-in-de-examinering/aanmelden/",
            "/coalities/studenten-aan-tafel/werk/leden/",
            WORK,
            coming.get_absolute_url(),
            "/mijn/",
        ],
        "bureau": ["/coalities/ai-in-de-examinering/werk/leden/", place, "/bureau/"],
        "facilitator": [
            past.get_absolute_url(),
            f"{WORK}nieuw/",
            f"{WORK}{coming.pk}/wijzigen/",
            f"{WORK}{coming.pk}/afzeggen/",
            f"{WORK}{coming.pk}/agenda/",
            f"{WORK}{past.pk}/aanwezig/",
            f"{WORK}{past.pk}/verslag/",
            f"{WORK}{past.pk}/acties/nieuw/",
            reverse("attendance_answer", args=[links.token(one)]),
            reverse("session_list", args=["flexibilisering-2"]),
        ],
    }
    found = []
    for role, urls in pages.items():
        sign_in(browser_page, role)
        found += [trouble for url in urls for trouble in troubles_at(browser_page, url)]

    assert found == []


def test_somebody_applies_is_placed_and_sees_the_workspace(browser_page, demo):
    page = browser_page
    sign_in(page, "ambassador")
    page.goto("/coalities/ai-in-de-examinering/")
    page.get_by_role("link", name="Aanmelden", exact=True).click()
    page.get_by_label("Wat breng je mee?").fill("Een school vol vragen")
    page.get_by_role("button", name="Aanmelden").click()
    expect(page.get_by_role("status")).to_contain_text("Je aanmelding is binnen.")

    sign_in(page, "bureau")
    page.goto("/coalities/ai-in-de-examinering/werk/leden/")
    page.get_by_role("link", name=re.compile("^Plaatsen.*Noor Haverkamp")).click()
    page.get_by_label("Woord van welkom").fill("Fijn dat je er bent.")
    page.get_by_role("button", name="Plaatsen en welkom heten").click()
    expect(page.get_by_role("status")).to_contain_text("Noor Haverkamp doet mee")

    sign_in(page, "ambassador")
    page.goto("/coalities/ai-in-de-examinering/")
    page.get_by_role("link", name="Leden").click()
    expect(page.locator("main")).to_contain_text("Een school vol vragen")
    assert Mail.objects.filter(kind="placed").count() == 1


def test_a_session_is_planned_answered_by_link_and_cancelled(browser_page, demo):
    page = browser_page
    sign_in(page, "facilitator")
    page.goto(WORK)
    page.get_by_role("link", name="Bijeenkomst plannen").click()
    starts = localtime(now() + timedelta(days=40)).replace(hour=13, minute=0)
    page.get_by_label("Titel").fill("Halverwege")
    page.get_by_label("Begint").fill(f"{starts:%Y-%m-%dT%H:%M}")
    page.get_by_label("Eindigt").fill(f"{starts + timedelta(hours=3):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Plannen en uitnodigen").click()
    page.get_by_label("Onderwerp").first.fill("Wat leerden we tot nu toe?")
    page.get_by_role("button", name="Agenda bewaren").click()
    expect(page.locator("main")).to_contain_text("Wat leerden we tot nu toe?")
    expect(page.locator("main")).to_contain_text("Verzamel werkvormen die er al zijn")  # still open

    page.context.clear_cookies()
    planned = session(4)
    member = User.objects.get(email="oefen.member@example.org")
    mail = Mail.objects.filter(kind="session_invitation", to=member.email).latest("pk")
    page.goto(re.search(r"/uitnodiging/\S+", message(mail).body).group())
    page.get_by_role("button", name="Ik kom niet").click()
    expect(page.locator("main")).to_contain_text("Je antwoord: komt niet")
    assert Attendance.objects.get(session=planned, user=member).answer == "no"

    sign_in(page, "facilitator")
    page.goto(planned.get_absolute_url())
    page.get_by_role("link", name="Afzeggen").click()
    page.get_by_label("Waarom gaat het niet door?").fill("De zaal is dicht.")
    page.get_by_role("button", name="Afzeggen en mailen").click()
    expect(page.locator("main")).to_contain_text("Deze bijeenkomst gaat niet door.")

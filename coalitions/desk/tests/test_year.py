"""One year, walked: the eight steps of a coalition in the browser, as everyone who takes part.

Against a portal that really runs: `./portal` on a folder of its own, with its web server, its
worker, its clock and its demo. Nothing is looked up in the database: what a person cannot see on
a page or read in a mail, this test does not know.
"""

import os
import re
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from time import sleep
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from conftest import watch
from knw_portal.local.processes import wait_until
from knw_portal.local.settings import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
COALITION = "Samen beoordelen"
YEAR = "2041-2042"
SLUG = "samen-beoordelen"
FRAMEWORK = "Flexibel aan tafel"


@pytest.fixture
def portal(tmp_path):
    """`./portal` as a newcomer starts it; gives its address."""
    unset = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "EMAIL_URL")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment |= {"PORTAL_VAR": str(tmp_path / "var"), "PORT": "8350"}
    command = [sys.executable, "-m", "knw_portal.local", "run"]
    said = []
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        listening = threading.Thread(target=lambda: said.extend(process.stdout))
        listening.start()
        try:
            assert wait_until(lambda: any("Open http" in line for line in said), 240), said
            yield re.search(r"Open (http://\S+?)/\s", "".join(said))[1]
        finally:
            process.terminate()
            process.wait(60)
            listening.join()


class Cast:
    """Everybody in the play, each in a browser of their own."""

    def __init__(self, chromium, address):
        self.chromium, self.address = chromium, address
        self.pages, self.contexts, self.troubles = {}, [], []

    def somebody(self):
        """A page in a browser in which nobody signed in."""
        context = self.chromium.new_context(
            base_url=self.address, locale="nl-NL", viewport={"width": 1280, "height": 900}
        )
        watch(context, self.address, self.troubles)
        self.contexts.append(context)
        return context.new_page()

    def __getitem__(self, role):
        """The page of one of the six people whom anybody may be in the demo."""
        if role not in self.pages:
            page = self.pages[role] = self.somebody()
            page.goto("/inloggen/")
            page.locator(f"button[value={role}]").click()
            expect(page.locator("h1")).to_contain_text("Dag ")
        return self.pages[role]

    def mail(self, subject, to=""):
        """The text of the newest mail with this subject, once the worker has dealt with it."""
        page = self["bureau"]
        for _ in range(40):
            page.goto("/bureau/post/?stand=verzonden")
            rows = page.get_by_role("row").filter(has_text=subject).filter(has_text=to)
            if rows.count():
                break
            sleep(0.5)
        rows.first.get_by_role("link").first.click()
        page.get_by_text("Dezelfde mail als platte tekst").click()
        return page.locator(".mail-text").inner_text()

    def link_in(self, subject, to=""):
        """The first address in that mail, as a path."""
        return re.search(rf"{self.address}(/\S+)", self.mail(subject, to))[1]


def local(moment):
    """As a browser fills in a field for date and time."""
    return moment.strftime("%Y-%m-%dT%H:%M")


def day(moment):
    return moment.strftime("%Y-%m-%d")


def wait_for(moment):
    sleep(max(0, (moment - datetime.now(AMSTERDAM)).total_seconds()))


def said(page):
    return expect(page.get_by_role("status").first)


def test_the_year_of_a_coalition(chromium, portal):
    cast = Cast(chromium, portal)
    a_visitor_reads_and_shows_interest(cast)
    closes_at = themes_are_proposed_and_the_vote_opens(cast)
    institutions_vote(cast)
    a_coalition_publishes_its_question_set(cast)
    a_team_holds_its_conversation(cast)
    wait_for(closes_at)
    the_vote_is_counted_decided_and_confirmed(cast)
    the_brief_is_written_and_the_memo_sent(cast)
    people_apply_and_are_placed(cast)
    a_session_is_planned_held_and_minuted(cast)
    each_institution_is_asked_and_delivers(cast)
    what_was_made_is_published_and_found(cast)
    each_role_sees_what_needs_it(cast)
    for context in cast.contexts:
        context.close()
    assert cast.troubles == []


# --- 1 ----------------------------------------------------------------------------------------


def a_visitor_reads_and_shows_interest(cast):
    page = cast.somebody()
    page.goto("/")
    page.get_by_role("link", name="Coalities", exact=True).first.click()
    page.get_by_role("link", name="AI in de examinering").first.click()
    expect(page.locator("main")).to_contain_text("Hoe weet een team dat een examen")
    page.goto("/doe-mee/interesse/")
    page.get_by_label("In welke coalitie").select_option(label="AI in de examinering")
    page.get_by_label("Je naam").fill("Roos Wijdeveld")
    page.get_by_label("E-mailadres van je werk").fill("roos.wijdeveld@example.org")
    page.get_by_label("Je instelling").select_option(label="Albeda")
    page.get_by_label("Je functie").first.select_option(index=1)
    page.get_by_label("Wat breng je mee").fill("Drie examens die vastliepen op AI.")
    page.get_by_role("button", name="Belangstelling").click()
    page.goto(cast.link_in("belangstelling", to="roos.wijdeveld@example.org"))
    page.get_by_role("button").last.click()
    expect(page.locator("main")).to_contain_text("Dank")
    bureau = cast["bureau"]
    bureau.goto("/bureau/aanmeldingen/belangstelling/")
    expect(bureau.locator("main")).to_contain_text("Roos Wijdeveld")


# --- 2 ----------------------------------------------------------------------------------------


def themes_are_proposed_and_the_vote_opens(cast):
    """Returns when the vote closes: a few minutes from now, to the second."""
    bureau, ambassador = cast["bureau"], cast["ambassador"]
    begin = datetime.now(AMSTERDAM).replace(second=0, microsecond=0)
    opens_at = begin + timedelta(minutes=2)
    closes_at = opens_at + timedelta(minutes=2)
    bureau.goto("/themas/nieuw/")
    bureau.get_by_label("Schooljaar").fill(YEAR)
    bureau.get_by_label("Titel").fill("Thema’s voor het jaar daarna")
    bureau.get_by_label("Aantal te kiezen").fill("1")
    bureau.get_by_label("Voorstellen tot").fill(local(opens_at))
    bureau.get_by_label("Stemmen vanaf").fill(local(opens_at))
    bureau.get_by_label("Stemmen tot").fill(local(closes_at))
    bureau.get_by_role("button", name="Bewaren").click()

    for title, urgency in (
        (COALITION, "Elke school is hiermee bezig."),
        ("Stil leren", "Het kan."),
    ):
        ambassador.goto(f"/themas/{YEAR}/")
        ambassador.get_by_role("link", name="Thema voorstellen").click()
        ambassador.get_by_label("Thema", exact=True).fill(title)
        ambassador.get_by_label("Vraagstuk").fill("Hoe kijken we samen naar wat een student kan?")
        ambassador.get_by_label("Waarom nu").fill(urgency)
        ambassador.get_by_role("button", name="Op de lange lijst").click()
        said(ambassador).to_contain_text("lange lijst")

    bureau.goto(f"/themas/{YEAR}/")
    bureau.get_by_role("link", name=re.compile("Wijzigen.*Stil leren")).click()
    bureau.get_by_label("Waarom nu").fill("Docenten vragen erom.")
    bureau.get_by_role("button", name="Bewaren").click()
    bureau.goto(f"/themas/{YEAR}/openen/")
    bureau.get_by_role("link", name=re.compile("Vastleggen")).first.click()
    for _ in range(2):
        bureau.get_by_label("Wat heb je bekeken?").fill("De coalities en de bibliotheek")
        bureau.get_by_role("radio", name="nieuw").check()
        bureau.get_by_label("Conclusie").fill("Dit is nog niet gedaan.")
        bureau.get_by_role("button", name="Vastleggen").last.click()
    a_deputy_is_named(cast)
    wait_for(opens_at)
    bureau.goto(f"/themas/{YEAR}/openen/")
    bureau.get_by_role("button", name="Ja, leg vast en open").click()
    said(bureau).to_contain_text("liggen vast")
    return closes_at


def a_deputy_is_named(cast):
    """The person who plays the member may vote for her institution from now on."""
    bureau = cast["bureau"]
    bureau.goto("/bureau/mensen/?q=Kartodikromo")
    bureau.get_by_role("link", name="Dewi Kartodikromo").click()
    bureau.get_by_text("Rol toevoegen").first.click()
    bureau.get_by_label("Rol", exact=True).select_option("deputy")
    bureau.get_by_label("Instelling").select_option(label="Lindeveen College")
    bureau.get_by_role("button", name="Rol toevoegen").click()
    expect(bureau.locator("main")).to_contain_text("plaatsvervangend ambassadeur")


def institutions_vote(cast):
    """The ambassador votes and thinks again; the deputy of another institution votes by phone."""
    ambassador, deputy = cast["ambassador"], cast["member"]
    ambassador.goto("/mijn/")
    path = f"/themas/{YEAR}/stemmen/kanaalzicht-college/"
    ambassador.locator(f'a[href="{path}"]').first.click()
    ambassador.get_by_role("checkbox", name="Stil leren").check()
    ambassador.get_by_role("button", name="Stem uitbrengen").click()
    expect(ambassador.locator("h1")).to_have_text("De stem is binnen")
    ambassador.goto(path)
    ambassador.get_by_role("checkbox", name=COALITION).check()
    ambassador.get_by_role("checkbox", name="Stil leren").uncheck()
    ambassador.get_by_role("radio", name=COALITION).check()
    ambassador.get_by_role("button", name="Stem wijzigen").click()
    expect(ambassador.locator("h1")).to_have_text("De stem is binnen")
    receipt = cast.mail("Ontvangst: de stem", to="oefen.ambassador@")
    assert COALITION not in receipt
    assert "Stil leren" not in receipt

    deputy.set_viewport_size({"width": 375, "height": 700})
    deputy.goto(f"/themas/{YEAR}/")
    deputy.get_by_role("link", name="Stem uitbrengen").click()
    deputy.get_by_role("checkbox", name=COALITION).check()
    deputy.get_by_role("button", name="Stem uitbrengen").click()
    expect(deputy.locator("h1")).to_have_text("De stem is binnen")
    deputy.set_viewport_size({"width": 1280, "height": 900})
    deputy.goto(f"/themas/{YEAR}/stemmen/lindeveen-college/")  # and forgets about it till later

    bureau = cast["bureau"]
    bureau.goto(f"/themas/{YEAR}/uitslag/")
    expect(bureau.locator("main")).to_contain_text("Tot dan kan niemand zien")


def the_vote_is_counted_decided_and_confirmed(cast):
    bureau, board = cast["bureau"], cast["board"]
    deputy = cast["member"]
    deputy.get_by_role("button", name="Stem wijzigen").click()
    expect(deputy.locator("main")).to_contain_text("De stemming is gesloten.")

    bureau.goto(f"/themas/{YEAR}/uitslag/")
    expect(bureau.locator(".counts dd").first).to_have_text("2")
    expect(bureau.locator("main")).to_contain_text(COALITION)
    bureau.get_by_role("link", name="Besluit per thema vastleggen").click()
    bureau.get_by_role("button", name="Vastleggen en aan het bestuur voorleggen").click()

    board.goto("/mijn/")
    board.get_by_role("link", name="Bekijken en bevestigen").click()
    board.get_by_role("button", name="Besluit bevestigen").click()
    said(board).to_contain_text("bevestigd")
    board.goto(f"/themas/{YEAR}/")
    expect(board.locator("main")).to_contain_text("Gekozen")


# --- 3 ----------------------------------------------------------------------------------------


def the_brief_is_written_and_the_memo_sent(cast):
    """The coalition was born from the decision; the bureau writes its brief and sends the memo."""
    bureau = cast["bureau"]
    bureau.goto(f"/coalities/{SLUG}/werk/opdracht/teksten/")
    bureau.get_by_label("Centrale vraag").fill("Wanneer zien wij hetzelfde in hetzelfde werk?")
    bureau.get_by_label("Waar houdt de coalitie").fill("De coalitie kijkt samen naar echt werk.")
    bureau.get_by_role("button", name="Bewaren").click()
    said(bureau).to_contain_text("bewaard")
    bureau.goto(f"/coalities/{SLUG}/werk/opdracht/succescriteria/")
    bureau.get_by_label("Code").first.fill("SB-1")
    bureau.get_by_label("Tekst").first.fill("Twee docenten komen op hetzelfde uit.")
    bureau.get_by_role("button", name="Bewaren").click()
    said(bureau).to_contain_text("bewaard")

    bureau.goto(f"/themas/{YEAR}/")
    bureau.get_by_role("button", name="Nieuwe memo opstellen").click()
    bureau.get_by_label("Betreft").fill("Wat er volgend jaar begint")
    bureau.get_by_role("button", name="Bewaren en bekijken").click()
    expect(bureau.locator("article")).to_contain_text("hetzelfde in hetzelfde werk?")
    bureau.get_by_role("link", name="Versturen").click()
    bureau.get_by_role("button", name="Nu versturen").click()
    said(bureau).to_contain_text("gaat nu uit")
    ambassador = cast["ambassador"]
    ambassador.goto(cast.link_in("Wat er volgend jaar begint", to="oefen.ambassador@"))
    expect(ambassador.locator("article")).to_contain_text("Twee docenten komen op hetzelfde uit.")


# --- 4 ----------------------------------------------------------------------------------------


def people_apply_and_are_placed(cast):
    bureau, applicant = cast["bureau"], cast["team_member"]
    bureau.goto(f"/coalities/{SLUG}/werk/fase/")
    bureau.get_by_role("link", name="Publiceren").click()
    bureau.get_by_role("button", name="Publiceren").click()
    bureau.get_by_role("link", name=re.compile("Naar deze fase")).click()
    bureau.get_by_role("main").get_by_role("button").last.click()
    expect(bureau.locator("main")).to_contain_text("zoekt leden")
    applicant.goto(f"/coalities/{SLUG}/")
    applicant.get_by_role("link", name="Aanmelden").first.click()
    applicant.get_by_label("Wat breng je mee?").fill("Werk van mijn eigen studenten.")
    applicant.get_by_role("button", name="Aanmelden").click()
    facilitator = cast["facilitator"]
    facilitator.goto(f"/coalities/{SLUG}/aanmelden/")
    facilitator.get_by_label("Wat breng je mee?").fill("Ik begeleid het gesprek.")
    facilitator.get_by_role("button", name="Aanmelden").click()

    for name, role in (("Amira Haddouch", "member"), ("Thijs Meerbeek", "facilitator")):
        bureau.goto(f"/coalities/{SLUG}/werk/leden/")
        expect(bureau.locator("main")).to_contain_text("Samenstelling")
        bureau.get_by_role("link", name=re.compile(f"Plaatsen.*{name}")).click()
        bureau.get_by_label("Als wat doet").select_option(role)
        bureau.get_by_role("button").last.click()
        said(bureau).to_contain_text("doet mee")
    applicant.goto(cast.link_in("Welkom in de coalitie", to="oefen.team_member@"))
    expect(applicant.locator("main")).to_contain_text(COALITION)


# --- 5 ----------------------------------------------------------------------------------------


def a_session_is_planned_held_and_minuted(cast):
    facilitator, member, bureau = cast["facilitator"], cast["team_member"], cast["bureau"]
    starts = datetime.now(AMSTERDAM).replace(hour=13, minute=0) + timedelta(days=20)
    facilitator.goto(f"/coalities/{SLUG}/werk/bijeenkomsten/nieuw/")
    facilitator.get_by_label("Titel").fill("Kijken naar werk")
    facilitator.get_by_label("Begint").fill(local(starts))
    facilitator.get_by_label("Eindigt").fill(local(starts + timedelta(hours=3)))
    facilitator.get_by_role("button", name="Plannen en uitnodigen").click()
    facilitator.get_by_role("link", name="Kijken naar werk").last.click()
    facilitator.get_by_role("link", name="Agenda wijzigen").click()
    facilitator.get_by_label("Onderwerp").first.fill("Drie verslagen naast elkaar")
    facilitator.get_by_role("button", name="Agenda bewaren").click()
    expect(facilitator.locator("main")).to_contain_text("Drie verslagen naast elkaar")

    by_link = cast.somebody()
    by_link.goto(cast.link_in("Uitnodiging: Kijken naar werk", to="oefen.team_member@"))
    by_link.get_by_role("button", name="Ik kom", exact=False).first.click()
    bureau.goto("/bureau/post/")
    expect(bureau.locator("main")).to_contain_text("Kijken naar werk")

    later = starts + timedelta(days=7)
    facilitator.get_by_role("link", name="Wijzigen", exact=True).click()
    facilitator.get_by_label("Begint").fill(local(later))
    facilitator.get_by_label("Eindigt").fill(local(later + timedelta(hours=3)))
    facilitator.get_by_role("button", name="Wijzigen").click()
    assert "Kijken naar werk" in cast.mail("Gewijzigd: ", to="oefen.team_member@")
    member.goto("/mijn/")
    member.get_by_role("link", name=re.compile("Kijken naar werk")).first.click()
    member.get_by_role("button", name="Ik kom", exact=True).click()
    expect(member.locator("#antwoord")).to_contain_text("Je antwoord")

    facilitator.get_by_role("link", name="Verslag schrijven").click()
    facilitator.get_by_role("textbox").last.fill("We zagen drie keer iets anders.")
    facilitator.get_by_role("button", name="Bewaren").click()
    facilitator.get_by_role("button", name="Verslag publiceren").click()
    facilitator.get_by_role("link", name="Actie noteren").click()
    facilitator.get_by_label("Wat", exact=True).fill("Vraag twee collega’s om een verslag")
    facilitator.get_by_label("Wie").select_option(label="Amira Haddouch")
    facilitator.get_by_label("Wanneer klaar").fill(
        (later + timedelta(days=20)).strftime("%Y-%m-%d")
    )
    facilitator.get_by_role("button").last.click()
    member.reload()
    expect(member.locator("#verslag")).to_contain_text("We zagen drie keer iets anders.")
    facilitator.goto(f"/coalities/{SLUG}/werk/bijeenkomsten/nieuw/")
    facilitator.get_by_label("Titel").fill("Verder kijken")
    facilitator.get_by_label("Begint").fill(local(later + timedelta(days=14)))
    facilitator.get_by_label("Eindigt").fill(local(later + timedelta(days=14, hours=2)))
    facilitator.get_by_role("button", name="Plannen en uitnodigen").click()
    facilitator.get_by_role("link", name="Verder kijken").last.click()
    expect(facilitator.locator("main")).to_contain_text("Vraag twee collega’s om een verslag")


# --- 6 ----------------------------------------------------------------------------------------


def a_coalition_publishes_its_question_set(cast):
    """All 43 questions, through the import that everybody gets."""
    facilitator = cast["facilitator"]
    text = (ROOT / "frameworks" / "definitions" / "data" / "question-sets.yaml").read_text()
    facilitator.goto("/raamwerken/inlezen/")
    facilitator.get_by_label("Van welke groep").select_option(label="Studenten aan tafel")
    facilitator.get_by_label("Of plak de tekst").fill(
        text.replace("FLEX", "TAFEL").replace("Raamwerk flexibilisering", FRAMEWORK)
    )
    facilitator.get_by_label("Code van de set").fill("TAFEL")
    facilitator.get_by_role("button", name="Inlezen").click()
    facilitator.get_by_role("link", name="Publiceren").click()
    facilitator.get_by_role("button", name="ubliceren").click()
    expect(facilitator.locator("main")).to_contain_text("43 vragen")


def a_team_holds_its_conversation(cast):
    one, other = cast["team_member"], cast["facilitator"]
    one.goto("/raamwerken/")
    one.get_by_role("link", name=FRAMEWORK).click()
    one.get_by_role("link", name="Begin met je team").click()
    one.get_by_role("link", name="Liever een nieuw team").click()
    one.get_by_label("Jullie instelling").select_option(label="Kanaalzicht College")
    one.get_by_label("Hoe heet jullie team?").fill("Team Verzorgende")
    one.get_by_label("Waar werken jullie aan?").fill("Lessen die je op elk moment kunt volgen.")
    one.get_by_role("checkbox", name="Tijd").check()
    one.get_by_role("checkbox", name="Tempo").check()
    one.get_by_role("button", name="Traject beginnen").click()
    other.goto(one.locator("main a", has_text="/meedoen/").inner_text())
    other.get_by_role("button", name=re.compile("[Mm]ee")).click()
    one.get_by_role("button", name=re.compile("Gesprek openen.*start", re.IGNORECASE)).click()
    one.get_by_role("link", name="Alle vragen op één pagina").click()
    other.goto(one.url)

    first = one.locator("[id^=vraag-]").nth(0)
    second = other.locator("[id^=vraag-]").nth(1)
    first.get_by_role("textbox").first.fill("Onze roosters zijn het probleem.")
    second.get_by_role("textbox").first.fill("Dat bespreken we in april.")
    expect(first.get_by_role("status")).to_contain_text("Bewaard om ")
    expect(second.get_by_role("status")).to_contain_text("Bewaard om ")
    steps = one.locator("[id^=vraag-]").filter(has_text="Consensus")
    for place, basis in enumerate(("Consensus", "Meerderheid")):
        steps.nth(place).get_by_role("radio", name=basis).check()
        expect(steps.nth(place).get_by_role("status")).to_contain_text("Bewaard om ")
    scales = one.locator("[id^=vraag-]:has(input[type=radio][value='3'])")
    scales.first.locator("input[value='3']").check()
    expect(scales.first.get_by_role("status")).to_contain_text("Bewaard om ")
    one.reload()
    expect(one.locator("main")).to_contain_text("Dat bespreken we in april.")

    one.get_by_role("link", name="Gesprek afsluiten").click()
    one.get_by_label("Wat leerden wij als team?").fill("Eerst de roosters.")
    one.get_by_role("button", name="Afsluiten en verslag bekijken").click()
    expect(one.get_by_role("heading", level=1)).to_have_text("Wat we zelf zeiden")
    pdf = one.request.get(one.get_by_role("link", name="PDF").get_attribute("href"))
    assert pdf.body().startswith(b"%PDF")
    outsider = cast["bureau"]
    assert outsider.goto(one.url).status == 404


# --- 7 ----------------------------------------------------------------------------------------


def each_institution_is_asked_and_delivers(cast):
    """By link, without signing in, with a file; the reminders of who delivered are gone."""
    bureau, member = cast["bureau"], cast["team_member"]
    due = datetime.now(AMSTERDAM) + timedelta(days=30)
    bureau.goto(f"/coalities/{SLUG}/werk/uitvragen/")
    bureau.get_by_role("link", name="Uitvraag maken").first.click()
    bureau.get_by_label("Titel").fill("Eén werkstuk, drie oordelen")
    bureau.get_by_label("Wat vragen jullie").fill("Een werkstuk met de oordelen van drie docenten.")
    bureau.get_by_label(re.compile("^Uiterlijk|datum", re.IGNORECASE)).fill(
        due.strftime("%Y-%m-%d")
    )
    bureau.get_by_role("button", name="Bewaren en bekijken").click()
    expect(bureau.locator("main")).to_contain_text("Zo ziet de mail eruit")
    bureau.get_by_role("button", name="Nu versturen").click()
    expect(bureau.locator("#stand")).to_contain_text("Kanaalzicht College")
    bureau.goto("/bureau/post/")
    expect(bureau.locator("main")).to_contain_text("Eén werkstuk, drie oordelen")

    by_link = cast.somebody()
    by_link.set_viewport_size({"width": 375, "height": 700})
    by_link.goto(cast.link_in("vraagt: Eén werkstuk", to="oefen.team_member@"))
    by_link.get_by_role("textbox").first.fill("Drie docenten zagen drie dingen.")
    sheet = {"name": "oordelen.pdf", "mimeType": "application/pdf", "buffer": A_PDF}
    by_link.get_by_label("Bestanden").set_input_files(sheet)
    by_link.get_by_role("button", name="Leveren", exact=True).click()
    said(by_link).to_contain_text("Geleverd")
    assert "Kanaalzicht College" in cast.mail("Ontvangen: Eén werkstuk", to="oefen.team_member@")
    member.goto("/mijn/")
    expect(member.locator("main")).not_to_contain_text("Eén werkstuk, drie oordelen")
    bureau.goto(f"/coalities/{SLUG}/werk/uitvragen/")
    bureau.get_by_role("link", name="Eén werkstuk").first.click()
    expect(bureau.locator("#stand")).to_contain_text("oordelen.pdf")


def what_was_made_is_published_and_found(cast):
    """From what was delivered: a draft, laid before the bureau, and out in the library."""
    facilitator, bureau = cast["facilitator"], cast["bureau"]
    facilitator.goto(f"/coalities/{SLUG}/werk/opbrengsten/")
    facilitator.get_by_role("link", name="Opbrengst beginnen").click()
    facilitator.get_by_role("link", name="Eén werkstuk").first.click()
    facilitator.get_by_label("Titel").fill("Kijkwijzer voor echt werk")
    facilitator.get_by_label("Soort").select_option(index=1)
    facilitator.get_by_label("Samenvatting").fill("Samen kijken naar werk van studenten.")
    facilitator.get_by_role("checkbox", name="oordelen.pdf").check()
    facilitator.get_by_role("button", name="Concept beginnen").click()
    facilitator.get_by_label("Voor wie").fill("Teams die examens beoordelen.")
    facilitator.get_by_label("Zo gebruik je het").fill("Leg drie werkstukken naast elkaar.")
    facilitator.get_by_role("button", name="Bewaren").click()
    facilitator.get_by_role("button", name="Voorleggen aan het bureau").click()
    bureau.goto("/bureau/")
    bureau.get_by_role("link", name=re.compile("Kijkwijzer voor echt werk")).first.click()
    bureau.get_by_role("link", name=re.compile("ubliceren")).first.click()
    bureau.get_by_role("button", name="Nu publiceren").click()

    visitor = cast.somebody()
    visitor.goto("/bibliotheek/")
    visitor.get_by_label("Zoek in de bibliotheek").fill("kijkwijzers")
    visitor.get_by_role("button", name="Zoeken").click()
    visitor.get_by_role("link", name="Kijkwijzer voor echt werk").click()
    expect(visitor.locator("main")).to_contain_text("Leg drie werkstukken naast elkaar.")
    expect(visitor.locator("main")).to_contain_text("Drie docenten zagen drie dingen.")
    file = visitor.request.get(
        visitor.get_by_role("link", name="oordelen.pdf").get_attribute("href")
    )
    assert file.body() == A_PDF
    assert file.headers["content-disposition"].startswith("attachment")
    visitor.goto(f"/coalities/{SLUG}/")
    expect(visitor.locator("main")).to_contain_text("Kijkwijzer voor echt werk")


# --- 8 ----------------------------------------------------------------------------------------


def each_role_sees_what_needs_it(cast):
    """What waits for whom, and the bureau's way back from a mistake."""
    for role in ("board", "ambassador", "member", "facilitator", "team_member", "bureau"):
        cast[role].goto("/mijn/")
        expect(cast[role].locator("h1")).to_contain_text("Dag ")
    bureau, member = cast["bureau"], cast["team_member"]
    bureau.goto("/bureau/")
    expect(bureau.locator("main")).to_contain_text("te laat")
    bureau.goto(f"/coalities/{SLUG}/werk/opbrengsten/")
    bureau.get_by_role("link", name="Kijkwijzer voor echt werk").first.click()
    bureau.get_by_role("link", name="Intrekken").click()
    bureau.get_by_role("textbox").last.fill("Er stond een fout in stap 2.")
    bureau.get_by_role("main").get_by_role("button").last.click()
    gone = cast.somebody()
    assert gone.goto("/bibliotheek/kijkwijzer-voor-echt-werk/").status == 410
    expect(gone.locator("main")).to_contain_text("Er stond een fout in stap 2.")

    bureau.goto(f"/themas/{YEAR}/")
    bureau.get_by_role("link", name="Wat er volgend jaar begint").click()
    bureau.get_by_role("button", name="Nieuwe memo opstellen").click()
    bureau.get_by_label("Betreft").fill("Verbeterd: wat er volgend jaar begint")
    bureau.get_by_role("button", name="Bewaren en bekijken").click()
    bureau.get_by_role("link", name="Versturen").click()
    bureau.get_by_role("button", name="Nu versturen").click()
    cast["ambassador"].goto(cast.link_in("Verbeterd: wat er", to="oefen.ambassador@"))
    expect(cast["ambassador"].locator("main")).to_contain_text("in de plaats van")

    member.goto(f"/coalities/{SLUG}/werk/bijeenkomsten/")
    facilitator = cast["facilitator"]
    facilitator.goto(f"/coalities/{SLUG}/werk/bijeenkomsten/")
    facilitator.get_by_role("link", name="Verder kijken").last.click()
    facilitator.get_by_role("link", name="Afzeggen").click()
    facilitator.get_by_label("Waarom gaat het niet door?").fill(
        "Er is te weinig werk om te bekijken."
    )
    facilitator.get_by_role("main").get_by_role("button").last.click()
    assert "te weinig werk" in cast.mail("Verder kijken", to="oefen.team_member@")

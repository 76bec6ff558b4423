"""A whole round through the doors: 57 institutions, 20 themes, from the proposals to the memo.

Who acts, posts what the forms of the pages post; what it comes to is opened in a real browser, on
a laptop and on a phone. Only time is moved by hand, by moving the moments of the round.
"""

import re
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now

from coalitions.briefs.models import Coalition, Memo
from coalitions.desk.demo.load import load_institutions
from coalitions.tests.factories import CoalitionFactory, an_output, close_vote
from coalitions.themes import actions
from coalitions.themes import links as guest_links
from coalitions.themes.models import Ballot, Count, Meeting, Theme, ThemeRound
from knw_portal.mail.models import Mail
from knw_portal.people.models import Institution, Role
from knw_portal.tests.factories import RoleFactory
from knw_portal.tests.looking import troubles_at

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]
YEAR = "2031-2032"
SCHOOLS = 57

# A theme and its issue, as ambassadors write them; the last three are typed at the conference.
PROPOSALS = """
Teams aan zet – Teams willen zelf aan hun kwaliteit werken, maar missen tijd en gereedschap
Minder toetsen, meer zicht op ontwikkeling – Studenten maken veel toetsen en docenten zien weinig
Kwaliteitszorg in gepersonaliseerde en flexibele leerroutes die over meer opleidingen heen gaan – \
Niemand overziet de hele route van een student
Van vmbo naar mbo zonder drempel – De eerste honderd dagen bepalen of een student blijft
Kwaliteit van korte cursussen – Voor wie werkt en een deel van een opleiding doet is niets
Welzijn in het kwaliteitsgesprek – Zorgen van studenten komen laat op tafel
Examens in het bedrijf – Examinatoren beoordelen verschillend
De stem van studenten in het teamplan – Enquêtes leveren cijfers op en geen gesprek
Werken met AI in de les – Regels lopen achter op wat studenten al doen
Startende docenten – Wie begint, leert de kwaliteitscyclus pas na een jaar kennen
Burgerschap zichtbaar maken – Scholen doen veel en laten weinig zien
Basisvaardigheden in het beroep – Rekenen en taal staan los van de praktijk
Interne audits die iets opleveren – Rapporten verdwijnen in een la
Samen met het bedrijf opleiden – Praktijkopleiders weten weinig van onze kwaliteitsafspraken
Een leven lang ontwikkelen – Volwassenen vragen een ander kwaliteitsgesprek
Kleine opleidingen – Met tien studenten zegt een gemiddelde niets
Nieuwkomers in het mbo – Taal, tempo en toets passen vaak niet bij elkaar
Duurzaamheid in elk vak – Iedereen noemt het en niemand weet wat genoeg is
Examens in de praktijk – Wat is een goede examenplek
Data voor docenten – Dashboards zijn er genoeg en vragen zijn er te weinig
Verzuim als signaal – Cijfers komen te laat om iets te doen
""".strip().splitlines()


class Walk:
    """Who is who, and what they do: `post` through a form, `see` in the browser."""

    def __init__(self, page, sign_in):
        self.page, self.sign_in, self.troubles = page, sign_in, []
        self.bureau = RoleFactory(kind="bureau", user__name="Marit van Loon").user
        self.board = RoleFactory(kind="board", user__name="Henk Veldkamp").user
        self.clients = {}

    def client(self, person):
        if person not in self.clients:
            self.clients[person] = Client()
            self.clients[person].force_login(person)
        return self.clients[person]

    def post(self, person, name, data=None, /, **kwargs):
        """Post to a page; it has to lead somewhere else, or it was refused."""
        answer = self.client(person).post(reverse(name, kwargs=kwargs), data or {})
        wrong = answer.content.decode().partition('class="error-summary')[2]
        said = re.findall(r"<li>(.*?)</li>", wrong[:2000])
        assert answer.status_code == 302, (name, answer.status_code, said)
        return answer

    def refused(self, person, name, data, words, /, **kwargs):
        """Post what cannot be; the page comes back and says so in these words."""
        answer = self.client(person).post(reverse(name, kwargs=kwargs), data)
        assert answer.status_code == 200
        assert words in answer.content.decode()

    def see(self, person, name, shown, /, **kwargs):
        self.sign_in(person)
        found = troubles_at(self.page, reverse(name, kwargs=kwargs))
        self.troubles += [(shown, *trouble) for trouble in found]
        return self.page.locator("main").inner_text()


def typed(when):
    return localtime(when).strftime("%Y-%m-%dT%H:%M")


def a_network():
    """57 institutions, each with an ambassador, every third with a deputy too."""
    load_institutions(invented=True)
    kept = Institution.objects.affiliated().order_by("pk").values("pk")[:SCHOOLS]
    Institution.objects.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    names = ["Anouk", "Bas", "Cor", "Dewi", "Els", "Fatih", "Gijs", "Hanna", "Imke", "Joris"]
    families = ["de Wit", "Bakker", "Yilmaz", "Smeets", "Vos", "Kok"]
    for place, school in enumerate(Institution.objects.order_by("pk")):
        name = f"{names[place % 10]} {families[place // 10]}"
        RoleFactory(kind="ambassador", institution=school, user__name=name)
        if place % 3 == 0:
            RoleFactory(kind="deputy", institution=school, user__name=f"Vervanger van {name}")


@pytest.fixture
def walk(browser_page, browser_sign_in):
    a_network()
    return Walk(browser_page, browser_sign_in)


def test_a_round_of_57_schools_and_20_themes_from_proposal_to_memo(walk):
    earlier = CoalitionFactory(title="Teams aan zet", edition="2.0", school_year="2029-2030")
    an_output(coalition=earlier, title="Waaier voor het teamgesprek")

    round = propose(walk)
    check_and_open(walk, round)
    vote(walk, round)
    result = count(walk, round)
    born = decide(walk, round, result, earlier)
    articulate(walk, round, born)
    write_memo(walk, round)

    assert walk.troubles == []


def propose(walk):
    """The bureau makes a round, ambassadors propose, two themes go up in one, the list is fixed."""
    opens = now() + timedelta(days=20)
    rules = {
        "school_year": YEAR,
        "title": "Nieuwe thema’s voor de coalities",
        "version": 1,
        "method": "approval",
        "seats": 3,
        "max_choices": 3,
        "points": 10,
        "tie_break": "stars",
        "tie_rule": "Bij een gelijke stand tellen de sterren, daarna besluit het bureau.",
        "quorum_kind": "share",
        "quorum": 50,
        "leaver_rule": "keep",
        "proposals_close_at": typed(opens - timedelta(days=7)),
        "vote_opens_at": typed(opens),
        "vote_closes_at": typed(opens + timedelta(days=14)),
        "meeting_on": str(localdate() + timedelta(days=10)),
    }
    walk.see(walk.bureau, "round_new", "ronde maken")
    walk.refused(walk.bureau, "round_new", rules | {"school_year": "2031"}, "2028-2029")
    walk.post(walk.bureau, "round_new", rules)
    round = ThemeRound.objects.get(school_year=YEAR)
    walk.see(walk.bureau, "round_detail", "lege lange lijst", school_year=YEAR)

    ambassadors = [role.user for role in Role.objects.filter(kind="ambassador").order_by("pk")]
    for person, line in zip(ambassadors, PROPOSALS[:18], strict=False):
        title, _, issue = line.partition(" – ")
        form = {"title": title, "issue": issue, "urgency": "Scholen vragen er nu om.", "version": 1}
        if title == "Teams aan zet":
            form["edition"] = "3.0"
            draft = walk.post(person, "theme_new", form | {"deed": "draft"}, school_year=YEAR)
            draft = Theme.objects.get(title=title)
            form["version"] = draft.version
            assert draft.published_at is None
            walk.post(
                person, "theme_edit", form | {"deed": "publish"}, school_year=YEAR, pk=draft.pk
            )
        else:
            walk.post(person, "theme_new", form | {"deed": "publish"}, school_year=YEAR)
    walk.see(ambassadors[20], "theme_new", "voorstellen", school_year=YEAR)
    for line in PROPOSALS[18:]:
        walk.post(walk.bureau, "theme_jot", {"line": line}, school_year=YEAR)
    walk.see(walk.bureau, "theme_jot", "snel invoeren", school_year=YEAR)
    assert round.themes.standing().count() == 21

    one, other = (
        round.themes.get(title=f"Examens in {there}") for there in ("het bedrijf", "de praktijk")
    )
    for voice in ambassadors[30:33]:
        walk.post(voice, "theme_support", school_year=YEAR, pk=one.pk)
    walk.post(
        ambassadors[40],
        "reaction_new",
        {"text": "Dit speelt bij ons ook."},
        school_year=YEAR,
        pk=one.pk,
    )
    walk.sign_in(walk.bureau)
    pair = f"?a={one.pk}&b={other.pk}"
    compared = reverse("theme_compare", args=[YEAR]) + pair
    merged = reverse("theme_merge", args=[YEAR]) + pair
    walk.troubles += troubles_at(walk.page, compared)
    walk.troubles += troubles_at(walk.page, merged)
    answer = walk.client(walk.bureau).post(
        merged,
        {
            "title": "Examens in de praktijk van het bedrijf",
            "issue": one.issue,
            "urgency": "Nu.",
            "version": 1,
        },
    )
    assert answer.status_code == 302
    theme = round.themes.get(title__startswith="Examens in de praktijk van")
    said = walk.see(
        ambassadors[6], "theme_detail", "samengevoegd thema", school_year=YEAR, pk=theme.pk
    )
    assert "Examens in het bedrijf" in said
    assert Mail.objects.filter(to=ambassadors[6].email, kind="theme_merged").exists()
    walk.see(ambassadors[6], "theme_detail", "opgegaan thema", school_year=YEAR, pk=one.pk)
    walk.see(ambassadors[20], "round_detail", "lange lijst", school_year=YEAR)
    assert round.themes.standing().count() == 20
    return round


def check_and_open(walk, round):
    """Earlier work is noted with each theme, the ambassadors meet, and the vote opens."""
    ThemeRound.objects.filter(pk=round.pk).update(
        proposals_close_at=now() - timedelta(days=7), vote_opens_at=now() - timedelta(hours=1)
    )
    walk.see(walk.bureau, "round_open", "nog niet te openen", school_year=YEAR)
    conclusion = {"looked_at": "Coalities en bibliotheek", "verdict": "new", "conclusion": "Nieuw."}
    for theme in round.themes.standing():
        if theme.title == "Teams aan zet":
            said = walk.see(
                walk.bureau, "theme_check", "eerder werk", school_year=YEAR, pk=theme.pk
            )
            assert "Waaier voor het teamgesprek" in said
        walk.post(walk.bureau, "theme_check", conclusion, school_year=YEAR, pk=theme.pk)

    starts = now() + timedelta(days=3)
    meeting = {
        "starts_at": typed(starts),
        "ends_at": typed(starts + timedelta(hours=3)),
        "place": "De Zaal, Utrecht",
        "preparation": "Lees de lange lijst.",
        "version": 1,
    }
    walk.see(walk.bureau, "meeting_edit", "bijeenkomst plannen", school_year=YEAR)
    walk.post(walk.bureau, "meeting_edit", meeting, school_year=YEAR)
    gathered = Meeting.objects.get(round=round)
    guests = list(gathered.guests.select_related("user").order_by("pk"))
    assert len(guests) == SCHOOLS + 19
    for guest in guests[:30]:
        by_link = Client().post(guest_links.link("meeting_answer", guest), {"answer": "yes"})
        assert by_link.status_code == 302
    walk.see(guests[40].user, "meeting_detail", "bijeenkomst", school_year=YEAR)
    Meeting.objects.update(starts_at=now() - timedelta(hours=5), ends_at=now() - timedelta(hours=2))
    gathered.refresh_from_db()
    outcome = {
        "guests": [guest.pk for guest in guests[:28]],
        "outcome": "De lijst is besproken.",
        "version": gathered.version,
    }
    walk.post(walk.bureau, "meeting_outcome", outcome, school_year=YEAR)
    walk.see(walk.bureau, "meeting_detail", "bijeenkomst geweest", school_year=YEAR)

    walk.see(walk.bureau, "round_open", "openen", school_year=YEAR)
    walk.post(walk.bureau, "round_open", school_year=YEAR)
    round.refresh_from_db()
    assert round.vote_open()
    assert round.roll.count() == SCHOOLS
    walk.see(guests[40].user, "round_rules", "regels", school_year=YEAR)


def ballot_of(entry):
    return {"school_year": YEAR, "institution": entry.institution.slug}


def vote(walk, round):
    """55 schools vote: changed, taken back, handed over, abstained, none of these, reminded."""
    random = Random(YEAR)
    entries = list(round.roll.select_related("institution", "round").order_by("pk"))
    themes = list(round.themes.standing().order_by("pk"))
    weights = [1 / (place + 2) for place in range(len(themes))]

    def choice():
        chosen = list(dict.fromkeys(random.choices(themes, weights, k=6)))[: random.randint(1, 3)]
        return {"thema": [one.pk for one in chosen], "eerste": chosen[0].pk, "deed": "vote"}

    def voter(entry):
        return actions.voters_of(entry).order_by("pk").first()

    walk.see(voter(entries[0]), "mine", "mijn overzicht", **{})
    walk.see(voter(entries[0]), "ballot_edit", "stembiljet", **ballot_of(entries[0]))
    for place, entry in enumerate(entries[:40]):
        data = choice() | {"version": 0}
        if place in (7, 8):
            data["deed"] = "abstain"
        if place in (9, 10):
            data["deed"] = "none"
        walk.post(voter(entry), "ballot_edit", data, **ballot_of(entry))
    for entry in entries[3:6]:
        walk.post(voter(entry), "ballot_edit", choice() | {"version": 1}, **ballot_of(entry))
    walk.post(voter(entries[11]), "ballot_withdraw", **ballot_of(entries[11]))
    walk.see(voter(entries[0]), "ballot_receipt", "ontvangst", **ballot_of(entries[0]))
    walk.refused(
        voter(entries[50]),
        "ballot_edit",
        choice() | {"thema": [one.pk for one in themes[:4]], "eerste": themes[0].pk},
        "Je kruiste vier thema’s aan.",
        **ballot_of(entries[50]),
    )

    # An ambassador leaves in mid-vote: the successor finds the ballot as it stood.
    former = voter(entries[1])
    held = actions.choices_of(Ballot.objects.get(entry=entries[1]))
    Role.objects.filter(user=former).update(until=localdate() - timedelta(days=1))
    successor = RoleFactory(kind="ambassador", institution=entries[1].institution).user
    address = reverse("ballot_edit", kwargs=ballot_of(entries[1]))
    shown = walk.client(successor).get(address).content.decode()
    boxes = re.findall(r'<input[^>]*name="thema"[^>]*>', shown)
    ticked = {int(re.search(r'value="(\d+)"', box)[1]) for box in boxes if " checked" in box}
    assert ticked == set(held)
    assert walk.client(former).get(address).status_code == 404

    walk.see(walk.bureau, "turnout_detail", "opkomst", school_year=YEAR)
    walk.post(walk.bureau, "turnout_remind", school_year=YEAR)
    reminded = set(Mail.objects.filter(kind="vote_reminder").values_list("to", flat=True))
    silent = [entries[11], *entries[40:]]
    assert reminded == set(actions.voters_of(*silent).values_list("email", flat=True))
    for entry in [*entries[40:55], entries[11]]:
        seen = 2 if entry == entries[11] else 0
        walk.post(voter(entry), "ballot_edit", choice() | {"version": seen}, **ballot_of(entry))
    sealed = walk.see(walk.board, "result_detail", "verzegeld", school_year=YEAR)
    assert not any(theme.title in sealed for theme in themes)
    assert actions.turnout(round) == {"roll": SCHOOLS, "voted": 55, "left": 0}


def count(walk, round):
    """The close, and a result that is the one a person would count."""
    ballots = list(Ballot.objects.prefetch_related("preferences"))
    by_hand = Counter(theme for ballot in ballots for theme in actions.choices_of(ballot))
    kinds = Counter(ballot.kind for ballot in ballots)
    close_vote(round, at=now())
    said = walk.see(walk.board, "result_detail", "uitslag", school_year=YEAR)
    result = Count.objects.get(round=round).result

    assert {row["theme"]: row["votes"] for row in result["rows"] if row["votes"]} == by_hand
    assert result["turnout"]["voted"] == 55
    assert (result["turnout"]["none"], result["turnout"]["abstained"]) == (2, 2)
    assert (kinds["none"], kinds["abstain"]) == (2, 2)
    assert "Quorum gehaald" in said
    walk.see(walk.board, "ballot_list", "stemmen zonder namen", school_year=YEAR)
    walk.see(walk.board, "ballot_recount", "zelf tellen", school_year=YEAR)
    walk.page.get_by_role("button", name="De stemmen van deze ronde tellen").click()
    walk.page.get_by_text("Geteld: gelijk.").wait_for()
    call_command("verify_round", YEAR)
    return result


def decide(walk, round, result, earlier):
    """Out of order with a reason, sent back by the board, laid before it again, and confirmed."""
    order = [row["theme"] for row in result["rows"]]
    teams = Theme.objects.get(title="Teams aan zet").pk
    open_seats = [pk for pk in order if pk not in result["winners"]][: 3 - len(result["winners"])]
    chosen = {*result["winners"], *open_seats}
    passed = order[8]
    chosen = {*sorted(chosen - {teams})[:1], teams, passed}

    def form(*, reasons=True):
        data = {"toelichting": "", "version": ThemeRound.objects.get(pk=round.pk).version}
        for pk in order:
            if pk in chosen:
                data[f"gekozen-{pk}"] = "on"
            if reasons:
                data[f"motivering-{pk}"] = "Zo spreiden we de thema’s over het onderwijs."
        return data | {
            f"voorganger-{teams}": earlier.pk,
            f"verdieping-{teams}": "on",
            f"opzicht-{teams}": "Van gesprek naar gewoonte",
        }

    walk.see(walk.bureau, "decision_edit", "besluit", school_year=YEAR)
    walk.refused(
        walk.bureau, "decision_edit", form(reasons=False), "schrijf op waarom", school_year=YEAR
    )
    walk.post(walk.bureau, "decision_edit", form(), school_year=YEAR)
    walk.see(walk.board, "decision_confirm", "bevestigen", school_year=YEAR)
    seen = ThemeRound.objects.get(pk=round.pk).version
    walk.post(
        walk.board,
        "decision_return",
        {"reason": "Leg de afwijking beter uit.", "version": seen},
        school_year=YEAR,
    )
    said = walk.see(walk.bureau, "decision_edit", "teruggestuurd", school_year=YEAR)
    assert "Leg de afwijking beter uit." in said
    walk.post(walk.bureau, "decision_edit", form(), school_year=YEAR)
    seen = ThemeRound.objects.get(pk=round.pk).version
    walk.post(walk.board, "decision_confirm", {"version": seen}, school_year=YEAR)
    walk.see(walk.bureau, "result_detail", "uitslag met besluit", school_year=YEAR)
    walk.see(walk.bureau, "round_detail", "ronde bevestigd", school_year=YEAR)

    born = list(Coalition.objects.filter(round=round).order_by("number"))
    assert {coalition.theme_id for coalition in born} == chosen
    line = next(one for one in born if one.theme_id == teams).built_on.get()
    assert (line.earlier, line.is_deepening, line.is_broadening) == (earlier, True, False)
    return born


def articulate(walk, round, born):
    """The question behind a theme: the brief, one round of comments, and what changed by it."""
    coalition = next(one for one in born if one.title == "Teams aan zet")
    slug = {"slug": coalition.slug}
    page = walk.client(walk.bureau).get(reverse("brief_edit", kwargs=slug))
    texts = {name: value or "" for name, value in page.context["form"].initial.items()}
    texts |= {"central_question": "Wat heeft een team nodig?", "version": coalition.version}
    walk.post(walk.bureau, "brief_edit", texts, **slug)
    walk.see(walk.bureau, "brief_detail", "opdracht", **slug)
    walk.see(walk.bureau, "starter_pack", "startpakket", **slug)
    asked = {
        "asked": "ambassadors",
        "closes_on": str(localdate() + timedelta(days=14)),
        "note": "Lees vooral de centrale vraag.",
    }
    walk.see(walk.bureau, "consultation_open", "opmerkingen vragen", **slug)
    walk.post(walk.bureau, "consultation_open", asked, **slug)
    ambassador = Role.objects.current().filter(kind="ambassador").order_by("pk").first().user
    walk.see(ambassador, "comment_list", "opmerkingen", **slug)
    consultation = coalition.consultations.get()
    section = consultation.comments.model.Section.values[0]
    walk.post(
        ambassador, "comment_new", {f"{section}-text": "Noem de tijd."}, section=section, **slug
    )
    comment = consultation.comments.get()
    walk.see(walk.bureau, "comment_answer", "antwoord op opmerking", pk=comment.pk, **slug)
    answer = {"state": "adopted", "answer": "Overgenomen.", "version": comment.version}
    walk.post(walk.bureau, "comment_answer", answer, pk=comment.pk, **slug)
    coalition.refresh_from_db()
    texts |= {
        "central_question": "Wat heeft een team nodig, ook aan tijd?",
        "version": coalition.version,
    }
    walk.post(walk.bureau, "brief_edit", texts, **slug)
    walk.post(walk.bureau, "consultation_close", **slug)
    walk.see(walk.bureau, "version_list", "versies", **slug)
    said = walk.see(ambassador, "version_compare", "verschil", number=1, **slug)
    assert "ook aan tijd" in said


def write_memo(walk, round):
    """The memo is made of the rows, tried, sent once, and corrected by another."""
    walk.post(walk.bureau, "memo_new", school_year=YEAR)
    memo = Memo.objects.get()
    head = {
        "to": "ambassadors",
        "sender": "Bureau",
        "dated_on": str(localdate()),
        "subject": "Nieuwe thema’s voor de coalities",
        "status": "decision",
        "version": memo.version,
    }
    walk.see(walk.bureau, "memo_edit", "memo schrijven", pk=memo.pk)
    walk.post(walk.bureau, "memo_edit", head, pk=memo.pk)
    said = walk.see(walk.bureau, "memo_detail", "memo", pk=memo.pk)
    assert "Ter besluitvorming" in said
    assert "ook aan tijd" in said
    walk.post(walk.bureau, "memo_try", pk=memo.pk)
    walk.see(walk.bureau, "memo_send", "memo versturen", pk=memo.pk)
    memo.refresh_from_db()
    for _ in range(2):
        walk.post(walk.bureau, "memo_send", {"version": memo.version}, pk=memo.pk)
    sent = list(Mail.objects.filter(kind="memo_sent").values_list("to", flat=True))
    people = Role.objects.current().filter(kind__in=["ambassador", "deputy"])
    assert sorted(sent) == sorted(set(people.values_list("user__email", flat=True)))
    assert list(Mail.objects.filter(kind="memo_tried").values_list("to", flat=True)) == [
        walk.bureau.email
    ]
    reader = people.order_by("pk").first().user
    files = [
        walk.client(reader).get(reverse(name, args=[memo.pk])) for name in ("memo_pdf", "memo_docx")
    ]
    pdf, docx = (b"".join(file) if file.streaming else file.content for file in files)
    assert b"/MarkInfo" in pdf
    assert b"/StructTreeRoot" in pdf
    assert docx.startswith(b"PK")

    walk.post(walk.bureau, "memo_new", school_year=YEAR)
    erratum = Memo.objects.get(sent_at=None)
    walk.post(walk.bureau, "memo_send", {"version": erratum.version}, pk=erratum.pk)
    said = walk.see(reader, "memo_detail", "memo met erratum", pk=memo.pk)
    assert "vervangen" in said.lower() or "vervangt" in said.lower()
    line = Coalition.objects.get(title="Teams aan zet", edition="2.0")
    said = walk.see(walk.bureau, "line_detail", "lijn", slug=line.slug)
    assert "verdieping" in said.lower()

"""Start, during and after with four people in four browsers at once: three with an account, one as
a guest; in the second talk one of them is without a line for a minute. Nothing may be lost."""

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import expect

from conftest import watch
from frameworks.definitions.models import FrameworkVersion
from frameworks.teams.models import AnswerRevision, Conversation
from frameworks.tests.factories import team_of
from knw_portal.people.models import User
from knw_portal.tests.factories import GroupMemberFactory, UserFactory
from knw_portal.tests.looking import troubles

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(420),
    pytest.mark.django_db(transaction=True),
]
MINUTE = 60_000  # milliseconds, as the page without a line counts them


class Table:
    """The four of them, each in a browser of their own."""

    def __init__(self, chromium, live_server):
        self.chromium, self.url = chromium, live_server.url
        self.contexts, self.pages, self.troubles = {}, {}, []

    def sits_down(self, name, user=None, clock=False):
        context = self.chromium.new_context(
            base_url=self.url, locale="nl-NL", viewport={"width": 1280, "height": 900}
        )
        watch(context, self.url, self.troubles)
        if clock:
            context.clock.install()
        if user:
            client = Client()
            client.force_login(user)
            cookie = django_settings.SESSION_COOKIE_NAME
            value = client.cookies[cookie].value
            context.add_cookies([{"name": cookie, "value": value, "url": self.url}])
        self.contexts[name], self.pages[name] = context, context.new_page()
        return self.pages[name]

    def __getitem__(self, name):
        return self.pages[name]

    def everybody(self, url):
        for page in self.pages.values():
            page.goto(url)

    def ends(self):
        for context in self.contexts.values():
            context.close()


@pytest.fixture
def table(chromium, live_server):
    table = Table(chromium, live_server)
    yield table
    table.ends()
    assert table.troubles == []


@pytest.fixture
def trajectory():
    call_command("load_frameworks")
    framework = FrameworkVersion.objects.get(framework__code="FLEX").framework
    trajectory = team_of(
        UserFactory(name="Lies"), framework=framework, flex_ways=["form", "time", "pace"]
    )
    for name in ("Mo", "Ana"):
        GroupMemberFactory(group=trajectory.team.group, user=UserFactory(name=name))
    return trajectory


def question(page, number):
    return page.locator("[data-question]").nth(number)


def text_of(page, number):
    return question(page, number).locator("textarea[name$='-text']")


def all_saved(page):
    expect(page.locator("[data-saving]")).to_contain_text("Alles bewaard")


def opens(page, trajectory, moment):
    page.goto(trajectory.get_absolute_url())
    page.locator(f"form[action$='/gesprek/{moment}/']").get_by_role("button").click()
    page.get_by_role("link", name="Alle vragen op één pagina").click()
    expect(page.locator("[data-saving]")).to_contain_text("Alles bewaard")
    return Conversation.objects.open().get()


def closes(page, lesson):
    page.get_by_role("link", name="Gesprek afsluiten").click()
    page.get_by_label("Wat leerden wij als team?").fill(lesson)
    page.get_by_role("button", name="Afsluiten en verslag bekijken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat we zelf zeiden")


def kept():
    """Every text that was ever kept."""
    return set(AnswerRevision.objects.values_list("text", flat=True))


def test_four_people_hold_three_talks_and_nothing_they_write_is_lost(
    table, trajectory, live_server
):
    for name in ("Lies", "Mo"):
        table.sits_down(name, User.objects.get(name=name))
    table.sits_down("Ana", User.objects.get(name="Ana"), clock=True)
    sanne = table.sits_down("Sanne")

    # The guest comes in by the link of the team, and is sent on to what she may see.
    table["Lies"].goto(trajectory.get_absolute_url())
    link = table["Lies"].locator("a[href*='/meedoen/']").get_attribute("href")
    sanne.goto(link)
    found = troubles(sanne)
    sanne.get_by_label("Hoe noemen ze je in het team?").fill("Sanne")
    sanne.get_by_label("Wat doe je?").fill("praktijkopleider")
    sanne.get_by_role("button", name="Meedoen zonder account").click()
    expect(sanne.get_by_role("heading", level=1)).to_have_text("Je doet mee als gast")
    found += troubles(sanne)
    sanne.get_by_role("link", name="Naar het team").click()
    found += troubles(sanne)
    assert found == []

    # --- start: all four write at once, each at a question, and see what the others wrote
    talk = opens(table["Lies"], trajectory, "start")
    table.everybody(talk.get_absolute_url())
    names = list(table.pages)
    for number, name in enumerate(names):
        text_of(table[name], number).press_sequentially(f"Start van {name}")
    for page in table.pages.values():
        all_saved(page)
    for page in table.pages.values():
        for number, name in enumerate(names):
            expect(text_of(page, number)).to_have_value(f"Start van {name}")
    expect(table["Mo"].locator("[data-saving]")).to_contain_text("Sanne")
    closes(table["Lies"], "Samen beginnen helpt.")
    expect(sanne.locator("[data-saving]")).to_contain_text("Dit gesprek is intussen afgesloten")

    # --- during: Ana is without a line for a minute, and writes on; Mo writes where she writes
    talk = opens(table["Mo"], trajectory, "tijdens")
    table.everybody(talk.get_absolute_url())
    ana, mo = table["Ana"], table["Mo"]
    all_saved(ana)
    table.contexts["Ana"].set_offline(True)
    for number in range(3):
        text_of(ana, number).press_sequentially(f"Zonder lijn, deel {number}")
        ana.clock.run_for(MINUTE // 3)
        expect(ana.locator("[data-saving]")).to_contain_text("Geen verbinding")
    text_of(mo, 1).press_sequentially("Van Mo, op dezelfde plek")
    question(mo, 0).get_by_role("radio", name="Meerderheid").check()
    text_of(sanne, 3).press_sequentially("Van Sanne, ergens anders")
    all_saved(mo)
    all_saved(sanne)
    assert not any("Zonder lijn" in text for text in kept())
    table.contexts["Ana"].set_offline(False)
    ana.clock.run_for(MINUTE // 4)

    clash = question(ana, 1).locator(".conflict")
    expect(clash).to_contain_text("Van Mo, op dezelfde plek")
    expect(clash).to_contain_text("Zonder lijn, deel 1")
    expect(question(ana, 0).get_by_role("radio", name="Meerderheid")).to_be_checked()
    expect(text_of(ana, 0)).to_have_value("Zonder lijn, deel 0")
    expect(ana.locator(".conflict")).to_have_count(1)  # only there did two write
    question(ana, 1).get_by_role("button", name="Samenvoegen").click()
    all_saved(ana)
    both = "Van Mo, op dezelfde plek\n\nZonder lijn, deel 1"
    expect(text_of(ana, 1)).to_have_value(both)
    expect(text_of(table["Lies"], 1)).to_have_value(both)
    expect(text_of(ana, 3)).to_have_value("Van Sanne, ergens anders")
    closes(mo, "Wie wegvalt, schrijft door.")

    # --- after: the guest opens the last talk, all write in turn in one answer
    talk = opens(sanne, trajectory, "na")
    table.everybody(talk.get_absolute_url())
    last = ""
    for name in names:
        answer = text_of(table[name], 0)
        expect(answer).to_have_value(last)  # what the one before wrote has come in
        answer.press("End")
        answer.press_sequentially(f"{name} was er.")
        all_saved(table[name])
        last = f"{last}{name} was er."
    closes(sanne, "Met vier was het goed.")

    lessons = list(Conversation.objects.values_list("lesson", flat=True))
    assert lessons == [
        "Samen beginnen helpt.",
        "Wie wegvalt, schrijft door.",
        "Met vier was het goed.",
    ]
    assert {f"Start van {name}" for name in names} <= kept()
    assert {f"Zonder lijn, deel {number}" for number in (0, 2)} <= kept()
    assert {both, "Van Mo, op dezelfde plek", "Van Sanne, ergens anders", last} <= kept()
    closed = [str(talk.snapshot) for talk in Conversation.objects.all()]
    assert all(f"Start van {name}" in closed[0] for name in names)
    assert all(text in closed[1] for text in ("Zonder lijn, deel 0", "Zonder lijn, deel 2"))
    assert last in closed[2]

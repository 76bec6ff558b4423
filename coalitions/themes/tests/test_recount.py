"""Counting again in the browser: byte for byte as the command, and beside what was published."""

import json
from random import Random

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from coalitions.tests.factories import a_vote, close_vote
from coalitions.themes import actions, counting
from knw_portal.tests.factories import RoleFactory
from knw_portal.tests.looking import troubles

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(240),
]


def voted(method, schools=8):
    """A closed round in which these schools voted, one of them blank."""
    round = a_vote(
        schools=schools,
        options=5,
        seats=2,
        method=method,
        tie_break="stars" if method == "approval" else "decision",
    )
    themes = list(round.themes.standing().order_by("pk").values_list("pk", flat=True))
    random = Random(method)
    for entry in list(round.roll.order_by("pk"))[1:]:
        chosen = random.sample(themes, random.randint(1, 3))
        marks = {
            "approval": {theme: theme == chosen[0] for theme in chosen},
            "points": dict.fromkeys(chosen, random.randint(1, 3)),
            "ranking": {theme: place for place, theme in enumerate(chosen, start=1)},
        }[method]
        by = actions.voters_of(entry).get()
        actions.cast_ballot(entry, kind="choices", marks=marks, by=by)
    first = round.roll.order_by("pk").first()
    actions.cast_ballot(first, kind="abstain", by=actions.voters_of(first).get())
    close_vote(round)
    return round


def address(round, name="ballot_recount"):
    return reverse(name, kwargs={"school_year": round.school_year})


def a_file(random, method):
    """Ballots as nobody would think of them: many equals, blanks, few voters, awkward names."""
    themes = [
        f"{word} {at}" for at, word in enumerate(random.choices(WORDS, k=random.randint(1, 9)))
    ]
    if random.random() < 0.2:
        themes = [str(10 - at) for at in range(len(themes))]  # as numbers, not in their order
    ballots = []
    for _ in range(random.choice([0, 1, 4, 9, 57])):
        chosen = random.sample(themes, random.randint(0, min(4, len(themes))))
        ballot = {
            "approval": {"chosen": chosen, "star": random.choice([*chosen, None])},
            "points": {"points": {one: random.randint(1, 4) for one in chosen}},
            "stv": {"ranking": chosen},
        }[method]
        ballots.append(ballot | ({"times": random.randint(1, 3)} if random.random() < 0.3 else {}))
    return {
        "title": random.choice(WORDS),
        "method": method,
        "seats": random.randint(1, 5),
        "tie_break": random.choice(["stars", "decision"]),
        "themes": themes,
        "ballots": ballots,
    }


WORDS = ["Thema’s “van” nu", "A\\B", 'met "haken"', "tab\there", "één", "<b>vet</b>"]


def as_blt(found):
    numbers = {name: at for at, name in enumerate(found["themes"], start=1)}
    lines = [f"{len(numbers)} {found['seats']} # kandidaten, zetels"]
    if len(numbers) > 3:
        lines.append("-2")
    for at, ballot in enumerate(found["ballots"]):
        ranking = " ".join(str(numbers[name]) for name in ballot["ranking"])
        lines.append(f"{f'({at}) ' if at % 2 else ''}{ballot.get('times', 1)} {ranking} - 0")
    names = [name.replace("\\", "\\\\").replace('"', '\\"') for name in found["themes"]]
    return "\n".join([*lines, "0", *(f'"{name}"' for name in names), f'"{len(lines)}"'])


@pytest.fixture
def reader(browser_page, browser_sign_in):
    browser_sign_in(RoleFactory(kind="board").user)
    return browser_page


def test_the_page_counts_600_files_byte_for_byte_as_the_command_does(
    reader, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    random, names = Random(57), []
    for at in range(600):
        method = ("approval", "points", "stv")[at % 3]
        found = a_file(random, method)
        is_blt = method == "stv" and at % 2 == 0
        names.append(f"{at:03}.{'blt' if is_blt else 'json'}")
        text = as_blt(found) if is_blt else json.dumps(found, ensure_ascii=at % 2 == 0)
        (tmp_path / names[-1]).write_text(text)
    reader.goto(address(voted("approval")))

    reader.locator("[type=file]").set_input_files(names)
    expect(reader.locator("[data-recount] [role=status]")).to_contain_text(
        "600 bestanden geteld", timeout=60_000
    )
    in_browser = reader.locator("[data-counts] pre").all_text_contents()
    capsys.readouterr()
    call_command("count_ballots", *names, json=True)

    by_command = capsys.readouterr().out.splitlines()
    assert len(in_browser) == len(by_command) == 600
    assert [one for one, other in zip(in_browser, by_command, strict=True) if one != other] == []
    lines = [json.loads(line) for line in by_command]
    settled = [tie["settled"] for line in lines for tie in line["ties"]]
    # Every way in which a count can go came by.
    assert {None, "earlier stage", "no difference"} == set(settled)
    assert sum(line.get("by_stars", False) for line in lines) > 5
    assert sum(bool(line["tied"]) for line in lines) > 50


@pytest.mark.parametrize("method", ["approval", "points", "ranking"])
def test_the_ballots_of_the_round_give_what_was_published_and_an_altered_file_does_not(
    reader, method, tmp_path
):
    round = voted(method)
    client = Client()
    client.force_login(RoleFactory(kind="board").user)
    given = client.get(address(round, "ballot_json")).json()
    given["ballots"] = given["ballots"][::-1]
    winner = actions.titles_of(round)[actions.count_of(round).result["winners"][0]]
    one = {"chosen": [winner], "points": {winner: 1}, "ranking": [winner]}
    altered = given | {"ballots": [*given["ballots"], one]}
    for name, found in (("zelfde.json", given), ("anders.json", altered), ("stuk.json", [])):
        (tmp_path / name).write_text(json.dumps(found))

    reader.goto(address(round, "ballot_list"))
    reader.get_by_role("link", name="In je browser tellen").press("Enter")
    reader.get_by_role("button", name="De stemmen van deze ronde tellen").press("Enter")
    expect(reader.locator("[data-recount] [role=status]")).to_have_text("Geteld: gelijk.")
    expect(reader.locator("[data-counts]")).to_contain_text(winner)
    files = [tmp_path / name for name in ("zelfde.json", "anders.json", "stuk.json")]
    reader.locator("[type=file]").set_input_files(files)

    said = reader.locator("[data-recount] [role=status]")
    expect(said).to_have_text("3 bestanden geteld: 1 gelijk, 1 anders, 1 onleesbaar.")
    told = reader.locator("[data-counts] section").all_inner_texts()
    assert "Gelijk." in told[0]
    assert "Anders is: de aantallen" in told[1]
    assert "method" in told[2]
    assert troubles(reader) == []


def test_without_a_script_the_page_says_how_the_command_does_it(chromium, live_server):
    round = voted("approval")
    client = Client()
    client.force_login(RoleFactory(kind="board").user)
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}]
    )
    page = context.new_page()

    page.goto(address(round))

    expect(page.get_by_role("heading", name="Met de opdracht")).to_be_visible()
    expect(page.locator("main")).to_contain_text("./portal manage count_ballots")
    assert page.locator("[data-recount]").is_hidden()
    page.get_by_role("link", name="Download de stemmen als JSON")
    context.close()


def test_the_counting_in_the_browser_is_of_the_same_version(reader):
    reader.goto(address(voted("approval")))

    assert reader.evaluate("ballotCounting.VERSION") == counting.VERSION


def test_there_is_nothing_to_count_before_the_close_or_with_few_ballots(client):
    client.force_login(RoleFactory(kind="board").user)
    few, still_open = voted("approval", schools=4), a_vote()

    sealed = client.get(address(still_open)).content.decode()
    small = client.get(address(few)).content.decode()

    assert "De uitslag is er nog niet" in sealed
    assert "Er stemden minder dan vijf scholen." in small
    assert 'id="gepubliceerd"' not in small

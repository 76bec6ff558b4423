"""What a team is going to do, who is reminded of it, and when that stops."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from frameworks.teams import actions
from frameworks.teams.models import TeamAction
from frameworks.tests.factories import team_of
from knw_portal import overview
from knw_portal.forms import Stale
from knw_portal.mail.ledger import preview, send_due
from knw_portal.mail.models import Mail, Reminder
from knw_portal.people import privacy
from knw_portal.tests.factories import GroupMemberFactory, UserFactory

SOON = timedelta(days=10)


@pytest.fixture
def lies(db):
    return UserFactory(name="Lies")


@pytest.fixture
def trajectory(lies):
    return team_of(lies)


@pytest.fixture
def mo(trajectory):
    return GroupMemberFactory(group=trajectory.team.group, user=UserFactory(name="Mo")).user


@pytest.fixture
def action(trajectory, lies, mo):
    return actions.add_team_action(
        trajectory, text="Proefrooster maken", by=lies, owner=mo, due_on=localdate() + SOON
    )


@pytest.fixture
def client(client, lies):
    client.force_login(lies)
    return client


def url(name, trajectory, action=None):
    kwargs = {"pk": trajectory.pk} | ({"number": action.pk} if action else {})
    return reverse(name, kwargs=kwargs)


def planned():
    """Who will be reminded, on which day."""
    rows = Reminder.objects.planned().order_by("due_at", "to")
    return [(reminder.to.name, localdate(reminder.due_at)) for reminder in rows]


def test_an_action_is_added_with_who_and_when_and_once(client, trajectory, mo):
    due = localdate() + SOON
    sent = {"text": "Proefrooster  maken", "owner": mo.pk, "due_on": due.isoformat(), "version": 1}
    sent |= {"success": "Het hangt er", "pdca": "do"}

    for _ in range(2):
        client.post(url("team_action_new", trajectory), sent)

    action = TeamAction.objects.get()
    assert (action.text, action.owner, action.due_on) == ("Proefrooster maken", mo, due)
    assert (action.success, action.pdca, action.status) == ("Het hangt er", "do", "open")
    page = client.get(url("team_action_list", trajectory)).content.decode()
    assert "Gelukt als: Het hangt er" in page


def test_only_who_is_in_the_team_can_draw_an_action(client, trajectory, mo):
    outsider = UserFactory()

    page = client.get(url("team_action_new", trajectory)).context["form"]
    client.post(
        url("team_action_new", trajectory), {"text": "Iets", "owner": outsider.pk, "version": 1}
    )

    assert set(page.fields["owner"].queryset) == {trajectory.started_by, mo}
    assert not TeamAction.objects.exists()


def test_what_is_open_stands_first_by_its_day(client, trajectory, lies, action):
    sooner = actions.add_team_action(
        trajectory, text="Eerst dit", by=lies, due_on=localdate() + timedelta(days=1)
    )
    done = actions.add_team_action(trajectory, text="Gedaan", by=lies)
    actions.finish_team_action(done, by=lies)

    page = client.get(url("team_action_list", trajectory))

    assert page.context["going"] == [sooner, action]
    assert page.context["ended"] == [done]


def test_three_days_before_and_on_the_day_its_owner_is_reminded(action):
    assert planned() == [
        ("Mo", action.due_on - timedelta(days=3)),
        ("Mo", action.due_on),
    ]


def test_without_an_owner_in_the_team_who_leads_it_is_reminded(trajectory, lies):
    actions.add_team_action(trajectory, text="Iets", by=lies, due_on=localdate() + SOON)

    assert [name for name, _ in planned()] == ["Lies", "Lies"]


def test_an_action_without_a_day_reminds_nobody(trajectory, lies):
    actions.add_team_action(trajectory, text="Iets", by=lies)

    assert planned() == []


def test_the_reminder_goes_along_with_the_day_and_the_person(client, trajectory, lies, action):
    later = localdate() + timedelta(days=20)

    client.post(
        url("team_action_edit", trajectory, action),
        {"text": action.text, "owner": lies.pk, "due_on": later.isoformat(), "version": 1},
    )

    assert planned() == [("Lies", later - timedelta(days=3)), ("Lies", later)]


@pytest.mark.parametrize("end", ["done", "dropped"])
def test_done_or_dropped_nobody_is_reminded_and_undone_they_are_again(
    client, trajectory, action, end
):
    if end == "done":
        client.post(url("team_action_done", trajectory, action))
    else:
        client.post(url("team_action_drop", trajectory, action), {"why": "Rooster staat al vast"})
    ended, silent = TeamAction.objects.get(), planned()
    client.post(url("team_action_reopen", trajectory, action))

    assert ended.status == end
    assert ended.why == ("" if end == "done" else "Rooster staat al vast")
    assert silent == []
    assert len(planned()) == 2
    assert TeamAction.objects.get().status == "open"


def test_dropping_asks_why(client, trajectory, action):
    page = client.post(url("team_action_drop", trajectory, action), {"why": " "}).content.decode()

    assert "Schrijf kort op waarom" in page
    assert TeamAction.objects.get().status == "open"


def test_the_second_of_two_who_tick_it_off_is_told(action, lies):
    actions.begin_team_action(action, by=lies)
    actions.finish_team_action(action, by=lies)

    with pytest.raises(Stale):
        actions.finish_team_action(action, by=lies)


def test_the_mail_does_not_say_what_the_team_agreed(trajectory, action, mo):
    """The bureau reads the outbox, and what a team agrees is the team's own."""
    [first, _] = Reminder.objects.planned().order_by("due_at")
    shown = preview(first)

    send_due(at=first.due_at)

    mail = Mail.objects.get()
    assert (mail.to, mail.body) == (mo.email, shown.body)
    assert "Proefrooster" not in mail.subject + mail.body
    assert url("team_action_list", trajectory) in mail.body


def test_who_left_the_team_is_not_reminded(trajectory, action, mo):
    reminder = Reminder.objects.planned().order_by("due_at").first()
    trajectory.team.group.members.filter(user=mo).update(until=localdate() - timedelta(days=1))
    trajectory.team.group.members.filter(user=mo).update(since=localdate() - timedelta(days=2))

    send_due(at=reminder.due_at)

    assert not Mail.objects.exists()


def test_who_edits_second_sees_both(client, trajectory, action):
    TeamAction.objects.filter(pk=action.pk).update(text="Van Mo", version=2)

    page = client.post(
        url("team_action_edit", trajectory, action), {"text": "Van Lies", "version": 1}
    ).content.decode()

    assert "Van Mo" in page
    assert TeamAction.objects.get().text == "Van Mo"


def test_a_day_that_was_cannot_be_chosen(client, trajectory):
    page = client.post(
        url("team_action_new", trajectory),
        {"text": "Iets", "due_on": "2020-01-01", "version": 1},
    ).content.decode()

    assert "Deze dag is al geweest." in page
    assert "Iets</textarea>" in page


def test_ones_own_open_actions_stand_in_ones_overview(action, mo, lies):
    def titles(user):
        return [ask.title for ask in overview.asks(overview.mine_sources, user, now())]

    assert "Proefrooster maken" in titles(mo)
    assert "Proefrooster maken" not in titles(lies)
    actions.finish_team_action(action, by=mo)
    mo = type(mo).objects.get(pk=mo.pk)
    assert "Proefrooster maken" not in titles(mo)


def test_what_somebody_would_do_is_handed_over_and_on_erasure_is_nobodys(action, mo):
    kept = privacy.everything_about(mo)["teams"]["acties die je trekt"]
    [keeper] = [one for one in privacy.keepers if one.name == "teams"]

    keeper.erase(mo)

    assert kept == ["Proefrooster maken"]
    assert TeamAction.objects.get().owner is None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_rows(
    client, trajectory, lies, mo, rows, django_assert_num_queries
):
    talk = actions.open_conversation(trajectory, "during", by=lies)
    for number in range(rows):
        actions.add_team_action(
            trajectory, text=f"Iets {number}", by=lies, owner=mo, conversation=talk
        )
    client.get("/")

    with django_assert_num_queries(4):
        page = client.get(url("team_action_list", trajectory))

    assert len(page.context["going"]) == rows

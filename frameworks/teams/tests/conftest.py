"""A team of three in the conversation of the start, with the small framework."""

import pytest
from django.test import Client
from django.urls import reverse

from frameworks.teams import actions
from frameworks.tests.factories import team_of
from knw_portal.tests.factories import GroupMemberFactory, UserFactory

BLANK = {"choices": [], "cells": {}, "text": "", "basis": "", "reason": ""}


@pytest.fixture
def lies(db):
    return UserFactory(name="Lies")


@pytest.fixture
def team(lies):
    trajectory = team_of(lies)
    for name in ("Mo", "Jan"):
        GroupMemberFactory(group=trajectory.team.group, user=UserFactory(name=name))
    return trajectory


@pytest.fixture
def mo(team):
    return team.team.group.members.get(user__name="Mo").user


@pytest.fixture
def jan(team):
    return team.team.group.members.get(user__name="Jan").user


@pytest.fixture
def start(team, lies):
    return actions.open_conversation(team, "start", by=lies)


class Visits:
    """What somebody sees and sends in a conversation: `visits(user).get("question_talk", talk)`."""

    def __init__(self, user):
        self.client = Client()
        self.client.force_login(user)

    def get(self, name, talk, **kwargs):
        return self.client.get(reverse(name, kwargs={"pk": talk.pk, **kwargs}))

    def post(self, name, talk, data=None, *, htmx=False, **kwargs):
        headers = {"HX-Request": "true"} if htmx else {}
        address = reverse(name, kwargs={"pk": talk.pk, **kwargs})
        return self.client.post(address, data or {}, headers=headers)


@pytest.fixture
def visits():
    return Visits


@pytest.fixture
def answer():
    """Answer a question of a conversation: `answer(talk, "TEST-S-01", choices=["2"])`."""

    def answer(talk, code, *, by=None, seen=1, **values):
        question = talk.question(code)
        by = by or talk.opened_by
        return actions.save_answer(talk, question, BLANK | values, seen=seen, by=by)

    return answer

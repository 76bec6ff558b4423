"""Closed talks for tests, made through the actions of the portal."""

from frameworks.definitions import actions as definitions
from frameworks.reports import actions as reports
from frameworks.teams import actions as teams
from knw_portal.tests.factories import GroupFactory, InstitutionFactory, UserFactory

BLANK = {"choices": [], "cells": {}, "text": "", "basis": "", "reason": ""}
# The same questions at every moment, so that there is something to lay beside itself.
MULTI = """
sets:
- code: {code}
  titel: Steeds hetzelfde
  vragen:
  - {{code: M-1, onderdeel: Samen, type: schaal4, vraag: "Hoe ver zijn wij?", kern: true,
     rubric: ["Nergens.", "Een idee.", "Halverwege.", "Klaar."]}}
  - {{code: M-2, onderdeel: Samen, type: ambitie, vraag: "Wat willen wij?"}}
  - {{code: M-3, onderdeel: Samen, type: keuze_meer, vraag: "Welke tijden?",
     opties: [Overdag, Avond, Weekend]}}
  - {{code: M-4, onderdeel: Samen, type: open, vraag: "Wat horen we?"}}
"""


def multi(code="MULTI", group=None, text=MULTI, equivalences=None):
    """A published version; called again with the group, the next one."""
    draft = definitions.import_framework(
        text.format(code=code), group=group or GroupFactory(), by=None
    )
    definitions.publish_version(draft, by=None, equivalences=equivalences)
    return draft


def team(version, *, institution=None, name="Team Zorg", by=None):
    return teams.start_trajectory(
        name=name,
        institution=institution or InstitutionFactory(),
        version=version,
        challenge="Een eigen route voor iedereen.",
        by=by or UserFactory(),
        roles=["team", "manager"],
    )


def closed(trajectory, moment, answers, lesson=""):
    """A talk with these answers (by code), closed."""
    by = trajectory.started_by
    talk = teams.open_conversation(trajectory, moment, by=by)
    for question in talk.questions():
        given = answers.get(question["code"])
        if given:
            teams.save_answer(talk, question, BLANK | given, seen=1, by=by)
    teams.close_conversation(talk, lesson=lesson, by=by)
    return talk


def share(talk, level, left_out=()):
    newest = talk.sharings.first()
    return reports.decide_sharing(
        talk,
        level=level,
        left_out=list(left_out),
        seen=newest.pk if newest else 0,
        by=talk.trajectory.started_by,
    )


def step(number, **more):
    return {"choices": [str(number)], "basis": "consensus", **more}

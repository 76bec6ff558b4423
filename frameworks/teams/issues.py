"""The issues from which a talk can begin, and what the portal says of the ten insights."""

from functools import cache
from pathlib import Path

import yaml

from frameworks.teams.models import IssueGuide

DATA = Path(__file__).parent / "data"
OTHER = "anders"  # an issue that stands on no list: the team names it


@cache
def _issues():
    return yaml.safe_load((DATA / "issues.yaml").read_text())


@cache
def _insights():
    return yaml.safe_load((DATA / "insights.yaml").read_text())


def issues():
    """Code, name and what it is, in the order of the list."""
    return [(one["code"], one["naam"], one["uitleg"]) for one in _issues()["onderwerpen"]]


def guide_for(code):
    """A guide that is not kept yet, with our questions; None when there is no such issue."""
    found = next((one for one in _issues()["onderwerpen"] if one["code"] == code), None)
    if found is None and code != OTHER:
        return None
    texts = found or _issues()["algemeen"]
    return IssueGuide(
        issue=found["naam"] if found else "",
        **{part: list(texts[part]) for part in IssueGuide.PARTS},
    )


def dialogue():
    """Four ways to look at it, to take into a talk or to leave: (name, question)."""
    return [(one["naam"], one["vraag"]) for one in _issues()["dialoog"]]


def about_insight(code):
    """Which data are about it, and what they do not say."""
    return _insights()["inzichten"][code]


def about_role(code):
    return _insights()["rollen"][code]

"""One coalition with two schools in it, and who asks and delivers."""

from types import SimpleNamespace

import pytest
from django.test import Client

from coalitions.outputs.actions import collections as actions
from coalitions.tests.factories import CoalitionFactory, CollectionFactory, a_set
from frameworks.definitions.definition import questions_of
from knw_portal.tests.factories import GroupMemberFactory, InstitutionFactory, RoleFactory


@pytest.fixture(autouse=True)
def _portal(settings):
    settings.BASE_URL = "https://portaal.example.org"


@pytest.fixture
def coalition():
    return CoalitionFactory(slug="saat", title="Studenten aan tafel", phase="active")


@pytest.fixture
def people(coalition):
    """Anna and Bea of one school, Cor of another, their guide, the bureau, and a stranger."""
    first = InstitutionFactory(name="Eerste School", slug="eerste")
    second = InstitutionFactory(name="Tweede School", slug="tweede")

    def member(name, school, role="member"):
        return GroupMemberFactory(
            group=coalition.group,
            role=role,
            user__name=name,
            user__email=f"{name.lower()}@example.org",
            user__institution=school,
        ).user

    return SimpleNamespace(
        anna=member("Anna", first),
        bea=member("Bea", first),
        cor=member("Cor", second, role="lead"),
        guide=member("Gijs", None, role="facilitator"),
        follower=member("Fem", first, role="follower"),
        bureau=RoleFactory(kind="bureau").user,
        stranger=GroupMemberFactory(user__institution=first).user,
    )


@pytest.fixture
def collection(coalition, people):
    collection = CollectionFactory(coalition=coalition, title="Een verhaal")
    actions.send_collection(collection, seen=1, by=people.guide)
    return collection


@pytest.fixture
def as_person():
    def signed_in(person):
        client = Client()
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def talks(coalition, people):
    """Asked for notes of talks, with three questions."""
    version = a_set()
    collection = CollectionFactory(
        coalition=coalition,
        title="Praten over het plan",
        asks="notes",
        framework_version=version,
        concepts=[one["concept"] for one in questions_of(version.shown)],
    )
    actions.send_collection(collection, seen=1, by=people.guide)
    return collection


@pytest.fixture
def ours(talks):
    """What the school of Anna and Bea was asked."""
    return talks.deliveries.get(institution__slug="eerste")

import pytest
from django.test import Client

from knw_portal.people.models import Role
from knw_portal.tests.factories import RoleFactory, UserFactory


@pytest.fixture(autouse=True)
def _portal(settings):
    settings.DEMO = False
    settings.BASE_URL = "https://portaal.example.org"
    settings.CONTACT_EMAIL = "bureau@example.org"


@pytest.fixture
def bureau(db):
    """Somebody of the bureau."""
    user = UserFactory(name="Bea Bureau", email="bea@example.org")
    RoleFactory(user=user, kind=Role.Kind.BUREAU)
    return user


@pytest.fixture
def at_bureau(bureau):
    """A browser in which the bureau is signed in."""
    client = Client()
    client.force_login(bureau)
    return client

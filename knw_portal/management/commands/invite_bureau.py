"""The first person of the bureau: somebody must be in before anybody can be invited."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from knw_portal.forms import Stale
from knw_portal.people import actions
from knw_portal.people.models import Role, User


class Command(BaseCommand):
    help = "Geef iemand van het bureau een account en stuur een uitnodiging."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *, email, name, **options):
        try:
            validate_email(email)
            person = User(email=email, name=name)
            actions.invite_person(person, role=Role(kind=Role.Kind.BUREAU), by=None)
        except ValidationError as error:
            raise CommandError(f"{email} is geen e-mailadres.") from error
        except Stale as error:
            raise CommandError(f"{email} heeft al een account.") from error
        self.stdout.write(f"{name} kan inloggen met {person.email}.")

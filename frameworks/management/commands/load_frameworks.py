from django.core.management.base import BaseCommand

from frameworks.definitions.actions import load_frameworks
from knw_portal.people.models import Group


class Command(BaseCommand):
    help = "Loads and publishes the question sets that come with the portal, each once."

    def add_arguments(self, parser):
        parser.add_argument(
            "--group", default="Redactie van de raamwerken", help="the group that edits them"
        )

    def handle(self, *, group, **options):
        owner, _ = Group.objects.get_or_create(name=group)
        load_frameworks(group=owner, by=None)
        self.stdout.write("De raamwerken staan klaar.")

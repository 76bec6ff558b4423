from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coalitions.desk.demo.load import load_demo


class Command(BaseCommand):
    help = "Loads the demo's data. Run again, it adds what is missing and changes nothing else."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError(
                "Invented data belong in the practice portal only. "
                "For the lists of a real portal there is load_lists."
            )
        load_demo()
        self.stdout.write("De oefengegevens staan klaar.")

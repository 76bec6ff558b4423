from django.core.management.base import BaseCommand

from coalitions.desk.demo.load import load_demo


class Command(BaseCommand):
    help = "Loads the demo's data. Run again, it adds what is missing and changes nothing else."

    def handle(self, **options):
        load_demo()
        self.stdout.write("De oefengegevens staan klaar.")

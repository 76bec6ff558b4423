from django.core.management.base import BaseCommand

from coalitions.desk.demo.load import load_lists


class Command(BaseCommand):
    help = "Loads the lists that every portal needs: institutions, functions, success factors."

    def handle(self, **options):
        load_lists(invented=False)
        self.stdout.write("De lijsten staan klaar.")

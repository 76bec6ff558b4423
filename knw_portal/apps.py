from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PortalConfig(AppConfig):
    name = "knw_portal"
    verbose_name = "Portaal"

    def ready(self):
        # What rooms register for the reminders, the overviews and the personal data of people.
        autodiscover_modules("reminders", "overview", "privacy")
        # Here `overview` is the registry itself, so its rooms are named one by one.
        import_module("knw_portal.people.overview")
        import_module("knw_portal.mail.overview")

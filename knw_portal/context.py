"""What every template knows beside its own context."""

from django.conf import settings


def portal(request):
    return {"DEMO": settings.DEMO, "CONTACT_EMAIL": settings.CONTACT_EMAIL}

"""The project, and what every room of the portal stands on."""

from knw_portal.celery import app as celery_app

__all__ = ["celery_app"]

"""The project, and what every room of the portal stands on.

Imports nothing: the launcher in `local/` starts from here and must not wait for Django. Whoever
needs the worker's app imports it from `knw_portal.celery`; `celery -A knw_portal` finds it too.
"""

"""The portal as a web server of its own on the database of a test, for a drill that kills it.

gunicorn frameworks.tests.serving
"""

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application

import conftest

conftest.speak_plain_http()
settings.ALLOWED_HOSTS = ["127.0.0.1"]
application = StaticFilesHandler(get_wsgi_application())

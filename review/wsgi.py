"""The desk for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from review.health import with_health

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "review.settings")
application = with_health(get_wsgi_application())

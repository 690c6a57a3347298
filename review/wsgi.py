"""The desk for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from review import log
from review.health import with_health

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "review.settings")
log.begin("desk")
_pages = get_wsgi_application()

from review.metrics import with_metrics  # noqa: E402 - models can be imported from here on

application = with_health(with_metrics(_pages))

"""Entry point for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
# Every page's code is loaded now and not by the first who asks. It is never garbage: searching
# through it again and again held up whoever had asked for a page for a tenth of a second.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()

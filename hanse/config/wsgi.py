"""The entry point of web processes."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hanse.config.settings")

application = get_wsgi_application()
if settings.TRUSTED_PROXIES:
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=settings.TRUSTED_PROXIES)

# Load every page's code now, so that the first visitor does not wait for it and a broken one shows at the start.
get_resolver().url_patterns  # noqa: B018
# What is loaded stays for good; the collector need not look at it again.
gc.collect()
gc.freeze()

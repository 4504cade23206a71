"""The web server's door.

What was read at the start stays for good: the collector need not look at it again and again, and it looks seldom at
the rest, since a request leaves little in circles: pages came out a quarter to a third faster.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

application = get_wsgi_application()

gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)

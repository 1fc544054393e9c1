"""The WSGI application that granian, waitress or any other server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jualan.config.settings")
application = get_wsgi_application()

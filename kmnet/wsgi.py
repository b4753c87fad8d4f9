"""The door for the server."""

import os

from django.core.wsgi import get_wsgi_application

from kmnet import ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kmnet.settings")

application = ready.in_front_of(get_wsgi_application())

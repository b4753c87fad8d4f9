"""What belongs to no app: Thai text, the private Postgres, the admin's front door."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core import checks
from django.db.backends.signals import connection_created

from kmnet.connections import end_with_thread
from kmnet.personal import check_register


class KmnetConfig(AppConfig):
    name = "kmnet"
    verbose_name = "ระบบกลาง"

    def ready(self):
        checks.register(check_register, checks.Tags.models)
        connection_created.connect(end_with_thread)


class KmnetAdminConfig(AdminConfig):
    default_site = "kmnet.admin.CaretakersDesk"

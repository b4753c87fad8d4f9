"""What belongs to no app: Thai text, the private Postgres, the admin's front door."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class KmnetConfig(AppConfig):
    name = "kmnet"
    verbose_name = "ระบบกลาง"


class KmnetAdminConfig(AdminConfig):
    default_site = "kmnet.admin.CaretakersDesk"

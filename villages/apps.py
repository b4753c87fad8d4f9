from django.apps import AppConfig


class VillagesConfig(AppConfig):
    """Where: places, and who keeps a village's stories."""

    name = "villages"
    verbose_name = "พื้นที่และหมู่บ้าน"

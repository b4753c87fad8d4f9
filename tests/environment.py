"""What must stand before Django reads its settings; loaded by pytest before everything else."""

import gc
import os
import tempfile

import pytest

if not os.environ.get("DATABASE_URL"):
    pytest.exit(
        "ยังไม่มี Postgres ให้ทดสอบ สั่ง make test หรือ python -m kmnet.postgres -- python -m pytest",
        returncode=4,
    )

os.environ["KMNET_DEBUG"] = "1"
os.environ["KMNET_DATA_DIR"] = tempfile.mkdtemp(prefix="kmnet-tests-")
os.environ["KMNET_SITE_URL"] = "http://testserver"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop is not Django's
for name in ("LINE_CHANNEL_ID", "LINE_CHANNEL_SECRET", "EMAIL_HOST", "KMNET_MEDIA_DIR"):
    os.environ.pop(name, None)

# Looking for cycles again and again among all that stays takes a tenth of the run.
gc.set_threshold(100_000, 50, 100)

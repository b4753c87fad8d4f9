"""Every test begins with no reads gathered by the one before."""

import pytest

from stories import reads


@pytest.fixture(autouse=True)
def no_reads_left_over():
    reads.forget()

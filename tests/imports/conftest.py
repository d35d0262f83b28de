"""The whole log is not part of the suite: it is asked for by naming it in CASEWAY_FULL_LOG."""

import os

collect_ignore = [] if os.environ.get("CASEWAY_FULL_LOG") else ["test_full_log.py"]

#!/usr/bin/env python3
"""Has programs that others wrote, and one written from docs/formats/log.md, judge Troth's log.

TROTH_LOG_EVENTS: events in the tenant's log of the real cell (default 70000).
"""
import sys
import unittest

import tools  # noqa: F401  makes the modules of the other test folders known
import suite  # noqa: E402


def load_tests(loader, _tests, _pattern):
    loader.sortTestMethodsUsing = None
    return unittest.TestSuite(loader.loadTestsFromName(name) for name in ("offline_cases", "cell_cases"))


if __name__ == "__main__":
    sys.exit(suite.run(__name__))

"""Runs the test cases of a script and ends with the line that ./check counts."""
import sys
import time
import unittest


def run(module):
    """Every case of the module, in the order of its source; the exit code for sys.exit."""
    loader = unittest.TestLoader()
    loader.sortTestMethodsUsing = None
    cases = loader.loadTestsFromModule(sys.modules[module])
    began = time.time()
    result = unittest.TextTestRunner(verbosity=1).run(cases)
    failed = len(result.failures) + len(result.errors)
    sys.stderr.flush()
    print(f"{time.time() - began:.1f} s", flush=True)
    for case, why in result.skipped:  # neither passed nor failed
        print(f"left out: {case.id()}: {why}", flush=True)
    print(f"{result.testsRun - failed - len(result.skipped)} passed, {failed} failed", flush=True)
    return 1 if failed else 0

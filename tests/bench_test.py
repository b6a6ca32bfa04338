#!/usr/bin/env python3
"""The bench still runs: every module of bench/ can be imported, GDPRbench's workloads go through in small, and a wrong answer ends a
run. What it measures here says nothing.

usage: bench_test.py [TROTH]
"""
import glob
import importlib
import json
import os
import subprocess
import sys
import types
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BENCH = os.path.join(ROOT, "bench")
sys.path[:0] = [BENCH, os.path.join(ROOT, "tests/e2e")]
import suite  # noqa: E402

BINARY = os.path.abspath(sys.argv.pop(1) if len(sys.argv) > 1 else os.environ.get("TROTH_BINARY", ROOT + "/build/release/troth"))
SMALL = {"TROTH_BENCH_GDPR_RECORDS": "1600", "TROTH_BENCH_GDPR_OPERATIONS": "160"}


def bench(*arguments, **environment):
    return subprocess.run([BENCH + "/run", "--bin", os.path.dirname(BINARY), *arguments], capture_output=True, text=True, timeout=120,
                          env={**os.environ, **environment})


class Modules(unittest.TestCase):
    def test_each_can_be_imported(self):
        names = sorted(os.path.basename(path)[:-3] for path in glob.glob(BENCH + "/*.py"))
        self.assertGreater(len(names), 10)
        for name in names:
            with self.subTest(name):
                self.assertEqual(importlib.import_module(name).__file__, f"{BENCH}/{name}.py", "another module has this name")

    def test_the_malformed_requests_are_those_of_the_faults(self):
        import beside
        self.assertTrue(callable(beside.malformed_requests().Sender))

    def test_each_figure_is_explained(self):
        import report
        for name in (*(side for over, under, _ in report.RATIOS.values() for side in (over, under)), *report.PLAIN.values()):
            self.assertIn(name, report.FIGURES)


class Gdpr(unittest.TestCase):
    def test_the_weights_of_a_workload_are_a_hundred(self):
        import gdpr_mix
        import gdpr_operations
        for workload, (_, _, operations) in gdpr_mix.WORKLOADS.items():
            self.assertEqual(sum(weight for weight, _ in operations.values()), 100, workload)
            self.assertEqual([name for name in operations if not hasattr(gdpr_operations.Operations, name)], [], workload)

    def test_all_workloads_go_through(self):
        done = bench("--quick", "--only", "gdpr", "--json", **SMALL)
        self.assertEqual(done.returncode, 0, done.stderr)
        said = json.loads(done.stdout)
        for workload in ("controller", "customer", "processor", "regulator"):
            self.assertEqual(said[f"gdpr_{workload}_correct"], 1, workload)
            self.assertGreater(said[f"gdpr_{workload}_ops"], 0, workload)
        self.assertGreater(said["gdpr_space_factor"], 1)

    def test_a_wrong_answer_ends_the_run(self):
        import gdpr
        import gdpr_client
        import gdpr_mix
        client = gdpr_client.Client(0, 1, types.SimpleNamespace(base=""), [])
        client.judge("status", 200, 200)
        client.judge("status", 500, 200)
        told = ({workload: (client.right, client.wrong, client.shown, {}) for workload in gdpr_mix.WORKLOADS}, 0, 0)
        plan = types.SimpleNamespace(samples=types.SimpleNamespace(add=lambda *_: None), say=lambda _: None)
        with self.assertRaisesRegex(RuntimeError, "status: 500 in place of 200"):
            gdpr.judged(plan, None, [told])

    def test_more_operations_than_persons_are_refused(self):
        done = bench("--quick", "--only", "gdpr", **{**SMALL, "TROTH_BENCH_GDPR_OPERATIONS": "1600"})
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("load ten records for each", done.stderr)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))

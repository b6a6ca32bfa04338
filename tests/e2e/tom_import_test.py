"""`troth tom import`: an own TOM text becomes clauses, proposals and lints, without a cell."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

import suite
from cell import BINARY

ONE = """# Measures of Example Ltd

## Technical measures

1. Our servers stand at Google in Belgium (west-1).
2. Backups are made daily and kept 7 days.
3. Passwords are encrypted.

## Organisational measures

1. Access rights are reviewed periodically.
"""
TWO = "<h1>Privacy</h1><h2>1. Hosting</h2><p>Our servers stand in Ireland. See <a href=''>the list</a>.</p>"
CLEAN = "# Measures\n\n## 1. Backups\n\nBackups are made every 24 hours and kept 7 days.\n"


class TomImport(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.TemporaryDirectory(prefix="troth-import-")
        for name, text in (("one.md", ONE), ("two.html", TWO), ("clean.md", CLEAN), ("empty.txt", "")):
            with open(os.path.join(self.root.name, name), "w") as file:
                file.write(text)

    def tearDown(self):
        self.root.cleanup()

    def troth(self, code, *names, options=()):
        files = [os.path.join(self.root.name, name) for name in names]
        done = subprocess.run([BINARY, "tom", "import", *options, *files], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, code, (done.stdout, done.stderr))
        return done

    def test_clauses_have_ids_and_proposals(self):
        found = json.loads(self.troth(0, "one.md", options=["--json"]).stdout)
        clauses = found["documents"][0]["clauses"]
        self.assertEqual([clause["id"] for clause in clauses], ["T1", "T2", "T3", "O1"])
        self.assertIn("LB-T4", [one["clause"] for one in clauses[1]["proposals"]])
        self.assertEqual(clauses[3]["proposals"][0]["clause"], "TE-3.3")

    def test_lints_name_the_words_and_the_mend(self):
        lints = json.loads(self.troth(0, "one.md", options=["--json"]).stdout)["lints"]
        self.assertEqual({(one["clause"], one["rule"], one["words"]) for one in lints},
                         {("T1", "region", "west-1"), ("T3", "claim", "passwords ... encrypted"),
                          ("O1", "hedge", "periodically")})
        mends = {one["words"]: one["mend"] for one in lints}
        self.assertIn("europe-west1", mends["west-1"])
        self.assertTrue(all(mends.values()))

    def test_two_documents_are_compared(self):
        said = self.troth(0, "one.md", "two.html").stdout
        self.assertIn("two.html says ireland, one.md says belgium (clause T1)", said)
        self.assertIn('empty-link "the list": the link leads nowhere', said)

    def test_strict_makes_a_lint_a_finding(self):
        self.troth(1, "one.md", options=["--strict"])
        self.troth(0, "clean.md", options=["--strict"])

    def test_what_cannot_be_read_is_usage(self):
        self.assertIn("nothing in this reads like a clause", self.troth(2, "empty.txt").stderr)
        self.troth(2, "absent.md")
        self.troth(2)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))

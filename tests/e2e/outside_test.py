"""What decides over a tenant's content, or whom it is sealed for, is the tenant's own: the cell's administrator, who may define its
purposes and retention, lays none of it down. Once it could: a recipient of every disclosure was a PUT away."""
import sys
import unittest

import suite
from cell import Cell

KEY = {"kty": "OKP", "crv": "X25519", "x": "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}
OWN = {
    "PUT /recipients/payroll": {"title": "Payroll", "country": "DE", "basis": "authority", "transfer": "eea", "purposes": ["support"], "key": KEY},
    "PUT /labels/health": {"title": "Health", "class": "special"},
    "PUT /identity-secret": None,
    "PUT /role": {"role": "processor", "controller": {"name": "Example GmbH", "contact": "privacy@example.com"}},
    "POST /instructions": {"text_sha256": "a" * 64, "summary": "store only", "operations": ["storage"]},
    "PUT /use/budgets": {"per_principal": 10, "per_subject": 5},
    "PUT /notices/chat": {"version": "1", "sha256": "a" * 64, "title": "The chat"},
    "POST /discovery": None,
    "POST /principals": {"name": "mole", "permissions": ["consult"]},
}


class FromOutside(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cell = Cell()

    @classmethod
    def tearDownClass(cls):
        cls.cell.close()

    def ask(self, client, line):
        method, path = line.split()
        return client(method, self.cell.base + path, OWN[line])

    def test_the_cells_administrator_lays_down_nothing_that_guards_content(self):
        admin = self.cell.client(self.cell.admin_token)
        for line in OWN:
            answer = self.ask(admin, line)
            self.assertEqual((line, answer.status), (line, 403), answer.body)
            self.assertIn("cell's administrators cannot", answer.body.decode())

    def test_the_tenants_own_does(self):
        for line in OWN:
            if "instructions" in line:
                continue  # the last word: it would forbid the rest
            answer = self.ask(self.cell.owner, line)
            self.assertIn(answer.status, (200, 201), f"{line}: {answer.body}")

    def test_a_frozen_tenants_records_are_not_searched(self):
        frozen = Cell()
        try:
            self.assertEqual(frozen.owner("PUT", frozen.base + "/freeze", {"reason": "an incident"}).status, 200)
            self.assertEqual(frozen.owner("POST", frozen.base + "/discovery").status, 423)
        finally:
            frozen.close()


if __name__ == "__main__":
    sys.exit(suite.run(__name__))

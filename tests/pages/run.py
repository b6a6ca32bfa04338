#!/usr/bin/env python3
"""Opens the public pages of a served cell in a real browser: light, dark, print, narrow, without scripts; axe-core judges each.

TROTH_SCREENSHOTS: a folder that takes a picture of every page.
"""
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from served import BINARY, HERE, Served

CHROMIUM = os.environ.get("TROTH_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
MUTANT = os.environ.get("TROTH_MUTANT_BINARY") or os.path.join(os.path.dirname(BINARY), "troth-mutant")
TESTED = ("TE-1.4", "TE-1.7", "TE-5.1")


class Browser:
    """The browser's side (pages_test.mjs) and the two packages it takes from npm, in a folder of its own."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="troth-browser-"))
        shutil.copytree(HERE / "npm", self.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
        for module in HERE.glob("*.mjs"):
            shutil.copy(module, self.folder)
        subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=self.folder, check=True, capture_output=True, timeout=600)
        self.passed = self.failed = 0

    def see(self, phase, served, **more):
        """One process of node; each of its lines is a case."""
        given = {"phase": phase, "base": served.base, "chromium": CHROMIUM, "root": os.geteuid() == 0,
                 "screenshots": os.environ.get("TROTH_SCREENSHOTS"), **more}
        done = subprocess.run(["node", "pages_test.mjs", json.dumps(given)], cwd=self.folder, capture_output=True, text=True,
                              timeout=900)
        lines = done.stdout.splitlines()
        print(f"-- {phase}")
        for line in lines:
            if not line.startswith("ok "):
                print(line)
        bad = sum(line.startswith("FAILED ") for line in lines)
        good = sum(line.startswith("ok ") for line in lines)
        if done.returncode not in (0, 1) or good + bad == 0 or (done.returncode == 1) != (bad > 0):
            print(f"FAILED {phase}: the browser's side ended with {done.returncode}\n{done.stderr[-4000:]}")
            bad += 1
        self.passed += good
        self.failed += bad

    def check(self, what, held):
        self.passed += bool(held)
        self.failed += not held
        if not held:
            print("FAILED " + what)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def contact_cases(browser, served, is_set):
    answer = served.get("/.well-known/security.txt")
    if not is_set:
        browser.check("security.txt is not there without a contact", answer.status == 404)
        return
    text = answer.body.decode()
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    browser.check("security.txt names the contact", answer.status == 200 and fields.get("Contact") == "mailto:security@example.com")
    browser.check("security.txt says where it belongs", fields.get("Canonical") == "https://trust.example.com/.well-known/security.txt")
    expires = datetime.datetime.fromisoformat(fields["Expires"].replace("Z", "+00:00"))
    browser.check("security.txt expires within a year", datetime.timedelta(0) < expires - served.now() < datetime.timedelta(days=366))
    browser.check("security.txt names languages", fields.get("Preferred-Languages") == "en, de")


def header_cases(browser, served):
    for path in ("/trust", "/trust/tom", "/trust/tom.json", "/trust/log.json", "/trust/clauses/TE-1.4"):
        headers = served.get(path).headers
        browser.check(f"{path} is not kept by caches", headers["Cache-Control"] == "no-cache")
        browser.check(f"{path} sets no cookie", headers["Set-Cookie"] is None)
        browser.check(f"{path} loads nothing from elsewhere", headers["Content-Security-Policy"].startswith("default-src 'self'; "))
    for path in ("/trust/nothing", "/trust/clauses/TE-99", "/trust/clauses/TE-1.4/more", "/trust/tom/v/99", "/trust/tom/v/01",
                 "/trust/tom/v/x", "/trust/tom/diff", "/trust/tom/diff?from=1&to=99", "/trust/tom/v/99.json", "/trust/"):
        browser.check(f"{path} is absent", served.get(path).status == 404)


def control_case(browser):
    """With a build that shows stale clauses as passed, page and twin disagree: what the phases look for can be found."""
    served = Served(MUTANT, {"TROTH_MUTANT": "stale-shown-green"})
    try:
        page, twin = served.get("/trust/tom").body.decode(), served.get("/trust/tom.json").json
        status = {clause["id"]: clause["status"] for clause in twin["clauses"]}
        card = page[page.index('<article id="TE-1.4"'):]
        browser.check("a planted bug is seen", status["TE-1.4"] == "stale" and '">pass</span>' in card[:card.index("</article>")])
    finally:
        served.close()


def main():
    assert CHROMIUM, "install chromium"
    browser, served = Browser(), None
    try:
        served = Served()
        control_case(browser)
        contact_cases(browser, served, False)
        browser.see("rehearsal", served)
        served.set_contact()
        contact_cases(browser, served, True)
        author, second, third = (served.principal(name) for name in ("author", "second", "third"))
        first = served.publish(author, [second], served.now() + datetime.timedelta(seconds=2))
        time.sleep(3)  # not by moving the clock: the probes, which come next, go by the machine's
        served.attest(author)
        browser.check("the probes pass", served.probe(author, *TESTED).returncode == 0)
        served.fail(author, "TE-1.7")
        browser.check("a probe mends", served.probe(author, "TE-1.7").returncode == 0)
        served.fail(author, "TE-5.1")
        later = served.publish(author, [second, third], served.now() + datetime.timedelta(days=40), **{"token.days_max": 120})
        served.publish(author, [], served.now() + datetime.timedelta(days=50))  # a draft, which nobody outside sees
        served.entry_of("TE-5.1", "fail")
        header_cases(browser, served)
        browser.check("a draft is absent", served.get(f"/trust/tom/v/{later + 1}").status == 404)
        bundle, policy = browser.folder / "trust-bundle", browser.folder / "policy"
        bundle.write_bytes(served.get("/trust/bundle").body)
        policy.write_bytes(served.get("/log/policy").body)
        browser.see("evidence", served, versions=[first, later], failing="TE-5.1", passing="TE-1.4", mended="TE-1.7", bundle=str(bundle),
                    policy=str(policy))
        served.advance(hours=25)
        browser.see("stale", served, passing="TE-1.4", failing="TE-5.1")
    finally:
        if served:
            served.close()
        browser.close()
    print(f"{browser.passed} passed, {browser.failed} failed")
    return 1 if browser.failed else 0


if __name__ == "__main__":
    sys.exit(main())

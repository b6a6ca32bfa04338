"""The log of seals as outsiders know it, by its signed heads: those shown over HTTP, and the one kept in the seal's folder.
They are read by tests/formats/log_formats.py and held to the rows that the killed cell left."""
import threading

import files  # noqa: F401  (puts cell.py and log_formats.py on the path)
import log_formats as formats
from cell import Client, tree_root
from ledger import HEAD_FALSE, HEAD_NOT_KEPT, HEAD_WENT_BACK, WRONG_ANSWER
from load import BROKEN_OFF

POLL_SECONDS = 0.02


class SignedLog:
    """Remembers every head of one cell. It pins the key that the cell names first: all heads are of that key."""

    def __init__(self, cell, ledger):
        self.cell, self.ledger = cell, ledger
        self.vkey = None
        self.roots = {}       # of each head ever seen, by size
        self.unchecked = []   # sizes that came since the last check
        self.shown = self.kept = 0  # sizes of the newest
        self.unsigned = 0     # kills between a seal's entry and its signature

    def client(self):
        return Client(self.cell.port, self.cell.data + "/tls/cert.pem", attempts=1)

    def ask(self, client):
        """The size of the head that is shown now; 0 before the first."""
        if not self.vkey:
            self.vkey = client("GET", "/log/status").json["verifiers"][0]
        answer = client("GET", "/log/cell/checkpoint")
        if answer.status == 200:
            self.shown = self.took(answer.body.decode(), self.shown, "shown")
        elif answer.status != 404 or self.shown:
            self.ledger.broken(WRONG_ANSWER, f"checkpoint: {answer.status} {answer.body!r}")
        return self.shown

    def took(self, note, before, how):
        """The size of a head that was signed; it is never smaller than the one before."""
        try:
            formats.open_note(note, self.vkey)
            head = formats.parse_checkpoint(formats.parse_note(note)[0])
        except formats.FormatError as error:
            self.ledger.broken(HEAD_FALSE, f"{how}: {error}: {note!r}")
            return before
        if head.size < before:
            self.ledger.broken(HEAD_WENT_BACK, f"{how}: {head.size} after {before}")
        if head.size not in self.roots:
            self.unchecked.append(head.size)
        if self.roots.setdefault(head.size, head.root) != head.root:
            self.ledger.broken(HEAD_FALSE, f"{how}: two heads of size {head.size}")
        return max(head.size, before)

    def check(self, note, leaves, everything):
        """Of a cell that does not run: what it kept, and its rows as `leaves`. That leaves seen once are still there is the
        promise of logs, so a head is held to them when it is new, and all are where `everything` is."""
        if not self.vkey:
            return  # it has not served yet
        self.kept = self.took(note.decode(), self.kept, "kept")
        if self.shown > self.kept:
            self.ledger.broken(HEAD_NOT_KEPT, f"{self.shown} was shown, {self.kept} is kept")
        self.unsigned += len(leaves) > self.kept
        for size in self.roots if everything else self.unchecked:
            if size > len(leaves) or tree_root(leaves[:size]) != self.roots[size]:
                self.ledger.broken(HEAD_FALSE, f"head of size {size}, {len(leaves)} rows")
        self.unchecked = []


class Onlooker(threading.Thread):
    """Asks for the head all the time, until the server is killed."""

    def __init__(self, log, killed):
        super().__init__(daemon=True)
        self.log, self.killed = log, killed

    def run(self):
        client = self.log.client()
        while not self.killed.is_set():
            try:
                self.log.ask(client)
            except BROKEN_OFF as error:
                if not self.killed.wait(0.5):
                    self.log.ledger.broken(WRONG_ANSWER, f"the connection broke while the cell lived: {error!r}")
                return
            self.killed.wait(POLL_SECONDS)

"""What the clients of a run were told, written down before it is believed; and every promise they saw broken."""
import collections
import threading

# Numbers of src/act/events.def.
RECORDED, CONSULTED, ERASURE_INTENDED, ALTERED, ADMINISTERED, RETRIEVED, REFUSED = 2, 7, 12, 14, 16, 6, 90

# The promises. A violation names one, and a negative control must name the one that it breaks.
LOST = "an acknowledged write is lost"
NO_EVENT = "an acknowledged act has no event"
BARE_ANSWER = "an answer left without its event"
LOG_BROKEN = "a log is no tree with its head"
LOG_FORKED = "a log has changed what it said"
ROW_WITHOUT_EVENT = "a row stands without its event"
KEY_LEFT = "an erased subject still has a key"
WRAP_LEFT = "an erased key's bytes are still in the files"
FENCE_MISSING = "an acknowledged erasure has no fence"
HALF_ERASED = "a subject is half erased"
UNERASED = "an acknowledged erasure did not happen"
READABLE = "an erased subject was shown"
UNREADABLE = "a subject that was not erased cannot be read whole"
EPOCH_TABLE = "the epochs are not in order"
EPOCH_KEY_LEFT = "a destroyed epoch's key is still in the seal"
HEAD_FALSE = "a signed head is of another log than the rows"
HEAD_WENT_BACK = "a signed head is older than the one before"
HEAD_NOT_KEPT = "a signed head was shown before it was kept"
FSCK_FOUND = "troth log fsck finds something"
CHAIN = "the fence ledger's chain is broken"
TORN = "a page that was torn is believed"
WRONG_ANSWER = "an answer that nothing explains"
STUCK = "a cell that was killed does not start again"
SLOW = "a restart took more than 10 s"

PROMISES = (LOST, NO_EVENT, BARE_ANSWER, LOG_BROKEN, LOG_FORKED, ROW_WITHOUT_EVENT, KEY_LEFT, WRAP_LEFT, FENCE_MISSING,
            HALF_ERASED, UNERASED, READABLE, UNREADABLE, EPOCH_TABLE, EPOCH_KEY_LEFT, HEAD_FALSE, HEAD_WENT_BACK,
            HEAD_NOT_KEPT, FSCK_FOUND, CHAIN, TORN, WRONG_ANSWER, STUCK, SLOW)


class Record:
    """`versions[n]` is the content of version n; `acked` is the newest that was acknowledged."""

    def __init__(self, fields):
        self.versions, self.acked = {1: fields}, 1


class Subject:
    """Written by the one thread that owns it in a round, read by all. `erasure` goes None -> asked -> intended (202) or
    erased (200); `pending` holds what was sent and not answered: ("put", fields) or ("alter", record, fields)."""

    def __init__(self, id):
        self.id, self.records, self.pending, self.erasure = id, {}, [], None


SINGLE_REFUSALS = 60  # of a principal in a minute have events of their own; further ones are counted (ARCHITECTURE, idea 1)
IN_FLIGHT = 4         # of those, as many may still be under way when the first counted one is answered


class Ledger:
    def __init__(self):
        self.lock = threading.Lock()
        self.refusals = 0                      # since the cell was last started
        self.at_answer = lambda what: None     # called by the client that has it, at once
        self.subjects = {}
        self.events = []                       # (log, event, type, what it was)
        self.violations = []                   # (promise, detail)
        self.told = collections.Counter()      # answers by operation and status

    def broken(self, promise, detail):
        with self.lock:
            self.violations.append((promise, detail))

    def acknowledge(self, log, answer, type, what):
        """Every answer to a principal names its event; a refusal's type is `refused`, whatever was asked for."""
        self.at_answer(what)
        with self.lock:
            self.told[f"{what} {answer.status}"] += 1
            self.refusals += answer.status >= 400
            counted = answer.status >= 400 and self.refusals > SINGLE_REFUSALS - IN_FLIGHT
            if answer.event:
                self.events.append((log, answer.event, type if answer.status < 400 else REFUSED, what))
        if not answer.event and not counted and answer.status not in (429, 503, 507):
            self.broken(BARE_ANSWER, f"{what}: {answer.status} {answer.body!r}")

    def live(self):
        return [subject for subject in list(self.subjects.values()) if subject.erasure is None]

    def erased(self):
        return [subject for subject in list(self.subjects.values()) if subject.erasure == "erased"]

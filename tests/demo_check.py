"""Reads the JSON of `troth demo --once --json` and fails unless the whole walk was seen to be true on enough real data."""
import json
import sys

# The operations of GDPR Art. 4(2), in the order in which the demo has to play them: what ends things comes last.
WANTED = ["collection", "recording", "organisation", "structuring", "storage", "retrieval", "consultation", "use", "disclosure",
          "combination", "restriction", "alteration", "erasure", "destruction", "dissemination"]

report = json.load(open(sys.argv[1]))
bad = []
seen = [operation["name"] for operation in report["operations"]]
if seen != WANTED:
    bad.append(f"the operations are {', '.join(seen)}; they have to be {', '.join(WANTED)}")
bad += [f"{operation['name']} was not seen to be true" for operation in report["operations"] if operation["ok"] is not True]
bad += [f"{operation['name']} has no event" for operation in report["operations"] if len(operation["event"]) != 36]
if len({operation["event"] for operation in report["operations"]}) != len(seen):
    bad.append("two operations show the same event")
log = report["log"]
if log["verified"] is not True:
    bad.append("the receipt was not verified by troth-verify")
if log["witness_level"] != "same host":
    bad.append(f"the demo's witness is on the same host, the cell says {log['witness_level']}")
trust = report["trust"]
if trust["attacked"] is not True or trust["statuses"].get("pass", 0) < 28 or "fail" in trust["statuses"]:
    bad.append(f"of the published clauses at least 28 must be proven and none may fail: {trust}")
imported = report["imported"]
if imported["package"] == "chitchat-dataset":
    wanted = {"version": "0.9.0", "conversations": 7168, "subjects": 1315, "messages": 258145,
              "sha256": "d2a5d0bf6acf354fef51f3af39cbece2220d3b8f6086b658c3d335105798312a"}
    bad += [f"{name} is {imported[name]}, not {value}" for name, value in wanted.items() if imported[name] != value]
elif imported["conversations"] < 5000:
    bad.append(f"only {imported['conversations']} conversations")
print("\n".join(bad) or f"{len(seen)} operations on {imported['conversations']} conversations in {report['seconds']} s")
sys.exit(1 if bad else 0)

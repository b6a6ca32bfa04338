"""Who GDPRbench's records are about, and what stands in each: made anew from their numbers, so nothing of it has to be kept."""
import gdpr_mix


def segment(number, collection, clients):
    """The indexed value that about ten records of one purpose share, all of persons of one client."""
    return f"{number % clients}.{collection}.{number // clients // gdpr_mix.PURPOSES}"


def fields(number, collection, clients, version=1):
    """A record of ten fields, 1 kB: that of this person for this purpose. An alteration writes `f1`."""
    out = {f"f{i}": (f"{i} of {number} in {collection} " * 8)[:100] for i in range(9)}
    if version > 1:
        out["f1"] = (f"version {version} of {number} " * 8)[:100]
    out["segment"] = segment(number, collection, clients)
    return out


class Person:
    def __init__(self, number, ident):
        self.number, self.id, self.records = number, ident, {}  # collection: [record, version]
        self.objected, self.disclosed, self.restricted, self.label, self.event = set(), [], False, False, None

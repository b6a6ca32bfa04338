"""The four workloads of GDPRbench (Shastri et al., PVLDB 13(7), 2020): which of our requests stands for which of its queries, and how
often of a hundred. Weights, purposes, users, records (10^5) and operations (10^4) are those of its files src/workloads/gdpr_*;
the regulator's file was taken out there again, so that one is written anew (docs/performance.md tells from what)."""

RECORDS, OPERATIONS, PERSONS, PURPOSES, CLIENTS = 100_000, 10_000, 10_000, 25, 8
ZIPF = 0.99  # YCSB's constant

# workload: (who is drawn, permissions, {method of gdpr_operations.Operations: (weight, query of GDPRbench)}), in the order they run
WORKLOADS = {
    "customer": ("zipf", ("consult", "retrieve", "alter", "restrict", "erase", "export_data"), {
        "consult": (20, "read-data-by-key"),
        "ledger": (10, "read-metadata-by-pur"),
        "copy": (10, "read-data-by-usr"),
        "alter": (20, "update-data-by-key"),
        "objection": (10, "update-metadata-by-pur"),
        "restriction": (10, "update-metadata-by-usr"),
        "erase": (20, "delete-record-by-key"),
    }),
    "processor": ("uniform", ("consult", "retrieve"), {
        "consult": (20, "read-data-by-key"),
        "consult_purpose": (40, "read-data-by-pur, -obj"),
        "consult_person": (40, "read-data-by-usr"),
    }),
    "controller": ("uniform", ("record", "organise", "administer", "restrict", "erase"), {
        "record": (25, "create-record"),
        "purpose": (25, "update-metadata-by-pur"),
        "label": (25, "update-metadata-by-usr"),
        "erase": (25, "delete-record-by-usr"),
    }),
    "regulator": ("zipf", ("state_storage",), {
        "storage": (46, "read-metadata-by-usr"),
        "search_log": (31, "get-system-logs"),
        "verify_deletion": (23, "verify-deletion"),
    }),
}

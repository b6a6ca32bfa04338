"""What a run found, as a table for people or as JSON."""
import json

import gdpr_mix
import trust

RATIOS = {  # name: (figure, under, what is compared)
    "write_vs_pgcrypto": ("write_32", "pgcrypto_write", "PostgreSQL encrypt_iv + own audit row, 4 messages"),
    "write_vs_pgcrypto_one_statement": ("write_32", "pgcrypto_write_one_statement", "the same as one statement"),
    "write_vs_pgp": ("write_32", "pgp_pgaudit_write", "PostgreSQL pgp_sym_encrypt aes256 + pgaudit"),
    "consult_vs_pgp": ("consult_32", "pgp_consult", "PostgreSQL pgp_sym_decrypt + durable audit row"),
    "consult_vs_beast": ("consult_32", "beast_floor", "bare Beast, constant body, no store"),
    "consult_vs_net": ("consult_32", "net_floor", "our listener, constant body, no store"),
    "import_vs_sqlite": ("import_rows", "sqlite_rows", "SQLite + AES-256-GCM in one process"),
    "p99_beside_import": ("beside_import_p99_ms", "beside_nobody_p99_ms", "p99 beside a neighbour's import over p99 alone"),
    "p99_beside_malformed": ("beside_malformed_p99_ms", "beside_nobody_p99_ms", "the same beside malformed requests"),
    "erase_100k_vs_1": ("erase_100k_ms", "erase_1_ms", "answer for 100,000 records over answer for one"),
}
PLAIN = {"write_p99_ms": "write_32_p99_ms", "consult_p99_ms": "consult_32_p99_ms", "start_ms_1m": "start_ms_1m",
         "rss_mb_1m": "rss_mb_1m",
         **{name: name for name in (
             "tree_share", "tree_share_100", "tree_cpu_share", "tree_cpu_share_100", "merkle_leaves_per_s", "verify_1m_s",
             "large_log_events", "proof_ms_p50", "proof_ms_p99", "blast_radius_s", "seal_10k_one_ms", "seal_10k_ms",
             "witnessed_p50_ms", "witnessed_p99_ms", "trust_verdicts", "trust_start_ms", "probe_run_s", "twin_start_ms",
             "import_flat", "import_flat_cpu", "import_rss_mb", "import_by_person_flat", "import_by_person_flat_cpu", "gdpr_space_factor",
             *(f"gdpr_{workload}_{which}" for workload in gdpr_mix.WORKLOADS for which in ("s", "ops", "correct")),
             *(f"trust_{page}_x{connections}_p95_ms" for page in trust.PAGES for connections in (1, 8)))}}
FIGURES = {  # name: unit, what
    "write_32": ("/s", "house: durable audited write over HTTPS, 32 connections"),
    "write_64": ("/s", "the same, 64 connections"),
    "write_blind_32": ("/s", "the same with two blind fields, 32 connections"),
    "consult_32": ("/s", "house: audited consultation over HTTPS, 32 connections"),
    "import_rows": ("/s", "house: rows imported over HTTPS, one client, chunks of 1,000"),
    "erase_1_ms": ("ms", "house: erasure of one record until unreadable"),
    "erase_100k_ms": ("ms", "house: erasure of 100,000 records until unreadable"),
    "start_ms_1m": ("ms", "house: start with 1,000,000 records"),
    "rss_mb_1m_idle": ("MB", "house: memory after that start"),
    "rss_mb_1m": ("MB", "house: memory after consultations at 32 connections"),
    "write_32_p99_ms": ("ms", "house: 99th percentile of write_32"),
    "write_64_p99_ms": ("ms", "of write_64"),
    "write_blind_32_p99_ms": ("ms", "of write_blind_32"),
    "consult_32_p99_ms": ("ms", "of consult_32"),
    "pgcrypto_write": ("/s", "PostgreSQL: begin, encrypt_iv insert, audit row, commit; 32 clients"),
    "pgcrypto_write_one_statement": ("/s", "PostgreSQL: the same as one statement"),
    "pgp_pgaudit_write": ("/s", "PostgreSQL: pgp_sym_encrypt insert, pgaudit; 32 clients"),
    "pgp_consult": ("/s", "PostgreSQL: select, pgp_sym_decrypt, audit row; 32 clients"),
    "beast_floor": ("/s", "bare Beast over TLS, 32 connections"),
    "net_floor": ("/s", "our listener over TLS, 32 connections"),
    "sqlite_rows": ("/s", "SQLite floor: rows, 512 per transaction"),
    "tree_share": ("", "log: share of the commit pace that the tree costs, one tenant"),
    "tree_share_100": ("", "the same, 100 tenants in turn"),
    "tree_cpu_share": ("", "the same of the processor's time, one tenant"),
    "tree_cpu_share_100": ("", "of the processor's time, 100 tenants"),
    "sets_with_tree": ("/s", "log: durable write sets, 64 in flight, one tenant"),
    "sets_without_tree": ("/s", "the same with event rows and no tree"),
    "sets_with_tree_100": ("/s", "log: durable write sets, 100 tenants"),
    "sets_without_tree_100": ("/s", "the same with event rows and no tree"),
    "merkle_leaves_per_s": ("/s", "log: leaves hashed and appended, in memory"),
    "verify_1m_s": ("s", "troth-verify log, mirror of 1,000,000 entries"),
    "merkle_leaves_per_cpu_s": ("/s", "the same per second of the processor"),
    "verify_1m_cpu_s": ("s", "of the processor's time"),
    "large_log_events": ("", "events of the large log"),
    "large_log_events_per_s": ("/s", "large log: events written, 2,000 in a set"),
    "search_index_events_per_s": ("/s", "large log: events indexed"),
    "proof_ms_p50": ("ms", "large log: inclusion proof, fresh snapshot, median of 1,000"),
    "proof_ms_p99": ("ms", "large log: 99th percentile of these"),
    "proof_cpu_ms_p99": ("ms", "99th percentile of the processor's time"),
    "blast_radius_s": ("s", "large log: blast radius of an actor with 10,000 events"),
    "blast_radius_cpu_s": ("s", "of the processor's time"),
    "seal_10k_new_ms": ("ms", "seal of 10,000 tenants that never were in one"),
    "seal_10k_one_ms": ("ms", "seal of 10,000 tenants, one log grown"),
    "seal_10k_ms": ("ms", "seal of 10,000 tenants, all grown"),
    "seal_10k_first_ms": ("ms", "the same, the first after a start"),
    **{f"seal_10k{which}_cpu_ms": ("ms", "of the processor's time") for which in ("_new", "_one", "", "_first")},
    "witnessed_p50_ms": ("ms", "house: from the answer to the cosigned head that covers it, seals every second"),
    "witnessed_p99_ms": ("ms", "house: 99th percentile of these"),
    "trust_verdicts": ("", "verdicts over ten years in the evidence log"),
    "trust_filled_per_s": ("/s", "verdicts filed, 1,600 in a set"),
    "trust_data_mb": ("MB", "data.db with them"),
    "trust_start_ms": ("ms", "house: start with them"),
    **{f"trust_{page}_x{connections}_{which}_ms": ("ms", f"{target}, {connections} connection{'s' * (connections > 1)}")
       for page, target in trust.PAGES.items() for connections in (1, 8) for which in ("p50", "p95", "p99")},
    **{f"trust_{page}_cpu_ms": ("ms", f"{target}, the server's processor time per request")
       for page, target in trust.PAGES.items()},
    "probe_run_s": ("s", "every clause with a probe, each on a twin of its own"),
    "twin_start_ms": ("ms", "twin: from the start of its process until it serves"),
    **{name + what: (unit, which + told)
       for name, which in (("import", "a long import"), ("import_by_person", "the same, person by person"))
       for what, unit, told in (("_flat", "", ": its slowest tenth over its fastest"),
                                ("_flat_cpu", "", ": the same of the server's processor time per row"),
                                ("_slice_rows", "/s", ": its rows, each slice of 100,000"),
                                ("_slice_cpu_us", "us", ": the server's processor time per row, each slice"),
                                ("_rss_before_mb", "MB", ": the server's memory before it"),
                                ("_rss_mb", "MB", ": the most while it went on, looked at after each chunk"))},
    "beside_nobody": ("/s", "house: consultations and writes in turn, 8 connections, alone"),
    "beside_nobody_p99_ms": ("ms", "99th percentile of these"),
    "beside_import": ("/s", "the same beside a neighbour's import"),
    "beside_import_p99_ms": ("ms", "99th percentile of these"),
    "beside_import_per_s": ("/s", "rows that the neighbour imported meanwhile"),
    "beside_malformed": ("/s", "the same beside malformed requests"),
    "beside_malformed_p99_ms": ("ms", "99th percentile of these"),
    "beside_malformed_per_s": ("/s", "malformed requests meanwhile"),
    "gdpr_load_s": ("s", "GDPRbench: load by import"),
    "gdpr_space_factor": ("", "GDPRbench: bytes on disk over bytes of personal data, after the load"),
    **{f"gdpr_{workload}_{which}": (unit, f"GDPRbench, {workload}: {what}") for workload in gdpr_mix.WORKLOADS
       for which, unit, what in (("s", "s", "completion time"), ("ops", "/s", "operations"), ("correct", "", "share of right answers"),
                                 ("cpu_ms", "ms", "the server's processor time per operation"))},
    **{f"gdpr_{workload}_{name}_ms": ("ms", f"{query}, median") for workload, (_, _, asked) in gdpr_mix.WORKLOADS.items()
       for name, (_, query) in asked.items()},
    "disk_pace": ("/s", "fdatasync after 4 KiB, before each round"),
}


def whole(machine, samples, pace, missing, quick):
    """Everything, for --json. What could not be measured has no key; `missing` says why."""
    out = {"quick": quick, **machine, "fsync_per_s": pace, "missing": missing, "ratios": {}, "figures": {}}
    for name, (over, under, _) in RATIOS.items():
        ratio = samples.ratio(over, under)
        if ratio:
            out["ratios"][name] = ratio
            out[name] = ratio["median"]
    for name, figure in PLAIN.items():
        if figure in samples.runs:
            out[name] = samples.spread(figure)["median"]
    for name in samples.runs:
        out["figures"][name] = samples.spread(name)
    return out


def number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def line(name, spread, unit, what):
    return (f"{name:32} {number(spread['median']) + unit:>12}  [{number(spread['min'])} .. {number(spread['max'])}]"
            .ljust(74) + what)


def table(out):
    rows = [f"{out['cpu']}, {out['cores']} cores, {out['kernel']}; commit {out['commit'][:12]}"
            f" ({out['changed_files']} files changed), {out['date']}", ""]
    rows += [line(name, out["ratios"][name], " x", what) for name, (_, _, what) in RATIOS.items()
             if name in out["ratios"]]
    rows.append("")
    rows += [line(name, out["figures"][name], unit if unit == "/s" else " " + unit, what)
             for name, (unit, what) in FIGURES.items() if name in out["figures"]]
    pace = out["fsync_per_s"]
    rows += ["", f"fdatasync per second at the start {number(pace['start'])}, at the end {number(pace['end'])}"
             " (far apart: the machine was not quiet)"]
    rows += ["not measured: " + why for why in out["missing"]]
    return "\n".join(rows)


def as_json(out):
    return json.dumps(out, indent=1)

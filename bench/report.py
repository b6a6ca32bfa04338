"""What a run found, as a table for people or as JSON."""
import json

RATIOS = {  # name: (figure, under, what is compared)
    "write_vs_pgcrypto": ("write_32", "pgcrypto_write", "PostgreSQL encrypt_iv + own audit row, 4 messages"),
    "write_vs_pgcrypto_one_statement": ("write_32", "pgcrypto_write_one_statement", "the same as one statement"),
    "write_vs_pgp": ("write_32", "pgp_pgaudit_write", "PostgreSQL pgp_sym_encrypt aes256 + pgaudit"),
    "consult_vs_pgp": ("consult_32", "pgp_consult", "PostgreSQL pgp_sym_decrypt + durable audit row"),
    "consult_vs_beast": ("consult_32", "beast_floor", "bare Beast, constant body, no store"),
    "consult_vs_net": ("consult_32", "net_floor", "our listener, constant body, no store"),
    "import_vs_sqlite": ("import_rows", "sqlite_rows", "SQLite + AES-256-GCM in one process"),
    "erase_100k_vs_1": ("erase_100k_ms", "erase_1_ms", "answer for 100,000 records over answer for one"),
}
PLAIN = {"write_p99_ms": "write_32_p99_ms", "consult_p99_ms": "consult_32_p99_ms", "start_ms_1m": "start_ms_1m",
         "rss_mb_1m": "rss_mb_1m"}
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

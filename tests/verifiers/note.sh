#!/bin/sh
# note.sh NOTE VKEY: is the checkpoint in the file NOTE signed by this key? Exit 0 and openssl's word for it, if so.
set -eu; name=${2%%+*} rest=${2#*+} t=$(mktemp -d); trap 'rm -r "$t"' EXIT; printf %s "${rest#*+}" | base64 -d >"$t/key"
test "$({ printf '%s\n' "$name"; cat "$t/key"; } | sha256sum | cut -c 1-8)" = "${rest%%+*}"  # id of this name and key
{ printf '0*0\005\006\003+ep\003!\000'; tail -c +2 "$t/key"; } >"$t/der"                     # RFC 8410, 32 bytes
sed '/^$/,$d' "$1" >"$t/text"; test "$(head -n 1 "$1") $(grep -c '^$' "$1")" = "$name 1"     # what is signed
grep -F -- "— $name " "$1" | cut -d ' ' -f 3 | base64 -d | tail -c +5 >"$t/sig"
openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey "$t/der" -in "$t/text" -sigfile "$t/sig"

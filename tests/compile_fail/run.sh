#!/bin/sh
# run.sh COMPILER SOURCE_ROOT: each file here must be refused by the compiler for the reason in its first line,
# `// expect: WORD`; one that says `compiles` must pass.
set -u
compiler=$1
root=$2
here=$root/tests/compile_fail
failed=0

for file in "$here"/*.cpp; do
  name=$(basename "$file")
  expected=$(sed -n '1s|^// expect: ||p' "$file")
  if [ -z "$expected" ]; then
    echo "$name: the first line does not say what to expect"
    failed=1
    continue
  fi
  if output=$(LC_ALL=C "$compiler" -std=c++20 -fsyntax-only -I "$root/src" "$file" 2>&1); then
    outcome=compiles
  elif printf '%s\n' "$output" | grep -F -- 'error:' | grep -qF -- "$expected"; then
    outcome=$expected
  else
    outcome='another error'
  fi
  if [ "$outcome" != "$expected" ]; then
    echo "$name: expected '$expected', got '$outcome'"
    printf '%s\n' "$output"
    failed=1
  fi
done
exit $failed

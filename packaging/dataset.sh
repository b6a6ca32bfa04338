# shellcheck shell=bash
# The conversations that the demo imports, fetched from PyPI and never committed. Sourced by ./up and ./check.

# python_pip WORD...: pip of the python that has it (another python may stand before Debian's in PATH).
python_pip() {
  local python
  for python in python3 /usr/bin/python3; do
    "$python" -m pip --version >/dev/null 2>&1 || continue
    PIP_ROOT_USER_ACTION=ignore "$python" -m pip -qq --disable-pip-version-check --no-input "$@" >&2
    return
  done
  return 1
}

# The folder is emptied first: pip would keep a broken wheel that lies there.
download_wheel() {
  rm -rf build/dataset
  mkdir -p build/dataset
  python_pip download --no-deps --only-binary=:all: --require-hashes --timeout 20 --retries 1 -r "$1" -d build/dataset
}

# Sets $dataset, empty when there is none to be had.
fetch_dataset() {
  dataset=build/dataset/chitchat_dataset/dataset.json
  [ ! -s "$dataset" ] || return 0
  say 'fetching the data set chitchat-dataset from PyPI (8 MB)'
  if download_wheel packaging/requirements-demo.txt &&
    python3 -m zipfile -e build/dataset/chitchat_dataset-*.whl build/dataset && [ -s "$dataset" ]; then
    return 0
  fi
  dataset=build/dataset/chatterbot.json
  say 'that did not work; trying chatterbot-corpus instead'
  if download_wheel packaging/requirements-demo-fallback.txt &&
    python3 packaging/chatterbot_dataset.py build/dataset/chatterbot_corpus-*.whl "$dataset" >&2; then
    return 0
  fi
  rm -rf build/dataset
  dataset=
}

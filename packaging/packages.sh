# shellcheck shell=bash
# What ./up and ./check share: progress lines, Debian packages, build jobs. Sourced, never run.

build_packages=(g++ cmake ninja-build ccache pkg-config make libssl-dev libsodium-dev libsqlite3-dev libpq-dev libcurl4-openssl-dev
  libcli11-dev libtomlplusplus-dev libcmark-dev libgoogle-perftools-dev libp11-kit-dev python3 python3-pip python3-venv ca-certificates
  curl)
# The first name of a line that the machine's Debian knows is taken: bookworm's (12) stands before trixie's (13).
boost_packages=(libboost1.81-dev libboost1.83-dev)

started=$SECONDS
say() { printf '[%4ds] %s\n' "$((SECONDS - started))" "$*" >&2; }

# die WHAT MEND: what went wrong, and what the reader can do about it.
die() {
  printf '%s: %s\n  -> %s\n' "$(basename "$0")" "$1" "$2" >&2
  exit 1
}

installed() { dpkg-query -W -f '${Status}\n' "$1" 2>/dev/null | grep -q '^install ok installed$'; }
# Not `apt-cache show`: it answers for a name that some package merely mentions.
known() { apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'; }

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    sudo -- "$@"
  else
    return 77
  fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 \
    -o Acquire::Retries=3 "$@" >&2
}

# Once in a run, and only when a wanted package is unknown or no longer where the lists say.
lists_fresh=no
refresh_lists() {
  [ "$lists_fresh" = no ] || return 0
  say 'apt-get update'
  apt_get update || say 'apt-get update failed; going on with the lists that are here'
  lists_fresh=yes
}

# first_of NAME...: the one that is installed, else the first that apt knows; prints nothing when it knows none.
first_of() {
  local name
  for name in "$@"; do installed "$name" && echo "$name" && return; done
  for name in "$@"; do known "$name" && echo "$name" && return; done
  return 0
}

# choose NAME...: first_of into $chosen, after a refresh of the lists if they know none of the names.
choose() {
  chosen=$(first_of "$@")
  [ -n "$chosen" ] || { refresh_lists && chosen=$(first_of "$@"); }
  [ -n "$chosen" ] || die "apt knows none of: $*" 'Troth is built on Debian 12 or 13; see /etc/apt/sources.list*'
}

install_packages() {
  local name missing=()
  for name in "$@"; do installed "$name" || missing+=("$name"); done
  [ "${#missing[@]}" -gt 0 ] || return 0
  say "installing ${missing[*]}"
  for name in "${missing[@]}"; do known "$name" || { refresh_lists && break; }
  done
  apt_get install --no-install-recommends "${missing[@]}" && return
  [ "$lists_fresh" = yes ] || { refresh_lists && apt_get install --no-install-recommends "${missing[@]}" && return; }
  die 'the packages above could not be installed' \
    "as root: apt-get update && apt-get install --no-install-recommends ${missing[*]}"
}

install_build_packages() {
  command -v apt-get >/dev/null || die 'this machine has no apt-get' 'use Debian 12 or 13, for example: docker run -it debian:12'
  choose "${boost_packages[@]}"
  install_packages "${build_packages[@]}" "$chosen"
}

# One compiler per core, but a file that uses Beast takes about a gigabyte.
build_jobs() {
  local cores gigabytes
  cores=$(nproc)
  gigabytes=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo)
  if [ "${gigabytes:-1}" -lt 1 ]; then echo 1; elif [ "$gigabytes" -lt "$cores" ]; then echo "$gigabytes"; else echo "$cores"; fi
}

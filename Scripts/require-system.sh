#!/usr/bin/env bash
# Sees to the system packages: asks pkg-config first, installs only what is missing, never prompts.
#   Scripts/require-system.sh            Swift and the C libraries
#   Scripts/require-system.sh --python   Python with venv, for tests and benchmarks
# INSTALL=0 installs nothing. Exit 69: something is missing, and the line that installs it was printed.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly unavailable=69
say() { printf '%s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

# Prints the Debian packages that are still needed. (openblas.pc and lapacke.pc come with the -dev packages.)
missing_libraries() {
  if ! have pkg-config; then
    echo pkg-config libopenblas-dev liblapacke-dev libssl-dev libisal-dev libzstd-dev libxgboost-dev
    return
  fi
  pkg-config --exists openblas || echo libopenblas-dev
  pkg-config --exists lapacke || echo liblapacke-dev
  pkg-config --exists libcrypto || echo libssl-dev
  pkg-config --exists libisal || echo libisal-dev
  pkg-config --exists libzstd || echo libzstd-dev
  pkg-config --exists xgboost || echo libxgboost-dev
}

missing_python() {
  "${PYTHON:-python3}" -c 'import ensurepip, venv' >/dev/null 2>&1 || echo python3 python3-venv
}

brew_name() {
  case $1 in
    pkg-config) echo pkgconf ;;
    libopenblas-dev) echo openblas ;;
    liblapacke-dev) echo lapack ;;
    libssl-dev) echo openssl@3 ;;
    libisal-dev) echo isa-l ;;
    libzstd-dev) echo zstd ;;
    libxgboost-dev) echo xgboost ;;
    python3) echo python3 ;;
    python3-venv) ;;
  esac
}

# Homebrew's libraries are keg-only, but for isa-l, zstd and xgboost. This branch is untested: no Mac was at hand.
use_homebrew_paths() {
  local prefix formula
  prefix=$(brew --prefix)
  for formula in openblas lapack openssl@3 zstd; do
    PKG_CONFIG_PATH=$prefix/opt/$formula/lib/pkgconfig:${PKG_CONFIG_PATH:-}
  done
  export PKG_CONFIG_PATH
}

require_swift() {
  local wanted found
  wanted=$(sed -n '1s/^.*swift-tools-version: *\([0-9][0-9.]*\).*/\1/p' Package.swift)
  if ! have "${SWIFT:-swift}"; then
    say "error: swift not found: Swift $wanted or newer is needed"
    say "  hint: https://www.swift.org/install (it is never installed from here)"
    exit $unavailable
  fi
  found=$("${SWIFT:-swift}" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
  if ! at_least "$wanted" "${found:-0}"; then
    say "error: Swift ${found:-of an unknown version} found, Swift $wanted or newer is needed"
    say "  hint: https://www.swift.org/install"
    exit $unavailable
  fi
}

# at_least 6.2 6.3.1: is the second no older than the first?
at_least() {
  awk -v want="$1" -v have="$2" 'BEGIN {
    split(want, w, "."); split(have, h, ".")
    for (i = 1; i <= 3; i++) if (w[i] + 0 != h[i] + 0) exit h[i] + 0 < w[i] + 0
  }'
}

# Prints the command that installs the packages, or fails where there is no known installer.
install_line() {
  local names=() package
  if [ "$system" = Darwin ]; then
    for package in "$@"; do names+=("$(brew_name "$package")"); done
    have brew && echo brew install "${names[@]}"
  else
    have apt-get && echo "apt-get install -y --no-install-recommends $*"
  fi
}

install_packages() {
  local line=$1 as_root=
  shift
  if [ "$system" = Darwin ]; then
    NONINTERACTIVE=1 HOMEBREW_NO_AUTO_UPDATE=1 $line </dev/null >&2 || return 1
    use_homebrew_paths
    return
  fi
  if [ "$(id -u)" != 0 ]; then
    have sudo && sudo -n true 2>/dev/null || return 1
    as_root="sudo -n"
  fi
  say "installing $*"
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 update </dev/null >&2 \
    || say "warning: apt-get update failed, trying with the lists that are here"
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 \
    install -y --no-install-recommends "$@" </dev/null >&2
}

system=$(uname -s)
case ${1:-} in
  --python) find_missing=missing_python ;;
  *)
    find_missing=missing_libraries
    require_swift
    if [ "$system" = Darwin ] && have brew; then use_homebrew_paths; fi
    ;;
esac

missing=$($find_missing | tr '\n' ' ')
[ -n "${missing% }" ] || exit 0

if ! line=$(install_line $missing); then
  say "error: missing system packages (Debian's names): $missing"
  say "  hint: neither apt-get nor Homebrew is here; install what provides them with your package manager"
  exit $unavailable
fi
if [ "${INSTALL:-1}" != 0 ] && install_packages "$line" $missing; then
  missing=$($find_missing | tr '\n' ' ')
  [ -n "${missing% }" ] || exit 0
fi
say "error: missing system packages: $missing"
if [ "$system" != Darwin ] && [ "$(id -u)" != 0 ]; then line="sudo $line"; fi
say "  install them with: $line"
exit $unavailable

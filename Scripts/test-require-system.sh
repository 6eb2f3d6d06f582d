#!/usr/bin/env bash
# Every branch of Scripts/require-system.sh, against commands that only pretend.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cases=0

command_that() { # name; the script on standard input
  { echo '#!/bin/sh'; cat; } > "$work/bin/$1"
  chmod +x "$work/bin/$1"
}

# A Debian machine with Swift and pkg-config, root, and no libraries.
fresh_machine() {
  rm -rf "${work:?}/bin" "$work/log" "$work/installed"
  mkdir "$work/bin"
  touch "$work/log" "$work/installed"
  for tool in bash sh awk sed head tr dirname cat env grep true; do ln -s "$(type -P $tool)" "$work/bin/$tool"; done
  command_that uname <<< 'echo "${FAKE_SYSTEM:-Linux}"'
  command_that id <<< 'echo "${FAKE_USER:-0}"'
  command_that swift <<< 'echo "Swift version ${FAKE_SWIFT:-6.3.1} (swift-RELEASE)"'
  command_that pkg-config <<< "grep -qx \"\$2\" '$work/installed'"
  command_that apt-get <<END
echo "apt-get \$*" >> '$work/log'
case "\$*" in
  *install*)
    [ -z "\${BROKEN_APT:-}" ] || exit 100
    for package in "\$@"; do case \$package in
      libopenblas-dev) echo openblas ;; liblapacke-dev) echo lapacke ;; libssl-dev) echo libcrypto ;;
      libisal-dev) echo libisal ;; libzstd-dev) echo libzstd ;;
      libxgboost-dev) echo xgboost ;; python3-venv) echo venv ;;
    esac; done >> '$work/installed' ;;
  *) [ -z "\${OFFLINE:-}" ] || exit 100 ;;
esac
END
  command_that sudo <<END
echo "sudo \$*" >> '$work/log'
[ "\$1" = -n ] || exit 2
[ -n "\${SUDO_WORKS:-}" ] || exit 1
shift
exec "\$@"
END
  command_that python3 <<< "grep -qx venv '$work/installed'"
}

fail() { echo "error: require-system.sh: $1" >&2; cat "$work/output" "$work/log" >&2; exit 1; }
# expect STATUS TEXT [VARIABLE=VALUE…] [-- ARGUMENT…]
expect() {
  local wanted=$1 text=$2 status=0 settings=()
  shift 2
  while [ $# -gt 0 ] && [ "$1" != -- ]; do settings+=("$1"); shift; done
  [ $# -eq 0 ] || shift
  env -i PATH="$work/bin" INSTALL=1 ${settings[@]+"${settings[@]}"} \
    "$work/bin/bash" Scripts/require-system.sh "$@" > "$work/output" 2>&1 < /dev/null || status=$?
  [ "$status" = "$wanted" ] || fail "exit $status instead of $wanted"
  [ -z "$text" ] || grep -qF -- "$text" "$work/output" || fail "'$text' is not printed"
  cases=$((cases + 1))
}
logged() { grep -qF -- "$1" "$work/log" || fail "'$1' was not run"; }
not_logged() { ! grep -qF -- "$1" "$work/log" || fail "'$1' was run"; }

fresh_machine # all there: silent, and apt is not touched
printf '%s\n' openblas lapacke libcrypto libisal libzstd xgboost > "$work/installed"
expect 0 ''
[ ! -s "$work/output" ] || fail "something is printed though nothing is missing"
not_logged apt-get

fresh_machine # root installs
expect 0 'installing libopenblas-dev liblapacke-dev libssl-dev libisal-dev libzstd-dev libxgboost-dev'
logged 'install -y --no-install-recommends libopenblas-dev liblapacke-dev libssl-dev libisal-dev libzstd-dev libxgboost-dev'
not_logged sudo

fresh_machine # only what is missing
printf '%s\n' openblas libcrypto libisal libzstd xgboost > "$work/installed"
expect 0 'installing liblapacke-dev'
not_logged libopenblas-dev

fresh_machine # no pkg-config
rm "$work/bin/pkg-config"
expect 69 'sudo apt-get install -y --no-install-recommends pkg-config libopenblas-dev liblapacke-dev libssl-dev libisal-dev libzstd-dev libxgboost-dev' FAKE_USER=1000

fresh_machine # no network for the lists: the install is tried all the same
expect 0 'apt-get update failed' OFFLINE=1

fresh_machine # sudo without a password
expect 0 'installing' FAKE_USER=1000 SUDO_WORKS=1
logged 'sudo -n env DEBIAN_FRONTEND=noninteractive apt-get'

fresh_machine # sudo would ask: the exact line, no install
expect 69 'install them with: sudo apt-get install -y --no-install-recommends libopenblas-dev' FAKE_USER=1000
not_logged 'apt-get '

fresh_machine # no sudo
rm "$work/bin/sudo"
expect 69 'install them with: sudo apt-get install' FAKE_USER=1000

fresh_machine # switched off
expect 69 'install them with: apt-get install' INSTALL=0
not_logged apt-get

fresh_machine # apt fails
expect 69 'missing system packages' BROKEN_APT=1

fresh_machine # neither apt nor Homebrew
rm "$work/bin/apt-get"
expect 69 'neither apt-get nor Homebrew'

fresh_machine # Swift: absent, old, new enough, newer
printf '%s\n' openblas lapacke libcrypto libisal libzstd xgboost > "$work/installed"
expect 69 'Swift 5.10.1 found' FAKE_SWIFT=5.10.1
expect 0 '' FAKE_SWIFT=6.10
expect 0 '' FAKE_SWIFT=10.0
rm "$work/bin/swift"
expect 69 'swift not found'

fresh_machine # Homebrew, with its keg-only paths
command_that brew <<END
[ "\$1" != --prefix ] || { echo /opt/homebrew; exit; }
echo "brew \$*" >> '$work/log'
printf '%s\n' openblas lapacke libcrypto libisal libzstd xgboost > '$work/installed'
END
expect 69 'install them with: brew install openblas lapack openssl@3 isa-l zstd xgboost' FAKE_SYSTEM=Darwin INSTALL=0
expect 0 '' FAKE_SYSTEM=Darwin
logged 'brew install openblas lapack openssl@3 isa-l zstd xgboost'

fresh_machine # Python is another question
expect 0 'installing python3 python3-venv' -- --python
expect 0 '' -- --python
rm "$work/bin/swift"
expect 0 '' -- --python

echo "require-system.sh: $cases cases pass"

#!/usr/bin/env bash
# Kills `tocsin run` at random moments and fills its disk, and checks each time that what existed before is
# intact and that the next run completes to the same bytes as a run that nobody disturbed.
#   Scripts/torture.sh [TOCSIN]      SEED=1 KILLS=100; the full disk needs the right to mount a tmpfs
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
tool=$(realpath "${1:-.build/release/tocsin}")
seed=${SEED:-1}
kills=${KILLS:-100}
[ -x "$tool" ] || { echo "error: $tool is not there: run 'make build' first" >&2; exit 66; }

work=$(mktemp -d)
mount=$work/disk
cleanup() {
  ! mountpoint -q "$mount" 2>/dev/null || umount "$mount"
  rm -rf "$work"
}
trap cleanup EXIT
lost=0
lose() { echo "LOST: $*" >&2; lost=$((lost + 1)); }

# Riverbend in a folder of its own. Its June ends on the 15th at first: the second run finds a changed file.
plant() { # folder, output
  mkdir -p "$1/data"
  cp "$root"/datasets/riverbend/2026-0[1-5].csv "$1/data/"
  cp "$root"/Examples/riverbend/{events,tags}.csv "$1/"
  sed -e "s|^output: .*|output: $2|" -e "s|\.\./\.\./datasets/riverbend|data|" \
    "$root/Examples/riverbend/tocsin.yaml" > "$1/tocsin.yaml"
}
half_june() { awk -F, 'NR == 1 || $1 < "2026-06-16"' "$root/datasets/riverbend/2026-06.csv" > "$1/data/2026-06.csv"; }
whole_june() { cp "$root/datasets/riverbend/2026-06.csv" "$1/data/"; }

run() { (cd "$1" && shift && "$tool" "$@"); } # folder, arguments

# Every file of a result by its digest, but for timing.json; the current model by its name.
digests() { # output folder
  (cd "$1" && {
    find store runs models -type f ! -name timing.json -print0 | sort -z | xargs -0 sha256sum
    find models -type l -printf '%p -> %l\n'
    find . -name '.tocsin-tmp-*'
  })
}
# What a kill or a full disk may not touch: the current model and the store must be sound.
sound() { # folder, output, what happened
  if [ -e "$2/models/riverbend/current" ]; then
    run "$1" models verify > "$work/verify" 2>&1 || lose "$3: $(cat "$work/verify")"
  fi
  if [ -e "$2/store/riverbend/store.json" ]; then
    run "$1" store verify > "$work/verify" 2>&1 || lose "$3: $(cat "$work/verify")"
  fi
}
completes() { # folder, output, digests expected, what happened
  run "$1" run > "$work/next" 2>&1 || { lose "$4: the next run failed: $(cat "$work/next")"; return; }
  digests "$2" | diff "$3" - > "$work/diff" || lose "$4: $(head -n 5 "$work/diff")"
}
now() { date +%s.%N; }
between() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", b - a }'; }

# The two results that nobody disturbed: from scratch, and over the result of half of June.
plant "$work/scratch" .
whole_june "$work/scratch"
begin=$(now)
run "$work/scratch" run > /dev/null 2>&1
scratch_seconds=$(between "$begin" "$(now)")
digests "$work/scratch" > "$work/scratch.digests"

plant "$work/base" .
half_june "$work/base"
run "$work/base" run > /dev/null 2>&1
champion=$(readlink "$work/base/models/riverbend/current")
cp -a "$work/base" "$work/over"
whole_june "$work/over"
begin=$(now)
run "$work/over" run > /dev/null 2>&1
over_seconds=$(between "$begin" "$(now)")
digests "$work/over" > "$work/over.digests"
echo "seed $seed; undisturbed: ${scratch_seconds} s from scratch, ${over_seconds} s over an existing result"

RANDOM=$seed
landed=0
declare -A stages
for ((index = 1; index <= kills; index++)); do
  case=$work/case
  rm -rf "$case"
  if ((index % 2)); then
    kind=scratch seconds=$scratch_seconds
    plant "$case" .
  else
    kind=over seconds=$over_seconds
    cp -a "$work/base" "$case"
  fi
  whole_june "$case"
  # Two draws of 15 bits: a moment to the thousandth of a thousandth of the run.
  draw=$((RANDOM * 32768 + RANDOM))
  moment=$(awk -v s="$seconds" -v d="$draw" 'BEGIN { printf "%.4f", s * d / 1073741824 }')
  what="kill $index at $moment s ($kind)"
  (cd "$case" && exec "$tool" run > "$work/killed" 2> /dev/null) &
  process=$!
  sleep "$moment"
  if kill -9 "$process" 2> /dev/null; then landed=$((landed + 1)); fi
  wait "$process" 2> /dev/null || true
  stage=$(tail -n 1 "$work/killed" | cut -d' ' -f1)
  stages[${stage:-start}]=$((${stages[${stage:-start}]:-0} + 1))
  sound "$case" "$case" "$what"
  if [ "$kind" = over ]; then
    now_current=$(readlink "$case/models/riverbend/current" || true)
    case $now_current in
      "$champion" | "$(readlink "$work/over/models/riverbend/current")") ;;
      *) lose "$what: current is '$now_current'" ;;
    esac
  fi
  completes "$case" "$case" "$work/$kind.digests" "$what"
  ((index % 10)) || echo "$index kills, $lost lost"
done
echo "the last line told before the kill: $(for stage in "${!stages[@]}"; do printf '%s %d  ' "$stage" "${stages[$stage]}"; done)"
echo "$landed of $kills kills came while the run was going on"

# A disk that is full in the middle of each stage, over an existing result.
mkdir -p "$mount"
full=0
if ! mount -t tmpfs -o size=256m tmpfs "$mount" 2> "$work/refusal"; then
  echo "full disk: skipped, mounting a tmpfs needs root ($(head -n 1 "$work/refusal"))"
else
  umount "$mount"
  disk=$work/diskplant
  plant "$disk" "$mount"
  whole_june "$disk"
  fill() { # size in KiB: the disk with the base's result on it
    mount -t tmpfs -o "size=$1k" tmpfs "$mount"
    cp -a "$work/base/"{store,runs,models} "$mount/"
  }
  # How much each stage adds.
  fill 262144
  used() { df --output=used -k "$mount" | tail -n 1 | tr -d ' '; }
  sizes=("$(used)")
  for stage in ingest train evaluate export report; do
    run "$disk" "$stage" > /dev/null 2>&1
    sizes+=("$(used)")
  done
  digests "$mount" > "$work/disk.digests"
  umount "$mount"
  names=(ingest train evaluate export report)
  for index in 0 1 2 3 4; do
    low=${sizes[$index]} high=${sizes[$((index + 1))]}
    for part in 0 1 2 3; do
      size=$(((low + (high - low) * part / 4) / 4 * 4))
      fill "$size"
      status=0
      run "$disk" run > "$work/out" 2> "$work/err" || status=$?
      what="${names[$index]}, disk of $size KiB"
      if [ "$status" = 74 ]; then
        full=$((full + 1))
        grep -q 'hint: free space on this disk; what existed before is untouched' "$work/err" ||
          lose "$what: no hint: $(cat "$work/err")"
        grep -q '^  at ' "$work/err" || lose "$what: no place: $(cat "$work/err")"
      else
        lose "$what: exit $status: $(cat "$work/err")"
      fi
      [ -z "$(find "$mount" -name '.tocsin-tmp-*')" ] || lose "$what: temporaries are left"
      sound "$disk" "$mount" "$what"
      [ "$(readlink "$mount/models/riverbend/current")" = "$champion" ] || [ "$index" -ge 3 ] ||
        lose "$what: the champion is not current"
      mount -o remount,size=256m "$mount"
      completes "$disk" "$mount" "$work/disk.digests" "$what"
      echo "full disk in $what: exit $status, $(grep '^error' "$work/err" | head -n 1)$(grep '^  at' "$work/err" | head -n 1)"
      umount "$mount"
    done
  done
  echo "$full full disks, exit 74 each"
fi
echo "$kills kills, $lost lost"
[ "$lost" = 0 ]

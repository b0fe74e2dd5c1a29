#!/bin/sh
# Finds the smallest heap in which a log of transitions is read, and prints it as a multiple of the
# numbers' own size. Needs a build: ./mvnw -DskipTests package.
#
#   benchmarks/read-memory.sh [FILE [ROWS]]
#
# FILE is written if it is not there (by default 1,000,000 rows in a temporary file).
set -eu

file=${1:-${TMPDIR:-/tmp}/strandline-transitions.parquet}
rows=${2:-1000000}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
class_path=$here/target/classes:$here/target/app/*

run() {
  java "$1" -cp "$class_path" dev.strandline.benchmarks.ReadTransitions "$2" "$3" ${4:-}
}

[ -e "$file" ] || run -Xmx3g write "$file" "$rows"
bytes=$(run -Xmx3g size "$file")

too_small=$((bytes / 1048576))
enough=$((too_small * 3))
if ! run "-Xmx${enough}m" read "$file" >/dev/null 2>&1; then
  echo "not even ${enough} MB is enough to read $file" >&2
  exit 1
fi
while [ $((enough - too_small)) -gt 1 ]; do
  middle=$(((too_small + enough) / 2))
  if run "-Xmx${middle}m" read "$file" >/dev/null 2>&1; then
    enough=$middle
  else
    too_small=$middle
  fi
done

echo "numbers' own size: $bytes bytes"
awk -v heap="$enough" -v bytes="$bytes" \
  'BEGIN { printf "smallest heap: -Xmx%dm, %.2f times the numbers\n", heap, heap * 1048576 / bytes }'
run -Xmx3g read "$file"
run "-Xmx${enough}m" read "$file"

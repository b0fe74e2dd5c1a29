#!/bin/sh
# A bandit log of five scalar columns, written in parts to a folder where it is not there yet, and
# streamed through IPS and SNIPS in a small heap.
#   benchmarks/ope-large-log.sh [FOLDER [ROWS [HEAP]]]
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${1:-$(mktemp -d)}/large-log
rows=${2:-100000000}
[ -e "$out" ] || STRANDLINE_JAVA_OPTS=-Xmx2g "$home/benchmarks/run" -main LargeLog write "$out" "$rows"
du -sh "$out"
STRANDLINE_JAVA_OPTS="-Xmx${3:-128m} -XX:+UseSerialGC" "$home/benchmarks/run" -main LargeLog read "$out"

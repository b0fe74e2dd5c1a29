#!/bin/sh
# The two loggers of the Open Bandit Dataset, each valued from the other's log, with a picture of
# each direction.
#   benchmarks/ope-open-bandit.sh [FOLDER [RESAMPLES [SEED]]]
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${1:-$(mktemp -d)}
"$home/benchmarks/run" -main OpenBandit "$home/src/test/resources/data/obd" "$out" "${2:-1000}" "${3:-0}"
echo "pictures in $out"

#!/bin/sh
# How often 95 % intervals hold the true value: two bandits and FrozenLake, four sizes of log.
#   benchmarks/ope-coverage.sh [LOGS [RESAMPLES [SEED]]]
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
"$home/benchmarks/run" -main IntervalCoverage "${1:-500}" "${2:-400}" "${3:-0}"

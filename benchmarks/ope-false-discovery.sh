#!/bin/sh
# How often verdicts on many candidates are wrong, in worlds whose truth is known.
#   benchmarks/ope-false-discovery.sh [LOGS [CANDIDATES [ROWS [SEED]]]]
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
"$home/benchmarks/run" -main FalseDiscovery "${1:-500}" "${2:-50}" "${3:-10000}" "${4:-0}"

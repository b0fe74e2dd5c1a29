#!/bin/sh
# Treatment policies of ICU-Sepsis ranked from clinicians' episodes: fitted Q evaluation and
# importance sampling against exact values.
#   benchmarks/ope-icu-sepsis.sh [SEEDS [EPISODES,EPISODES,...]]
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
"$home/benchmarks/run" -main SepsisSelection "${1:-3}" "${2:-1000,10000,100000}"

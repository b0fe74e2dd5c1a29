#!/bin/sh
# NeoRL-2's DMSD, the official file: BC, TD3+BC at the published setting, and PRDC beside it. Five
# seeds, 1,000 evaluation episodes of each.
#   benchmarks/dmsd.sh [FOLDER [STEPS]]
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${1:-$(mktemp -d)}
steps=${2:-20000}
strandline=$home/strandline

"$strandline" import "$home/src/test/resources/data/neorl2/DMSD-train.npz" "$out/dmsd.parquet" --env DMSD
train() {
  run=$out/$1-$2
  "$strandline" train --algorithm "$1" --data "$out/dmsd.parquet" --steps "$steps" --env DMSD \
    --eval-every 5000 --eval-episodes 100 --seed 1,2,3,4,5 --out "$run" $3 >/dev/null
  echo
  echo "== $1, $2"
  "$strandline" evaluate "$run" --env DMSD --episodes 1000 --seed 7
  tail -n 1 "$run"/seed-*/metrics.csv
}
train bc defaults ''
train td3bc published '--set alpha=0.2 --set targetNoise=0.5'
train prdc same-alpha '--set alpha=0.2 --set targetNoise=0.5'

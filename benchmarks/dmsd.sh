#!/bin/sh
# NeoRL-2's DMSD, the official file: BC, TD3+BC at the published setting, and PRDC beside it, each
# for STEPS steps, and TD3+BC for LONG ones too. Five seeds, 1,000 evaluation episodes of each.
#   benchmarks/dmsd.sh [FOLDER [STEPS [LONG]]]
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${1:-$(mktemp -d)}
steps=${2:-20000}
long=${3:-120000}
strandline=$home/strandline

"$strandline" import "$home/src/test/resources/data/neorl2/DMSD-train.npz" "$out/dmsd.parquet" --env DMSD
train() {
  run=$out/$1-$2
  learner=$1
  number=$2
  shift 2
  "$strandline" train --algorithm "$learner" --data "$out/dmsd.parquet" --steps "$number" --env DMSD \
    --eval-every 5000 --eval-episodes 100 --seed 1,2,3,4,5 --out "$run" "$@" >/dev/null
  echo
  echo "== $learner, $number steps $*"
  "$strandline" evaluate "$run" --env DMSD --episodes 1000 --seed 7
  tail -n 1 "$run"/seed-*/metrics.csv
}
train bc "$steps"
train td3bc "$steps" --set alpha=0.2 --set targetNoise=0.5
train prdc "$steps" --set alpha=0.2 --set targetNoise=0.5
train td3bc "$long" --set alpha=0.2 --set targetNoise=0.5

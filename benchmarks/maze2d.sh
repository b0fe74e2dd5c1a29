#!/bin/sh
# maze2d-umaze-v1: the controller's returns beside D4RL's reference scores, a million regenerated
# transitions, and BC, TD3+BC and PRDC learned from them, five seeds each.
#   benchmarks/maze2d.sh [FOLDER [STEPS [WIDTHS]]]
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${1:-$(mktemp -d)}
steps=${2:-100000}
widths=${3:-256-256}
strandline=$home/strandline
env=maze2d-umaze-v1

for size in umaze medium large; do
  for tier in expert planner random; do
    "$strandline" generate maze2d-$size-v1 --tier $tier --episodes 2000 --seed 1 --out "$out/tier.parquet"
  done
done
# D4RL's own protocol of 100 episodes: ten standard errors of the mean return are inspect's std dev.
"$strandline" generate $env --tier expert --episodes 100 --seed 1 --out "$out/controller.parquet"
"$strandline" inspect "$out/controller.parquet"
data=$out/umaze.parquet
"$strandline" generate $env --tier collector --transitions 1000000 --seed 1 --out "$data"
train() {
  learner=$1
  shift
  run=$out/$learner
  "$strandline" train --algorithm "$learner" --data "$data" --steps "$steps" --env $env \
    --set hidden="$widths" "$@" --eval-every 10000 --eval-episodes 20 --seed 1,2,3,4,5 \
    --out "$run" >/dev/null
  echo
  echo "== $learner $*"
  "$strandline" evaluate "$run" --env $env --episodes 100 --seed 7
  tail -n 1 "$run"/seed-*/metrics.csv
}
train bc
train td3bc
train prdc --set beta=15 # chosen on seed 101

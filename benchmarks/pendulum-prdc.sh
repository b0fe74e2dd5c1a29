#!/bin/sh
# What PRDC's nearest-pair constraint does where most logged actions are bad but good ones were
# logged nearby: TD3+BC and PRDC at the same alpha on 5 % expert and 95 % random episodes.
#   benchmarks/pendulum-prdc.sh [FOLDER]
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${1:-$(mktemp -d)}
strandline=$home/strandline
data=$out/pendulum.parquet

"$strandline" generate Pendulum-v1 --mix expert=0.05,random=0.95 --episodes 400 --seed 42 --out "$data"
for algorithm in td3bc prdc; do
  run=$out/$algorithm
  "$strandline" train --algorithm $algorithm --data "$data" --steps 20000 --set hidden=64-64 \
    --set actorLearningRate=1e-3 --set criticLearningRate=1e-3 --env Pendulum-v1 \
    --eval-every 4000 --eval-episodes 20 --seed 1,2,3,4,5 --out "$run" >/dev/null
  echo
  echo "== $algorithm"
  "$strandline" evaluate "$run" --env Pendulum-v1 --episodes 100 --seed 7
  tail -n 1 "$run"/seed-*/metrics.csv
done

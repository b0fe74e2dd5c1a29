#!/bin/sh
# What trajectory reweighting does on a log of 5 % expert and 95 % random episodes of Pendulum-v1:
# BC and TD3+BC, with uniform and with return-weighted sampling, five seeds each.
#   benchmarks/pendulum-reweighting.sh [FOLDER]
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${1:-$(mktemp -d)}
seeds=1,2,3,4,5
steps=20000
data=$out/pendulum.parquet

"$home/strandline" generate Pendulum-v1 --mix expert=0.05,random=0.95 --episodes 400 --seed 42 --out "$data"
for algorithm in bc td3bc; do
  if [ $algorithm = bc ]; then
    rates='--set learningRate=1e-3'
  else
    rates='--set actorLearningRate=1e-3 --set criticLearningRate=1e-3'
  fi
  for sampler in uniform rw; do
    run=$out/$algorithm-$sampler
    # shellcheck disable=SC2086 # several options on purpose
    "$home/strandline" train --algorithm $algorithm --data "$data" --steps $steps --set hidden=64-64 $rates \
      --sampler $sampler --seed $seeds --out "$run" >/dev/null
    echo
    echo "== $algorithm, $sampler"
    "$home/strandline" evaluate "$run" --env Pendulum-v1 --episodes 100 --seed 7
  done
done

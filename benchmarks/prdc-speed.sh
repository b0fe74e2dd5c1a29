#!/bin/sh
# Times PRDC's search and step beside TD3+BC's step on mazes of 10^4, 10^5 and 10^6 rows and on
# NeoRL-2's two logs, at three distances of the queries from the log.
#   benchmarks/prdc-speed.sh [FOLDER]
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${1:-$(mktemp -d)}
logs=$home/src/test/resources/data/neorl2

for rows in 10000 100000 1000000; do
  "$home/strandline" generate maze2d-umaze-v1 --tier collector --transitions $rows --seed 1 --out "$out/maze-$rows.parquet"
done
for log in DMSD SafetyHalfCheetah; do
  "$home/strandline" import "$logs/$log-train.npz" "$out/$log.parquet"
done
# One log and distance at a time, so that the two steps run close to each other.
for log in maze-10000 maze-100000 maze-1000000 DMSD SafetyHalfCheetah; do
  for noise in 0.1 0.3 1.0; do
    "$home/benchmarks/run" PrdcStep -p data="$out/$log.parquet" -p noise=$noise -wi 2 -w 1 -i 4 -r 1 |
      grep -E '^# [A-Za-z0-9-]+\.parquet|^PrdcStep'
  done
done

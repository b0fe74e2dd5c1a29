#!/bin/sh
# Times PRDC's search and step beside TD3+BC's step on mazes of 10^4, 10^5 and 10^6 rows and on
# NeoRL-2's two logs, at three distances of the queries from the log.
#   benchmarks/prdc-speed.sh [FOLDER]
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${1:-$(mktemp -d)}
logs=$home/src/test/resources/data/neorl2

files=
for rows in 10000 100000 1000000; do
  "$home/strandline" generate maze2d-umaze-v1 --tier collector --transitions $rows --seed 1 --out "$out/maze-$rows.parquet"
  files=$files,$out/maze-$rows.parquet
done
for log in DMSD SafetyHalfCheetah; do
  "$home/strandline" import "$logs/$log-train.npz" "$out/$log.parquet"
  files=$files,$out/$log.parquet
done
"$home/benchmarks/run" PrdcStep -p data="${files#,}" | grep -E '^# [A-Za-z0-9-]+\.parquet|^PrdcStep|^Benchmark'

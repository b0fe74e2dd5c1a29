#!/bin/sh
# Imports a D4RL-style HDF5 file of a million rows (17 observations, 6 actions, gzip) and says how
# fast, and how much memory the process took at most. Needs Python with h5py, to make the file
# (Debian: apt-get install python3-h5py), and GNU time.
#   benchmarks/import-speed.sh [FOLDER [ROWS]]
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${1:-$(mktemp -d)}
rows=${2:-1000000}
file=$out/locomotion.hdf5

[ -e "$file" ] || "${PYTHON:-python3}" - "$file" "$rows" <<'PY'
import sys
import h5py
import numpy

name, rows = sys.argv[1], int(sys.argv[2])
random = numpy.random.RandomState(1)
phase = numpy.cumsum(0.1 + 0.02 * random.randn(rows))
observations = numpy.stack(
    [numpy.sin(phase * (1 + j % 4) + j) + 0.05 * random.randn(rows) for j in range(17)], axis=1)
with h5py.File(name, "w") as file:
    def put(key, values):
        file.create_dataset(key, data=values, compression="gzip", chunks=True)
    put("observations", observations.astype("f4"))
    put("next_observations", numpy.roll(observations, -1, axis=0).astype("f4"))
    put("actions", numpy.tanh(random.randn(rows, 6)).astype("f4"))
    put("rewards", random.randn(rows).astype("f4"))
    put("terminals", numpy.zeros(rows, dtype=bool))
    put("timeouts", numpy.arange(rows) % 1000 == 999)
    put("infos/action_log_probs", random.randn(rows).astype("f4"))
PY
ls -l "$file" | awk '{ printf "%s: %.1f MB\n", $NF, $5 / 1e6 }'
"$home/strandline" import "$file" "$out/warm-up.parquet" >/dev/null # builds, and reads the file once
STRANDLINE_JAVA_OPTS=${STRANDLINE_JAVA_OPTS:--Xmx700m} /usr/bin/time -f '%e s, at most %M kB resident' \
  "$home/strandline" import "$file" "$out/locomotion.parquet" >/dev/null

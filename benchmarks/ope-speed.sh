#!/bin/sh
# Off-policy estimators beside numpy's best forms of the same answers (value, standard error, and the
# weights' mean with its error, maximum, effective sample size and largest share), on the same
# numbers: one million rounds of ten actions, and ten thousand episodes of a hundred steps. The two
# take turns, and the least time of all turns counts; "usual" is the value alone in the operations of
# Open Bandit Pipeline and SCOPE-RL, "bare" a Java loop for the value alone; the last line is dr with
# (e * q).sum(1) in the place of einsum, numpy's fastest way to add up a product. numpy asks for huge pages
# by itself, the Java machine when told to. Needs Python with numpy (Debian: apt-get install python3-numpy).
#   benchmarks/ope-speed.sh [REPETITIONS [TURNS]]
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
repetitions=${1:-10}
turns=${2:-3}
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1

cat >"$work/numpy-forms.py" <<'PY'
import os
import sys
import time
import numpy as np

folder, repetitions = sys.argv[1], int(sys.argv[2])


def column(name, make):
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        make().tofile(path)
    return np.fromfile(path, dtype="<i4" if name.endswith("a") else "<f8")


def simplex(rng, rows, actions):
    e = rng.random((rows, actions))
    return e / e.sum(1, keepdims=True)


def timed(name, form, kind="cpu"):
    least = float("inf")
    for _ in range(repetitions):
        start = time.process_time()
        runs, spent = 0, 0
        while spent < 0.5:
            value = form()
            runs += 1
            spent = time.process_time() - start
        least = min(least, spent / runs)
    print("%s\t%s\t%.5f\t%.12g" % (name, kind, least, value), flush=True)


rng = np.random.default_rng(0)
n, k = 1_000_000, 10
e = column("e", lambda: simplex(rng, n, k)).reshape(n, k)
q = column("q", lambda: rng.random((n, k))).reshape(n, k)
a = column("a", lambda: rng.integers(0, k, n).astype("<i4")).astype(np.int64)
p = column("p", lambda: 0.05 + 0.1 * rng.random(n))
r = column("r", lambda: rng.random(n))
first = np.arange(n) * k


def error(x):
    return x.std(ddof=1) / len(x) ** 0.5


def weights():
    return np.take(e.ravel(), first + a) / p


def spread(w):
    """Of each column: mean, its error, maximum, effective sample size, largest share."""
    total, squares, most = w.sum(0), np.einsum("i...,i...->...", w, w), w.max(0)
    mean = total / len(w)
    deviation = np.sqrt((squares - len(w) * mean * mean) / (len(w) - 1) / len(w))
    return mean, deviation, most, total * total / squares, most / total


def ips():
    w = weights()
    spread(w)
    x = w * r
    error(x)
    return x.mean()


def snips():
    w = weights()
    spread(w)
    total = w.sum()
    value = w @ r / total
    psi = w * (r - value)
    (psi @ psi) ** 0.5 / total
    return value


def dm():
    x = np.einsum("ij,ij->i", e, q)
    error(x)
    return x.mean()


def dr():
    at = first + a
    w = np.take(e.ravel(), at) / p
    spread(w)
    x = np.einsum("ij,ij->i", e, q) + w * (r - np.take(q.ravel(), at))
    error(x)
    return x.mean()


def dr_by_sum():
    at = first + a
    w = np.take(e.ravel(), at) / p
    spread(w)
    x = (e * q).sum(1) + w * (r - np.take(q.ravel(), at))
    error(x)
    return x.mean()


terms = weights() * r


def bootstrap():
    draw = np.random.default_rng(0)
    return np.mean([np.take(terms, draw.integers(0, n, n)).mean() for _ in range(100)])


for name, form in ("ips", ips), ("snips", snips), ("dm", dm), ("dr", dr), ("bootstrap", bootstrap):
    timed(name, form)
timed("dr", dr_by_sum, "sum")

# The value alone, in the operations of Open Bandit Pipeline: tables have a last axis of positions.
e, q = e[:, :, None], q[:, :, None]
position = np.zeros(n, dtype=int)


def usual_weights():
    return e[np.arange(n), a, position] / p


def usual_dm():
    rows = np.arange(n)
    return np.average(q[rows, :, position], weights=e[rows, :, position], axis=1)


def usual_snips():
    w = usual_weights()
    return (r * w / w.mean()).mean()


def usual_dr():
    return (usual_dm() + usual_weights() * (r - q[np.arange(n), a, position])).mean()


timed("ips", lambda: (r * usual_weights()).mean(), "usual")
timed("snips", usual_snips, "usual")
timed("dm", lambda: usual_dm().mean(), "usual")
timed("dr", usual_dr, "usual")

m, steps = 10_000, 100
n = m * steps
p = column("step-p", lambda: 0.19 + 0.02 * rng.random(n)).reshape(m, steps)
e = column("step-e", lambda: 0.19 + 0.02 * rng.random(n)).reshape(m, steps)
r = column("step-r", lambda: rng.random(n)).reshape(m, steps)
q = column("step-q", lambda: rng.random(n)).reshape(m, steps)
v = column("step-v", lambda: rng.random(n)).reshape(m, steps)
discount = 0.99 ** np.arange(steps)


def products():
    return np.cumprod(e / p, axis=1)


def pdis():
    w = products()
    spread(w)
    x = (w * r) @ discount
    error(x)
    return x.mean()


def snpdis():
    w = products()
    spread(w)
    total = w.sum(0)
    value = np.einsum("it,it->t", w, r) / total
    psi = (w * (r - value)) @ (discount * m / total)
    error(psi)
    return value @ discount


def step_dr():
    w = products()
    spread(w)
    x = (w * (r - q)) @ discount
    x += v[:, 0] + (w[:, :-1] * v[:, 1:]) @ discount[1:]
    error(x)
    return x.mean()


for name, form in ("pdis", pdis), ("snpdis", snpdis), ("step dr", step_dr):
    timed(name, form)

# The value alone, in the operations of SCOPE-RL.
factor = np.full(steps, 0.99).cumprod() / 0.99


def usual_snpdis():
    w = np.cumprod(e / p, axis=1)
    w = w / (w.mean(axis=0)[np.newaxis, :] + 1e-10)
    return (factor[np.newaxis, :] * r * w).sum(axis=1).mean()


def usual_step_dr():
    w = np.cumprod(e / p, axis=1)
    before = np.roll(w, 1, axis=1)
    before[:, 0] = 1
    return (factor[np.newaxis, :] * (w * (r - q) + before * v)).sum(axis=1).mean()


timed("pdis", lambda: (factor[np.newaxis, :] * r * np.cumprod(e / p, axis=1)).sum(axis=1).mean(), "usual")
timed("snpdis", usual_snpdis, "usual")
timed("step dr", usual_step_dr, "usual")
PY

turn=0
while [ $turn -lt "$turns" ]; do
  "${PYTHON:-python3}" "$work/numpy-forms.py" "$work" "$repetitions" >"$work/numpy"
  STRANDLINE_JAVA_OPTS="-Xms3g -Xmx3g -XX:+UseSerialGC -XX:+UseTransparentHugePages" "$home/benchmarks/run" -main OpeSpeed "$work" "$repetitions" >"$work/java"
  for side in numpy java; do
    sed "s/^/$side	/" "$work/$side" >>"$work/times"
  done
  turn=$((turn + 1))
done
awk -F '\t' '
  {
    key = $1 FS $2 FS $3
    if (!($2 in seen)) { seen[$2] = 1; names[++count] = $2 }
    if (!(key in least) || $4 < least[key]) least[key] = $4
    if ($3 == "cpu") value[$1 FS $2] = $5
  }
  END {
    printf "%-10s %9s %10s %10s %7s %9s %12s %12s %7s %9s\n", "estimator", "usual, s", "numpy, s", "here, s", "ratio", "bare, s", "1 thread, s", "2 threads, s", "ratio", "values"
    for (i = 1; i <= count; i++) {
      name = names[i]
      numpy = least["numpy" FS name FS "cpu"]
      here = least["java" FS name FS "cpu"]
      one = least["java" FS name FS "one thread"]
      two = least["java" FS name FS "two threads"]
      difference = value["numpy" FS name] / value["java" FS name] - 1
      if (difference < 0) difference = -difference
      usual = least["numpy" FS name FS "usual"]
      bare = least["java" FS name FS "bare"]
      printf "%-10s %9s %10.4f %10.4f %7.2f %9s", name, (usual > 0 ? sprintf("%.4f", usual) : ""), numpy, here, numpy / here, (bare > 0 ? sprintf("%.4f", bare) : "")
      if (two > 0) printf " %12.4f %12.4f %7.2f", one, two, one / two; else printf " %12s %12s %7s", "", "", ""
      printf " %9.1e\n", difference
    }
    numpy = least["numpy" FS "dr" FS "sum"]
    printf "dr by (e * q).sum(1) %9.4f %21.2f\n", numpy, numpy / least["java" FS "dr" FS "cpu"]
  }' "$work/times"

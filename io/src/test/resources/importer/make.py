"""Makes the HDF5 files of this folder: tiny ones, in the layouts that importers meet.

Run with h5py 3.7 (HDF5 1.10): python3 make.py
"""
import gzip
import json
import os

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
N = 24  # rows; row t holds numbers that tell where they are from


def path(name):
    return os.path.join(HERE, name)


def observations(dtype, width=4):
    return (np.arange(N * width).reshape(N, width) / 8).astype(dtype)


def actions(dtype):
    return (np.arange(N * 2).reshape(N, 2) / 64).astype(dtype)


def flags(*rows):
    values = np.zeros(N, bool)
    values[list(rows)] = True
    return values


def locomotion(name, dtype, **kind):
    with h5py.File(path(name), "w") as f:
        f.create_dataset("observations", data=observations(dtype), chunks=(7, 3), **kind)
        f.create_dataset("next_observations", data=observations(dtype) + dtype(0.5), chunks=(7, 3), **kind)
        f.create_dataset("actions", data=actions(dtype), **kind)
        f.create_dataset("rewards", data=(np.arange(N) / 10).astype(dtype), **kind)
        f.create_dataset("terminals", data=flags(5), **kind)
        f.create_dataset("timeouts", data=flags(15), **kind)
        f.create_dataset("infos/action_log_probs", data=-(np.arange(N) / 4).astype(dtype), **kind)
        f.create_dataset("infos/qpos", data=observations(dtype, 2), **kind)
        f.create_dataset("infos/qvel", data=-observations(dtype, 3), **kind)
        f["metadata/algorithm"] = np.string_("SAC")
        f["metadata/iteration"] = np.int32(3)
        f["metadata/policy/fc0/weight"] = np.ones((3, 4), np.float32)


locomotion("locomotion.hdf5", np.float32, compression="gzip")
locomotion("replay.hdf5", np.float64, compression="gzip", shuffle=True, fletcher32=True)

with h5py.File(path("plain.hdf5"), "w") as f:  # contiguous, no timeouts, rewards in a column, int8 flags
    f["observations"] = observations(np.float32)
    f["actions"] = actions(np.float32)
    f["rewards"] = (np.arange(N) / 10).astype(np.float32).reshape(N, 1)
    f["terminals"] = flags(5).astype(np.int8)
    f["infos"] = np.arange(N)

with h5py.File(path("floatflags.hdf5"), "w") as f:
    f.create_dataset("observations", data=observations(">f4"), compression="lzf", chunks=(7, 3))
    f.create_dataset("actions", data=actions(np.float32), compression="lzf")
    f["rewards"] = np.arange(N)
    f["terminals"] = flags(5).astype(np.float32)
    f["timeouts"] = flags(15).astype(np.float32)
    f["infos/goal"] = observations(np.float32, 2)

with h5py.File(path("latest.hdf5"), "w", libver="latest") as f:
    kind = dict(compression="gzip")
    f.create_dataset("observations", data=observations(np.float32), chunks=(7, 3), **kind)  # fixed array
    f.create_dataset("actions", data=actions(np.float32), chunks=(N, 2), **kind)  # one chunk
    f.create_dataset("rewards", data=np.arange(N) / 10, chunks=(5,), maxshape=(None,))  # extensible array
    f.create_dataset("terminals", data=flags(5), chunks=(5,))
    f.create_dataset("timeouts", data=flags(15))
    f.create_dataset("infos/goal", data=observations(np.float32, 2), chunks=(5, 1), maxshape=(None, None), **kind)  # B-tree

with gzip.GzipFile(path("links.hdf5.gz"), "wb", mtime=0) as out:  # a heap of two levels
    with h5py.File(path("links.hdf5"), "w", track_order=True) as f:
        for i in range(3000):
            f["link_%04d" % i + 200 * "_"] = h5py.SoftLink("x")
    with open(path("links.hdf5"), "rb") as f:
        out.write(f.read())
    os.remove(path("links.hdf5"))

minari = path("minari/data")
os.makedirs(minari, exist_ok=True)
lengths = [3] * 9
lengths[2] = 5
with h5py.File(os.path.join(minari, "main_data.hdf5"), "w", track_order=True) as f:
    for i, T in enumerate(lengths):
        g = f.create_group("episode_%d" % i)
        g.attrs["id"] = i
        g.attrs["seed"] = 100 + i
        g.attrs["total_steps"] = T
        base = 100 * i + np.arange(T + 1)
        grow = dict(chunks=True)
        g.create_dataset("observations/velocity", data=base.reshape(-1, 1) + 0.5, maxshape=(None, 1), **grow)
        g.create_dataset("observations/place/_index_0", data=base.astype(np.float32), maxshape=(None,), **grow)
        g.create_dataset("observations/place/_index_1", data=np.stack([base, -base], 1), maxshape=(None, 2), **grow)
        g.create_dataset("actions", data=(np.arange(T) % 3 + 1), maxshape=(None,), **grow)
        g.create_dataset("rewards", data=np.arange(T) / 10, maxshape=(None,), **grow)
        ends = np.zeros(T, bool)
        ends[-1] = True
        g.create_dataset("terminations", data=ends if i % 2 else ~ends & False, maxshape=(None,), **grow)
        g.create_dataset("truncations", data=ends if i % 2 == 0 else ~ends & False, maxshape=(None,), **grow)
        g.create_dataset("infos/qpos", data=np.stack([base, base], 1) / 2, maxshape=(None, 2), **grow)
        g.create_dataset("infos/qvel", data=base.reshape(-1, 1) / 4, maxshape=(None, 1), **grow)
        g.create_dataset("infos/success", data=np.zeros(T, bool), maxshape=(None,), **grow)
        if i == 3:
            g.create_dataset("infos/rare", data=np.zeros(T), maxshape=(None,), **grow)
box = {"type": "Box", "dtype": "float64", "shape": [1], "low": [float("-inf")], "high": [float("inf")]}
with open(os.path.join(minari, "metadata.json"), "w") as f:
    json.dump({
        "total_episodes": len(lengths), "total_steps": sum(lengths), "data_format": "hdf5",
        "observation_space": json.dumps({"type": "Dict", "subspaces": {"velocity": box}}),
        "action_space": json.dumps({"type": "Discrete", "dtype": "int64", "start": 1, "n": 3}),
        "env_spec": json.dumps({"id": "Place-v1", "max_episode_steps": 5}),
        "dataset_id": "place/test-v0", "algorithm_name": "counting", "minari_version": "0.5.3",
        "ref_min_score": -1.5, "ref_max_score": 9.0}, f)

with h5py.File(path("odd.hdf5"), "w") as f:  # what cannot be read, beside what can
    f["observations"] = observations(np.float32)
    f["actions"] = actions(np.float32)
    f["rewards"] = np.arange(N) / 10
    f["terminals"] = flags(5)
    f["texts"] = np.array([b"ab"] * N)
    f.create_dataset("varying_texts", data=["ab"] * N, dtype=h5py.string_dtype())
    f["compounds"] = np.zeros(N, dtype=[("a", np.float32), ("b", np.int32)])
    f.create_dataset("references", data=[f["rewards"].ref] * N, dtype=h5py.ref_dtype)
    f.create_dataset("lists", (N,), dtype=h5py.vlen_dtype(np.float32))
    f.create_dataset("colors", data=np.zeros(N, np.uint8), dtype=h5py.enum_dtype({"RED": 0, "BLUE": 1}, basetype="u1"))
    f["halves"] = np.zeros(N, np.float16)
    f["scalar"] = 1.5
    f["cube"] = np.zeros((N, 2, 2), np.float32)
    f["nothing"] = np.zeros(0, np.float32)
    f["short"] = np.zeros(N - 1, np.float32)
    f["twos"] = np.full(N, 2, np.int8)
    f["pairs"] = np.zeros((N, 2), np.float32)
    f["nan"] = np.full(N, np.nan)
    f["soft"] = h5py.SoftLink("/rewards")
    f["external"] = h5py.ExternalLink("elsewhere.hdf5", "/rewards")

with h5py.File(path("gaps.hdf5"), "w") as f:  # numbers that are not there, or packed in ways that are not read
    f["observations"] = observations(np.float32)
    f["actions"] = actions(np.float32)
    f["rewards"] = np.arange(N) / 10
    f["terminals"] = flags(5)
    f.create_dataset("endless", (10**12, 4), np.float32, chunks=(10**6, 4), compression="gzip")
    f.create_dataset("unwritten", (N,), np.float32)
    half = f.create_dataset("half_written", (N,), np.float32, chunks=(10,))
    half[:10] = 1
    f.create_dataset("quantized", data=np.arange(N) / 10, chunks=(N,), scaleoffset=2)

with h5py.File(path("circle.hdf5"), "w") as f:
    f["self"] = f["/"]

with h5py.File(path("linked.hdf5"), "w", libver="latest") as f:
    f["observations"] = observations(np.float32)
    f["actions"] = actions(np.float32)
    f["rewards"] = np.arange(N) / 10
    f["terminals"] = flags(5)
    f["infos/goal"] = observations(np.float32, 2)
    f["infos/soft"] = h5py.SoftLink("/rewards")
    f["infos/deep/external"] = h5py.ExternalLink("elsewhere.hdf5", "/rewards")
    f["other"] = h5py.SoftLink("/infos")

with h5py.File(path("diamonds.hdf5"), "w", libver="latest") as f:  # few groups, a billion ways through them
    episode = f.create_group("episode_0")
    episode["rewards"] = np.zeros(3)
    episode["terminations"] = episode["truncations"] = np.zeros(3, bool)
    episode["actions"] = np.zeros((3, 1))
    group = episode.create_group("observations")
    for level in range(7):
        below = group.create_group("0")
        for i in range(1, 16):
            group[str(i)] = below
        group = below


def episodes(name, where, instead):
    """Two episodes of Minari's layout, with something else in a place of the second."""
    with h5py.File(path(name), "w", libver="latest") as f:
        for i in range(2):
            episode = f.create_group("episode_%d" % i)
            episode["observations/place"] = np.zeros((4, 1), np.float32)
            episode["actions"] = np.zeros((3, 1), np.float32)
            episode["rewards"] = np.arange(3.0)
            episode["terminations"] = episode["truncations"] = np.zeros(3, bool)
            episode["infos/goal"] = np.zeros(3)
            episode["infos/speed"] = np.ones(3)
        del f[where]
        f[where] = instead


episodes("link-episode.hdf5", "episode_1", h5py.SoftLink("/episode_0"))
episodes("link-rewards.hdf5", "episode_1/rewards", h5py.SoftLink("/episode_0/rewards"))
episodes("link-place.hdf5", "episode_1/observations/place", h5py.ExternalLink("elsewhere.hdf5", "/place"))
episodes("link-infos.hdf5", "episode_1/infos", h5py.SoftLink("/episode_0/infos"))
episodes("link-goal.hdf5", "episode_1/infos/goal", h5py.SoftLink("/episode_0/infos/goal"))
episodes("empty-rewards.hdf5", "episode_1/rewards", np.zeros(0))

with h5py.File(path("large.hdf5"), "w") as f:  # 24 MB of zeros under 250 names, in both layouts: 48 GB as doubles
    f["observations"] = observations(np.float32)
    f["actions"] = actions(np.float32)
    f["rewards"] = np.arange(N) / 10
    f["terminals"] = flags(5)
    zeros = f.create_dataset("infos/0/0", data=np.zeros((N, 10**6), np.int8), chunks=(N, 10**6), compression=9)
    for i in range(1, 25):
        f["infos/0/%d" % i] = zeros
    for i in range(1, 10):
        f["infos/%d" % i] = f["infos/0"]
    episode = f.create_group("episode_0")
    episode["observations"] = np.zeros((N + 1, 4), np.float32)
    episode["actions"] = f["actions"]
    episode["rewards"] = f["rewards"]
    episode["terminations"] = episode["truncations"] = flags(N - 1)
    episode["infos"] = f["infos"]

"""The dense index: exact inner product over unit vectors, by FAISS."""

from pathlib import Path
from threading import Lock

import faiss
import numpy as np

from rag.types import FloatArray, IntArray

_LIMITING = Lock()


class DenseIndex:
    """Unit vectors, one a row."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: FloatArray) -> "DenseIndex":
        """Return an index of (n, d) float32 unit vectors, row i being vector i."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Return the index of a file that was checked before."""
        content = np.frombuffer(path.read_bytes(), dtype=np.uint8)
        with _LIMITING:  # no vector is longer than its file, but a damaged one could ask for 10 GB
            faiss.set_deserialization_vector_byte_limit(len(content))
            return cls(faiss.deserialize_index(content))

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: FloatArray, k: int) -> tuple[FloatArray, IntArray]:
        """Return cosines and rows of the k vectors nearest to one (d,) vector, best first.

        Returns:
            Two (min(k, n),) arrays.
        """
        scores, rows = self._index.search(vector.reshape(1, -1), min(k, len(self)))
        return scores[0], rows[0]

    def scores(self, vector: FloatArray, rows: IntArray) -> FloatArray:
        """Return the cosine of a (d,) vector with each of the rows."""
        return np.asarray(self.vectors(rows) @ vector, dtype=np.float32)

    def vectors(self, rows: IntArray) -> FloatArray:
        """Return the (len(rows), d) vectors of the rows."""
        if len(rows) == 0:
            return np.zeros((0, self._index.d), dtype=np.float32)
        return np.asarray(self._index.reconstruct_batch(rows), dtype=np.float32)

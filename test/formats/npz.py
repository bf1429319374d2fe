"""Answers about .npz files, one JSON line for each path on stdin:

    python3 npz.py  <<<  path

An answer has the arrays by name, each as [dtype, shape, hex of its bytes in C order, or text], and the bytes of the same arrays as
np.savez and np.savez_compressed write them, if they are few.
"""

import base64
import io
import json
import sys
import zipfile

import numpy as np


def about(array):
    if array.dtype.hasobject or array.dtype.names:  # the padding of structs is what was in the memory before
        return [str(array.dtype), array.shape, str(array)]
    return [str(array.dtype), array.shape, array.tobytes().hex()]


def saved(save, arrays):
    file = io.BytesIO()
    save(file, **arrays)
    return base64.b64encode(file.getvalue()).decode()


for line in sys.stdin:
    path, *names = json.loads(line)
    with np.load(path, allow_pickle=True) as file:
        arrays = {name: file[name] for name in names or file.files}
        answer = {"files": len(file.files), "arrays": {name: about(array) for name, array in arrays.items()}}
    if not names:
        with zipfile.ZipFile(path) as archive:
            answer["bad"] = archive.testzip()
        answer["stored"] = saved(np.savez, arrays)
        answer["deflated"] = saved(np.savez_compressed, arrays)
    print(json.dumps(answer))

import pickle
import struct
import sys

import numpy as np

stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
while head := stdin.read(8):
    (count,) = struct.unpack('<Q', head)
    sizes = struct.unpack(f'<{count}Q', stdin.read(8 * count))
    data, *buffers = [stdin.read(size) for size in sizes]
    signal = pickle.loads(data, buffers=buffers)['signal']

    answer = {'spectrum': np.abs(np.fft.rfft(signal)).astype('f4')}

    out = []
    data = pickle.dumps(answer, protocol=5, buffer_callback=out.append)
    parts = [data, *(buffer.raw() for buffer in out)]
    stdout.write(struct.pack(f'<{1 + len(parts)}Q', len(parts), *map(len, parts)))
    stdout.writelines(parts)
    stdout.flush()

import pickle
import sys

for name, value in pickle.load(sys.stdin.buffer).items():
    print(f'{name}: {value!r}')

import pickle
import sys

model = pickle.load(sys.stdin.buffer)
print(*model.predict([[5.1, 3.5, 1.4, 0.2], [5.7, 2.8, 4.5, 1.3], [6.5, 3.0, 5.5, 1.8]]))

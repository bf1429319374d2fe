# cython: language_level=3
"""Extension types that Cython itself pickles."""

cimport cython


cdef class Point:
    cdef public double x
    cdef public double y

    def __init__(self, x=0.0, y=0.0):
        self.x = x
        self.y = y


cdef class Label(Point):
    cdef public object text
    cdef public list notes
    cdef public int count

    def __init__(self, x=0.0, y=0.0, text=None, notes=None, count=0):
        super().__init__(x, y)
        self.text = text
        self.notes = notes
        self.count = count


cdef class Empty:
    pass


cdef class Node:
    cdef public object next


cdef class Open:
    cdef public double value
    cdef dict __dict__


cdef struct Bicycle:
    int gears
    double price


@cython.auto_pickle(True)
cdef class Mixed:
    cdef public Bicycle bicycle
    cdef public int three[3]
    cdef public bint flag
    cdef public bytes raw
    cdef public double complex z
    # Seen by no Python, and pickled nevertheless.
    cdef float hidden
    cdef Point point

    def __init__(self, flag=False, raw=None, hidden=0.0, point=None):
        self.bicycle = Bicycle(gears=3, price=9.5)
        self.three = [1, 2, 3]
        self.flag = flag
        self.raw = raw
        self.z = 1 - 2j
        self.hidden = hidden
        self.point = point

    def secrets(self):
        return [self.hidden, None if self.point is None else [self.point.x, self.point.y]]

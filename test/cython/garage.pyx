# cython: language_level=3
"""Extension types that say themselves how they are pickled: one of Python values, one that holds memory of C's, and
one that extends that."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy


cdef class Person:
    cdef public str name
    cdef public int age

    def __init__(self, name, age):
        self.name = name
        self.age = age

    def __getstate__(self):
        return self.name, self.age

    def __setstate__(self, state):
        self.name, self.age = state

    def __eq__(self, other):
        return type(other) is Person and self.__getstate__() == other.__getstate__()


cdef struct Bicycle:
    int gears
    double price


cdef class MyClass:
    """`MyClass()` points to nothing; `MyClass([])` to an array of no bicycles."""

    cdef Bicycle* data
    cdef Py_ssize_t size

    def __init__(self, bicycles=None):
        if bicycles is None:
            return
        self.allocate(len(bicycles))
        for i, (gears, price) in enumerate(bicycles):
            self.data[i].gears = gears
            self.data[i].price = price

    cdef allocate(self, Py_ssize_t size):
        free(self.data)
        self.size = 0
        # Zeros, as what lies between the fields is pickled, too; never of 0 bytes, which may give NULL.
        self.data = <Bicycle*> calloc(max(size, 1), sizeof(Bicycle))
        if self.data == NULL:
            raise MemoryError()
        self.size = size

    def __dealloc__(self):
        free(self.data)

    def __getstate__(self):
        if self.data == NULL:
            return None, self.size
        return PyBytes_FromStringAndSize(<char*> self.data, self.size * sizeof(Bicycle)), self.size

    def __setstate__(self, state):
        cdef bytes data
        cdef Py_ssize_t size
        data, size = state
        if size < 0 or (0 if data is None else len(data)) != size * <Py_ssize_t> sizeof(Bicycle):
            raise ValueError(f'{size} bicycles do not take {data and len(data)} bytes')
        if data is None:
            free(self.data)
            self.data, self.size = NULL, 0
            return
        self.allocate(size)
        memcpy(self.data, PyBytes_AS_STRING(data), len(data))

    @property
    def bicycles(self):
        if self.data == NULL:
            return None
        return [(self.data[i].gears, self.data[i].price) for i in range(self.size)]

    @property
    def average_price(self):
        cdef double sum = 0
        for i in range(self.size):
            sum += self.data[i].price
        return sum / self.size if self.size > 0 else None


cdef class MySubclass(MyClass):
    cdef public Person owner

    def __init__(self, bicycles=None, owner=None):
        super().__init__(bicycles)
        self.owner = owner

    def __getstate__(self):
        return super().__getstate__() + (self.owner,)

    def __setstate__(self, state):
        *parent, self.owner = state
        super().__setstate__(parent)

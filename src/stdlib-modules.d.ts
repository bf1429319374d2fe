// The files of @stdlib that stdlib.ts imports: by their full path, which Node's ESM needs, and for which stdlib has no types.

declare module '@stdlib/ndarray/ctor/lib/index.js' {
  const ndarray: (
    dtype: string,
    data: object,
    shape: number[],
    strides: number[],
    offset: number,
    order: 'row-major' | 'column-major',
    options?: { readonly?: boolean },
  ) => unknown;
  export default ndarray;
}

declare module '@stdlib/array/complex64/lib/index.js' {
  const Complex64Array: {
    readonly BYTES_PER_ELEMENT: number;
    readonly prototype: object;
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): object;
  };
  export default Complex64Array;
}

declare module '@stdlib/array/complex128/lib/index.js' {
  const Complex128Array: {
    readonly BYTES_PER_ELEMENT: number;
    readonly prototype: object;
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): object;
  };
  export default Complex128Array;
}

declare module '@stdlib/array/bool/lib/index.js' {
  const BooleanArray: {
    readonly BYTES_PER_ELEMENT: number;
    readonly prototype: object;
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): object;
  };
  export default BooleanArray;
}

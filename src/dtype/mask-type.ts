import { CODES, VOID } from './builtin.ts';
import { DType } from './dtype.ts';
import { fieldMap, subarrayDType } from './struct.ts';

/**
 * The data type of a masked array's mask: a bool for each number, string or object in an element, gapless.
 *
 * Source: `make_mask_descr` in numpy/ma/core.py
 */
export function maskDType({ fields, subdtype }: DType): DType {
  if (subdtype && !fields) return subarrayDType(maskDType(subdtype.base), subdtype.shape);
  if (!fields) return CODES.get('?')!;
  let itemsize = 0;
  const parts = Array.from(fields.values(), ({ name, title, dtype: type }) => {
    const dtype = maskDType(type);
    const offset = itemsize;
    itemsize += dtype.itemsize;
    return { name, title, dtype, offset };
  });
  return new DType({ ...VOID, itemsize, fields: fieldMap(parts, itemsize) });
}

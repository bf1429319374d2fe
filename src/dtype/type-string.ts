/** One type in one string, as pickles and `__array_interface__` have it: `'<f8'`, `'U10'`, `'M8[25s]'`. */
import { CODES, NAMES, RECORD } from './builtin.ts';
import { NATIVE } from './byte-order.ts';
import { parseDatetimeUnit } from './datetime-unit.ts';
import { DType, setSpecReader } from './dtype.ts';
import { NotUnderstood, quote } from './quote.ts';
import { stringDType } from './string-dtype.ts';

/**
 * What `dtype(text)` gives, apart from the comma-separated forms: all that a pickle may have for a type, in
 * much less code.
 *
 * @throws DTypeError if it is not the name of one type.
 */
export function dtypeFromString(text: string): DType {
  const known = CODES.get(text) ?? NAMES.get(text);
  if (known) return known;
  if (text === 'numpy.record') return RECORD;
  if (typeof text !== 'string') throw noTypeString(text); // by way of equals()
  const order = /^[<>|=]?/.exec(text)![0];
  const code = text.slice(order.length);
  const byteOrder = order === '>' || order === '<' ? order : NATIVE;
  const turned = (type: DType) =>
    type.byteOrder === '|' || type.byteOrder === byteOrder ? type : new DType({ ...type, byteOrder });
  const type = CODES.get(code);
  if (type) return turned(type);
  if (code === 'T') return stringDType();
  const sized = /^([SUVa])(\d+)$/.exec(code);
  if (sized) return resize(turned(CODES.get(sized[1]!)!), Number(sized[2]));
  const time = /^(?:M8|m8|datetime64|timedelta64)(?:\[(.+)\])?$|^[Mm]$/s.exec(code);
  if (!time) throw noTypeString(text);
  const kind = 'Md'.includes(code[0]!) ? 'M' : 'm';
  return new DType({
    num: kind === 'M' ? 21 : 22,
    kind,
    char: kind,
    byteOrder,
    itemsize: 8,
    alignment: 8,
    unit: parseDatetimeUnit(time[1] ?? 'generic'),
  });
}

setSpecReader(dtypeFromString);

function noTypeString(text: unknown): NotUnderstood {
  return new NotUnderstood(
    quote(text),
    "expected a type string: '<f8', 'float64', 'U10', 'M8[ns]'; dtype() also takes 'i4,f8'",
  );
}

/** S, U or V with that many bytes, or characters. */
export function resize(type: DType, size: number): DType {
  const itemsize = type.kind === 'U' ? size * 4 : size;
  return itemsize === type.itemsize ? type : new DType({ ...type, itemsize });
}

import { Latin1Payload } from '../values/latin1-payload.ts';
import { Payload } from '../values/payload.ts';
import { type PayloadSource, settled } from '../values/payload-source.ts';
import { encode, isLatin1 } from './builtins.ts';
import { type PythonClass, pythonFunction } from './python-class.ts';

/** `_codecs.encode`, which gives long text on as it is. */
export function lazyEncode(source: PayloadSource): PythonClass {
  return pythonFunction({
    module: '_codecs',
    name: 'encode',
    payloads: true,
    call([text, encoding]) {
      if (text instanceof Payload && text.kind === 'text' && isLatin1(encoding)) {
        const { payload } = settled(text, source);
        if (!payload.isRead) return new Latin1Payload(payload.start, payload.length);
      }
      return encode(text, encoding);
    },
  });
}

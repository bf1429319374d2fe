// Loads one pickle of a family in a process of its own and prints what that took: bytes at the peak and afterwards.
// Arguments: the bundled package, a JSON text of { prefix, unit, suffix, size, options }.
import { pathToFileURL } from 'node:url';

const [bundle, family] = process.argv.slice(2);
const { loads } = await import(pathToFileURL(bundle).href);
const { prefix, unit, suffix, size, options } = JSON.parse(family);

const latin1 = (text) => Buffer.from(text, 'latin1');
const room = Math.floor((size - prefix.length - suffix.length) / unit.length);
const pickle = Buffer.concat([
  latin1(prefix),
  Buffer.alloc(room * unit.length, latin1(unit)),
  latin1(suffix),
]);

const peak = () => process.resourceUsage().maxRSS * 1024;
const kept = () => {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

loads(latin1('N.'));
const before = { kept: kept(), peak: peak() };
let value;
let error = null;
try {
  value = loads(pickle, options);
} catch (thrown) {
  error = `${thrown.name}: ${thrown.message}`;
}
const result = { size: pickle.length, error, peak: peak() - before.peak, kept: kept() - before.kept };
console.log(JSON.stringify(result), value === undefined ? '' : ' ');

import { createRequire } from 'node:module';

/** By the package's own name, for this file is bundled into another folder. */
export const version = String(createRequire(import.meta.url)('ndarray-pickle/package.json').version);

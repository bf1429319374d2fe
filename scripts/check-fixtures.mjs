// @ts-check
// Makes the golden data again and compares it with what is committed: node scripts/check-fixtures.mjs
// With each NumPy that it finds (PYTHON_NUMPY1, PYTHON_NUMPY2, else the usual commands). Archives are compared member
// by member. A NumPy that is missing, or not the one that made the data, is skipped; where CI is set that is a failure.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { tsImport } from 'tsx/esm/api';

/** @type {typeof import('../test/golden/tar.ts')} */
const { readTarGz } = await tsImport('../test/golden/tar.ts', import.meta.url);
/** @type {typeof import('../test/python/python.ts')} */
const { findPython } = await tsImport('../test/python/python.ts', import.meta.url);

const FIXTURES = fileURLToPath(new URL('../python-fixtures/', import.meta.url));
const SHOWN = 10;

/** @typedef {{ file: string, numpy: string, python: string }} ManifestEntry */
/** @typedef {(path: string) => boolean} Wanted */

/** @param {string} folder @returns {ManifestEntry[]} */
function manifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'samples', 'manifest.json'), 'utf8'));
}

/** @param {string} version `'2.4.6'` → `'2.4'`: patch releases write the same. */
const minor = (version) => version.split('.').slice(0, 2).join('.');

/**
 * What one NumPy made, by name: files, and members of archives.
 * @param {string} root @param {1 | 2} major @returns {Map<string, string>} contents as latin1 text
 */
function contents(root, major) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const folder of [`numpy${major}`, 'samples']) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = join(root, folder, entry.name);
      const name = relative(root, path);
      if (!entry.isFile()) continue;
      if (folder === 'samples' && !entry.name.includes(`.numpy${major}.`)) continue;
      const bytes = readFileSync(path);
      if (!name.endsWith('.gz')) found.set(name, bytes.toString('latin1'));
      else if (!name.endsWith('.tar.gz')) found.set(name, gunzipSync(bytes).toString('latin1'));
      else
        for (const [member, data] of readTarGz(bytes)) {
          found.set(`${name}: ${member}`, Buffer.from(data).toString('latin1'));
        }
    }
  }
  for (const { numpy, python, ...entry } of manifest(root)) {
    if (numpy.startsWith(`${major}.`))
      found.set(`samples/manifest.json: ${entry.file}`, JSON.stringify(entry));
  }
  return found;
}

/** @param {Map<string, string>} committed @param {Map<string, string>} made @returns {string[]} */
function differences(committed, made) {
  const names = [...new Set([...committed.keys(), ...made.keys()])].sort();
  return names.flatMap((name) => {
    const before = committed.get(name);
    const after = made.get(name);
    if (before === after) return [];
    if (before === undefined) return [`${name}: new`];
    if (after === undefined) return [`${name}: no longer made`];
    let at = 0;
    while (before[at] === after[at]) at++;
    const part = (/** @type {string} */ text) => JSON.stringify(text.slice(Math.max(0, at - 30), at + 30));
    return [`${name}: differs at byte ${at}: ${part(before)} committed, ${part(after)} made now`];
  });
}

/** @param {1 | 2} major @returns {boolean} whether all is well */
function check(major) {
  const found = findPython(major);
  const by = manifest(FIXTURES).find((entry) => entry.numpy.startsWith(`${major}.`));
  if (!by) throw new Error(`no sample made by NumPy ${major}`);
  let skipped = 'missing' in found ? found.missing : '';
  if (!('missing' in found) && minor(found.numpy) !== minor(by.numpy)) {
    skipped = `the data was made by NumPy ${by.numpy}, and ${found.command} has ${found.numpy}`;
  }
  if (skipped || 'missing' in found) {
    console.log(`NumPy ${major}: skipped: ${skipped}`);
    return !process.env['CI'];
  }
  const out = mkdtempSync(join(tmpdir(), 'check-fixtures-'));
  try {
    execFileSync(found.command, [join(FIXTURES, 'make.py'), '--out', out], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const committed = contents(FIXTURES, major);
    const different = differences(committed, contents(out, major));
    console.log(
      `NumPy ${found.numpy} (${found.command}): ${committed.size} files, ${different.length} differ`,
    );
    for (const line of different.slice(0, SHOWN)) console.log(`  ${line}`);
    if (different.length > SHOWN) console.log(`  and ${different.length - SHOWN} more`);
    const others = [checkPrinters(found, by, major), checkPrograms(found, by, major)];
    return !others.includes(false) && different.length === 0;
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** Programs that print one JSON file each, which stands beside them: `opcodes.py`. */
const PRINTERS = ['opcodes', 'disassembly'];

/**
 * What they print needs no particular NumPy, so once is enough, but the CPython that made it: error messages differ.
 * @param {{ command: string, python: string }} found @param {{ python: string }} by @param {1 | 2} major
 * @returns {boolean}
 */
function checkPrinters({ command, python }, by, major) {
  if (major === 1 || minor(python) !== minor(by.python)) return true;
  let well = true;
  for (const printer of PRINTERS) {
    const name = `${printer}.json`;
    const made = execFileSync(command, [join(FIXTURES, `${printer}.py`)], {
      encoding: 'latin1',
      maxBuffer: 2 ** 28,
    });
    const committed = new Map([[name, readFileSync(join(FIXTURES, name), 'latin1')]]);
    const different = differences(committed, new Map([[name, made]]));
    for (const line of different) console.log(`  ${line}`);
    well &&= different.length === 0;
  }
  return well;
}

/** Programs that write one archive each, `objects.py` → `objects/objects.tar.gz`. */
const PROGRAMS = ['python2', 'stdlib', 'objects', 'joblib_files'];

/** Those that need Debian's libraries, and the member that says of which versions. */
const LIBRARIES = { objects: 'sklearn/cases.json', joblib_files: 'versions.json' };

/**
 * @param {{ command: string, python: string }} found @param {{ python: string }} by @param {1 | 2} major
 * @returns {boolean}
 */
function checkPrograms({ command, python }, by, major) {
  let well = true;
  for (const program of PROGRAMS) {
    // These come with NumPy 1.
    if (Object.hasOwn(LIBRARIES, program) && major === 2) continue;
    const skipped =
      minor(python) !== minor(by.python)
        ? `the data was made by Python ${by.python}, and ${command} is ${python}`
        : otherLibraries(command, program);
    if (skipped) {
      console.log(`  ${program}.py: skipped: ${skipped}`);
      well &&= !process.env['CI'];
      continue;
    }
    const out = mkdtempSync(join(tmpdir(), 'check-fixtures-'));
    try {
      execFileSync(command, [join(FIXTURES, `${program}.py`), '--out', out], { stdio: 'inherit' });
      const committed = archive(FIXTURES, program);
      const different = differences(committed, archive(out, program));
      console.log(`  ${program}.py: ${committed.size} files, ${different.length} differ`);
      for (const line of different.slice(0, SHOWN)) console.log(`    ${line}`);
      well &&= different.length === 0;
    } finally {
      rmSync(out, { recursive: true });
    }
  }
  return well;
}

/** @param {string} root @param {string} name @returns {Map<string, string>} */
function archive(root, name) {
  const members = readTarGz(readFileSync(join(root, name, `${name}.tar.gz`)));
  return new Map([...members].map(([member, data]) => [member, Buffer.from(data).toString('latin1')]));
}

/**
 * @param {string} command @param {string} program
 * @returns {string} which libraries are missing or not those that made the data
 */
function otherLibraries(command, program) {
  /** @type {string | undefined} */
  const member = Object.entries(LIBRARIES).find(([name]) => name === program)?.[1];
  if (member === undefined) return '';
  const index = archive(FIXTURES, program).get(member);
  if (index === undefined) throw new Error(`${program}.tar.gz has no ${member}`);
  /** @type {Record<string, string>} */
  const by = JSON.parse(index).versions;
  /** @type {Record<string, string | null>} */
  const there = JSON.parse(
    execFileSync(command, [join(FIXTURES, `${program}.py`), '--versions'], { encoding: 'utf8' }),
  );
  return Object.entries(by)
    .filter(([name, version]) => minor(there[name] ?? '') !== minor(version))
    .map(([name, version]) => `the data was made by ${name} ${version}, here is ${there[name] ?? 'none'}`)
    .join('; ');
}

const results = [check(1), check(2)];
process.exitCode = results.includes(false) ? 1 : 0;

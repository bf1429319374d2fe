#!/usr/bin/env node
/** The command `ndarray-pickle`. */

import { Command, InvalidArgumentError, Option } from 'commander';
import { convertFile } from './convert.ts';
import { disassembleFile } from './disassemble.ts';
import { inspectFile } from './inspect.ts';
import { scanFiles } from './scan.ts';
import { showValue } from './show.ts';
import { colors, safeText } from './terminal.ts';
import { version } from './version.ts';

function count(text: string): number {
  const number = text === 'all' ? Number.POSITIVE_INFINITY : Number(text);
  if (text === '' || (!Number.isInteger(number) && text !== 'all') || number < 0)
    throw new InvalidArgumentError('It must be a count, or all.');
  return number;
}

const JSON_FLAG = ['--json', 'print JSON'] as const;
const FILE = 'a .pkl, .npy, .npz or joblib file, or its http(s) URL; what it is, its content says';

const program = new Command('ndarray-pickle')
  .description("Looks into the files that Python's NumPy pipelines leave behind. Nothing in them is run.")
  .version(version)
  .showHelpAfterError()
  .addHelpText(
    'after',
    `
Examples:
  ndarray-pickle inspect model.pkl
  ndarray-pickle show model.joblib coef_
  ndarray-pickle show features.npz features --slice '0,:,3'
  ndarray-pickle convert model.joblib coef.npy --path coef_
  ndarray-pickle scan downloads/*.pkl

Exit codes: 0, or 1 after an error; of scan: 0 safe, 1 unknown or unreadable, 2 dangerous.`,
  );

program
  .command('inspect')
  .description('print a tree of what is in it, without reading the arrays')
  .argument('<file>', FILE)
  .option('--depth <n>', 'levels of the tree', count, 6)
  .option('--items <n>', 'lines for the items of one container', count, 20)
  .option(...JSON_FLAG)
  .action(inspectFile);

program
  .command('show')
  .description(
    'print a value; of an array also its minimum, maximum, mean, NaN and zero counts and a histogram',
  )
  .argument('<file>', FILE)
  .argument('[path]', "as inspect prints it, or in short: layers.3.coef_, ['my key'][0]", '')
  .option('--slice <text>', "a part of the array, as NumPy writes it: '0,:,3', '::-1', '..., 1:5'")
  .option(...JSON_FLAG)
  .action(showValue);

program
  .command('convert')
  .description('write it as another format: .pkl, .npy, .npz, .joblib, .json; what would be lost is an error')
  .argument('<in>', FILE)
  .argument('<out>', 'the file to write; its name says the format')
  .option('--path <path>', 'convert what lies there')
  .addOption(new Option('--protocol <n>', 'of a pickle').choices(['0', '1', '2', '3', '4', '5']).default('5'))
  .addOption(
    new Option('--numpy <version>', 'the NumPy that will load it').choices(['any', '1', '2']).default('any'),
  )
  .option('--compress', 'compress .npz and .joblib')
  .option('--allow-pickle', 'write and read arrays of objects in .npy and .npz')
  .option(
    '--lossy',
    'write JSON although it holds what JSON can not say: NaN, large integers and bytes become text, objects their attributes',
  )
  .option('--force', 'replace a file that is there')
  .action(convertFile);

program
  .command('scan')
  .description('say whether Python could load it safely, and all that it names; for CI: see the exit codes')
  .argument('<files...>', FILE)
  .option(...JSON_FLAG)
  .action(scanFiles);

program
  .command('disassemble')
  .description('print its opcodes, as python -m pickletools does')
  .argument('<file>', FILE)
  .option('--json', 'print a JSON object a line')
  .action(disassembleFile);

program.parseAsync().catch((error: unknown) => {
  console.error(
    `${colors.red('error:')} ${safeText(error instanceof Error ? error.message : String(error))}`,
  );
  process.exitCode = 1;
});

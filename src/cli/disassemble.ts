/** `ndarray-pickle disassemble FILE`: its opcodes, as `python -m pickletools` prints them. */

import { disassemble } from '../disassemble.ts';
import { openDocument } from './document.ts';

const jsonText = (instruction: object) =>
  JSON.stringify(instruction, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

/** A line for each opcode; with `json`, each is an object. */
export async function disassembleFile(
  file: string,
  { json = false }: { readonly json?: boolean },
): Promise<void> {
  const document = await openDocument(file);
  try {
    for await (const pickle of document.pickles()) {
      const bytes = pickle instanceof Uint8Array ? pickle : await pickle.read(0, pickle.size);
      const listing = disassemble(bytes);
      if (json) for (const { doc: _, ...instruction } of listing) console.log(jsonText(instruction));
      else for (const line of listing.lines()) console.log(line);
    }
  } finally {
    await document.close();
  }
}

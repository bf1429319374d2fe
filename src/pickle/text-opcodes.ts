/** The opcodes whose argument is text that ends at a newline: most of protocol 0, and GLOBAL and INST. */

import { Payload } from '../values/payload.ts';
import { ContainerBuilder } from './containers.ts';
import { DONE, NEED, type Status } from './window.ts';

export class TextOpcodes extends ContainerBuilder {
  /** An opcode whose argument is a line of text, or two. */
  protected line(code: number): Status {
    const start = this.p + 1;
    const isGlobal = code === 0x63 || code === 0x69;
    const end = this.textEnd(start, isGlobal ? 2 : 1);
    if (end < 0) return NEED;
    if (isGlobal) {
      const [module, name] = this.globalName(start, end);
      if (code === 0x63) this.push(this.findGlobal(module, name));
      else this.inst(module, name);
    } else {
      this.#lineValue(code, this.lineArgument(code, start, end));
    }
    this.p = end + 1;
    return DONE;
  }

  #lineValue(code: number, value: unknown): void {
    switch (code) {
      case 0x53: // STRING
        return this.push(new Payload('str8', value as Uint8Array, 0, (value as Uint8Array).length));
      case 0x50: // PERSID
        return this.persistent(value);
      case 0x46: // FLOAT
        return this.pushFloat(value as number);
      case 0x67: // GET
        return this.get(value as number);
      case 0x70: // PUT
        return this.put(value as number);
      default:
        return this.push(value);
    }
  }
}

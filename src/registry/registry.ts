import type { Entry, Lookup } from '../pickle/lookup.ts';
import { PyGlobal } from '../values/py-global.ts';
import { type PythonClass, pythonName } from './python-class.ts';

/** Classes and functions by Python name, and by the JS class of their objects. Default-deny. */
export class Registry implements Lookup {
  readonly #byName = new Map<string, PythonClass>();
  /** Made when first looked up: NumPy alone has 400 names, and a pickle uses a handful. */
  readonly #entries = new Map<string, Entry>();
  readonly #byPrototype = new Map<object, Entry>();
  readonly #byCode = new Map<number, Entry>();
  readonly #fallback: Lookup | null;

  /** `fallback` is asked for what is not among `classes`. Of two with one name, the first counts. */
  constructor(classes: Iterable<PythonClass>, fallback: Lookup | null = null) {
    this.#fallback = fallback;
    const all = [...classes];
    for (const cls of all) this.#add(cls);
    for (const { modules, names } of all)
      for (const module of modules) for (const name of names) this.#addOuter(module, name);
  }

  /** Protocols below 4 reach a nested class through those around it, which may be named for that. */
  #addOuter(module: string, name: string): void {
    for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      const outer = name.slice(0, dot);
      if (this.find(module, outer) === undefined) this.#add(pythonName({ module, name: outer }));
    }
  }

  #add(cls: PythonClass): void {
    for (const module of cls.modules) {
      for (const name of cls.names) {
        const key = `${module}\n${name}`;
        if (this.#byName.has(key)) continue;
        this.#byName.set(key, cls);
        if (cls.extension !== null && !this.#byCode.has(cls.extension))
          this.#byCode.set(cls.extension, this.find(module, name)!);
        const prototype = cls.type?.prototype as object | undefined;
        if (prototype !== undefined && !this.#byPrototype.has(prototype))
          this.#byPrototype.set(prototype, this.find(module, name)!);
      }
    }
  }

  find(module: string, name: string): Entry | undefined {
    const key = `${module}\n${name}`;
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const cls = this.#byName.get(key);
    if (cls === undefined) return this.#fallback?.find(module, name);
    const byObject = cls.type === null && (cls.setState ?? cls.append ?? cls.setItems) !== null;
    const entry: Entry = { ...cls, global: new PyGlobal(module, name), byObject };
    this.#entries.set(key, entry);
    return entry;
  }

  extension(code: number): Entry | undefined {
    return this.#byCode.get(code) ?? this.#fallback?.extension(code);
  }

  of(object: object): Entry | undefined {
    return this.#byPrototype.get(Object.getPrototypeOf(object)) ?? this.#fallback?.of(object);
  }
}

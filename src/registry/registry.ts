import type { Entry, Lookup } from '../pickle/lookup.ts';
import { PyGlobal } from '../values/py-global.ts';
import { type PythonClass, pythonName } from './python-class.ts';

/** Classes and functions by Python name, and by the JS class of their objects. Default-deny. */
export class Registry implements Lookup {
  readonly #byName = new Map<string, Entry>();
  readonly #byPrototype = new Map<object, Entry>();
  readonly #byCode = new Map<number, Entry>();
  readonly #fallback: Lookup | null;

  /** `fallback` is asked for what is not among `classes`. Of two with one name, the first counts. */
  constructor(classes: Iterable<PythonClass>, fallback: Lookup | null = null) {
    this.#fallback = fallback;
    for (const cls of classes) this.#add(cls);
    for (const { global } of [...this.#byName.values()]) this.#addOuter(global);
  }

  /** Protocols below 4 reach a nested class through those around it, which may be named for that. */
  #addOuter({ module, name }: PyGlobal): void {
    for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      const outer = name.slice(0, dot);
      if (this.find(module, outer) === undefined) this.#add(pythonName({ module, name: outer }));
    }
  }

  #add(cls: PythonClass): void {
    const byObject = cls.type === null && (cls.setState ?? cls.append ?? cls.setItems) !== null;
    for (const module of cls.modules) {
      for (const name of cls.names) {
        const key = `${module}\n${name}`;
        if (this.#byName.has(key)) continue;
        const entry: Entry = { ...cls, global: new PyGlobal(module, name), byObject };
        this.#byName.set(key, entry);
        if (cls.extension !== null && !this.#byCode.has(cls.extension))
          this.#byCode.set(cls.extension, entry);
        const prototype = cls.type?.prototype as object | undefined;
        if (prototype !== undefined && !this.#byPrototype.has(prototype))
          this.#byPrototype.set(prototype, entry);
      }
    }
  }

  find(module: string, name: string): Entry | undefined {
    return this.#byName.get(`${module}\n${name}`) ?? this.#fallback?.find(module, name);
  }

  extension(code: number): Entry | undefined {
    return this.#byCode.get(code) ?? this.#fallback?.extension(code);
  }

  of(object: object): Entry | undefined {
    return this.#byPrototype.get(Object.getPrototypeOf(object)) ?? this.#fallback?.of(object);
  }
}

/** How a class or function is named in a pickle. */
export interface Spelling {
  readonly module: string;
  readonly name: string;
  /** Whether Python makes the str of the name anew, so that no equal str shares it. */
  readonly fresh: boolean;
  /** Its code in `copyreg`'s extension registry, which protocols 2 and later write in place of the name. */
  readonly extension?: number;
}

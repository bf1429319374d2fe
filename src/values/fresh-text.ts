/**
 * A str that Python makes anew each time that it pickles an object, such as a data type's code: in a pickle it
 * is never shared with an equal str. (One of a single Latin-1 character always is: CPython has each once.)
 */
export class FreshText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** `'ENOENT'`; '' for what is no error of the system. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}

/** `no such file or directory (ENOENT)`: what the system says, without the call and the path that it was about. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = codeOf(error);
  const text = /^[A-Z0-9]+: ([^,]+)/.exec(message)?.[1];
  return code !== '' && text !== undefined ? `${text} (${code})` : message;
}

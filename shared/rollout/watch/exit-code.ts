/** What a shell and the engine mean by exit codes that are not the program's own; 128 and a signal's number: that signal. */
const MEANINGS: Readonly<Record<number, string>> = {
  126: 'not executable',
  127: 'not found',
  129: 'SIGHUP',
  130: 'SIGINT',
  131: 'SIGQUIT',
  132: 'SIGILL',
  134: 'SIGABRT',
  135: 'SIGBUS',
  136: 'SIGFPE',
  137: 'SIGKILL',
  139: 'SIGSEGV',
  141: 'SIGPIPE',
  143: 'SIGTERM',
};

/** As in `139 (SIGSEGV)`. */
export function exitCodeText(code: number): string {
  const meaning = MEANINGS[code];
  return meaning === undefined ? String(code) : `${code} (${meaning})`;
}

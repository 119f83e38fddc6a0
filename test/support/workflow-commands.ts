export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  /** `file`, `line`, `col`, `endLine`, `endColumn`, `title` as the step gave them. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface StepLog {
  /** What the step printed, without the `add-mask` commands, which nobody sees; nothing in it is masked. */
  readonly log: string;
  readonly annotations: readonly Annotation[];
  readonly masks: readonly string[];
}

/** A line of output that tells the runner something, such as `::error file=a,line=1::text`. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** Reads a step's log as the runner does: a line that starts with `::` is a command, unless commands are stopped. */
export function readStepLog(text: string): StepLog {
  const shown: string[] = [];
  const annotations: Annotation[] = [];
  const masks: string[] = [];
  let resumeToken: string | undefined;
  for (const line of text.split('\n')) {
    const command = parseCommand(line);
    if (resumeToken !== undefined) {
      if (command?.name === resumeToken) resumeToken = undefined;
      shown.push(line);
    } else if (command?.name === 'add-mask') {
      masks.push(command.data);
    } else {
      if (command?.name === 'stop-commands') resumeToken = command.data;
      const annotation = command === undefined ? undefined : toAnnotation(command);
      if (annotation !== undefined) annotations.push(annotation);
      shown.push(line);
    }
  }
  return { log: shown.join('\n'), annotations, masks };
}

/** Gives nothing for a line that is plain output. */
export function parseCommand(line: string): WorkflowCommand | undefined {
  const match = /^\s*::([^\s:]+)(?: ([^:]*))?::(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, name = '', properties = '', data = ''] = match;
  const pairs = properties.split(',').flatMap((pair): [string, string][] => {
    const [, key, value] = /^\s*([^=]+)=(.+)$/.exec(pair) ?? [];
    return key === undefined || value === undefined ? [] : [[key, unescapeProperty(value)]];
  });
  return { name, properties: Object.fromEntries(pairs), data: unescapeData(data) };
}

function toAnnotation({ name, properties, data }: WorkflowCommand): Annotation | undefined {
  if (name !== 'error' && name !== 'warning' && name !== 'notice') return undefined;
  return { level: name, message: data, properties };
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}

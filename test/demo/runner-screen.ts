import { parseCommand, type WorkflowCommand } from '../support/workflow-commands.ts';
import type { Style } from './style.ts';

const MARKS = {
  error: { sign: '❌', colour: 'red' },
  warning: { sign: '⚠️ ', colour: 'yellow' },
  notice: { sign: 'ℹ️ ', colour: 'blue' },
} as const;

/** Shows a step's output line by line as the runner's log does: groups, annotations and masks are carried out. */
export class RunnerScreen {
  readonly #style: Style;
  readonly #masks: string[] = [];
  #indent = '';

  constructor(style: Style) {
    this.#style = style;
  }

  /** What stands on the screen for one line of output; nothing for a command that only the runner hears. */
  show(line: string): readonly string[] {
    const indent = this.#indent;
    const command = parseCommand(line);
    const shown = command === undefined ? [line] : this.#carryOut(command, line);
    return shown.map((text) => indent + this.#masked(text));
  }

  #carryOut(command: WorkflowCommand, line: string): readonly string[] {
    const { name, data } = command;
    if (name === 'error' || name === 'warning' || name === 'notice') return this.#annotation(name, command);
    if (name === 'add-mask') this.#masks.push(...data.split('\n').filter((part) => part.trim() !== ''));
    else if (name === 'endgroup') this.#indent = '';
    else if (name === 'group') return this.#openGroup(data);
    else if (name !== 'debug') return [line];
    return [];
  }

  #openGroup(title: string): readonly string[] {
    this.#indent = '  ';
    return [`▾ ${this.#style('bold', title)}`];
  }

  #annotation(level: keyof typeof MARKS, { data, properties }: WorkflowCommand): readonly string[] {
    const { sign, colour } = MARKS[level];
    const { file, line } = properties;
    const place = file === undefined ? '' : this.#style('dim', `  (${file}:${line ?? 1})`);
    const [first = '', ...more] = data.split('\n');
    return [`${sign} ${this.#style(colour, first)}${place}`, ...more.map((text) => `   ${text}`)];
  }

  #masked(text: string): string {
    return this.#masks.reduce((shown, mask) => shown.replaceAll(mask, '***'), text);
  }
}

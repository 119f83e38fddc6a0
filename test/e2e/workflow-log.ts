/** What one step of a job did, its post step included, as the runner tells it. */
export interface StepRun {
  readonly name: string;
  /** `success`, `failure` or `skipped`; absent for what did not run. */
  readonly main?: string;
  readonly post?: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Markdown of the job summary. */
  readonly summary: string;
  /** What the step printed and people see, commands as they show, secrets masked. */
  readonly log: string;
  /** Its error annotations. */
  readonly errors: readonly string[];
}

/** One line of `act --json`, of which only these fields are read. */
interface LogLine {
  readonly msg: string;
  readonly step?: string;
  readonly stage?: string;
  readonly stepResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly content?: string;
}

/** Reads what `act --json` printed. Lines that are no JSON are act's own last words and belong to no step. */
export function readSteps(text: string): readonly StepRun[] {
  const lines = text.split('\n').flatMap(parseLine);
  const names = new Set(lines.flatMap(({ step, stage }) => (step && stage ? [step] : [])));
  return [...names].map((name) => stepOf(name, lines));
}

function stepOf(name: string, all: readonly LogLine[]): StepRun {
  const lines = all.filter(({ step }) => step === name);
  const resultOf = (wanted: string) =>
    lines.find(({ stage, stepResult }) => stage === wanted && stepResult !== undefined)?.stepResult;
  const [main, post] = [resultOf('Main'), resultOf('Post')];
  const commands = (wanted: string) => lines.filter(({ command }) => command === wanted);
  return {
    name,
    ...(main === undefined ? {} : { main }),
    ...(post === undefined ? {} : { post }),
    outputs: Object.fromEntries(commands('set-output').map((line) => [line.name ?? '', line.arg ?? ''])),
    summary: commands('summary')
      .map(({ content }) => content ?? '')
      .join(''),
    log: lines.map(({ msg }) => msg.trimEnd()).join('\n'),
    errors: commands('error').map(({ arg }) => arg ?? ''),
  };
}

function parseLine(line: string): readonly LogLine[] {
  if (!line.startsWith('{')) return [];
  return [JSON.parse(line) as LogLine];
}

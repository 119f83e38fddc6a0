import type { FailingDeployment } from './failing-deployments.ts';
import { RunnerScreen } from './runner-screen.ts';
import { plainStyle } from './style.ts';

/** A failing deployment as it was played. */
export interface PlayedFailure {
  readonly deployment: Pick<FailingDeployment, 'title' | 'situation' | 'file'>;
  /** What the step printed, line by line. */
  readonly log: string;
  /** The Markdown of the job summary. */
  readonly summary: string;
}

const INTRODUCTION = `# What a failed step shows

Written by \`npm run docs:failures\`, which runs these deployments on a real swarm of three nodes and takes down what the
step printed; do not edit. Nothing in the logs is shortened or explained: who is called at night has no more than this.
❌ marks an annotation, which GitHub also shows in the pull request and in the run's overview, at its line of the stack file;
▾ a group that folds. Below each log stands how the job summary begins; the diagnosis, a table of the services, the plan and
a timeline follow there.`;

/** The page with all of them. */
export function failuresPage(played: readonly PlayedFailure[]): string {
  return `${[INTRODUCTION, ...played.map(section)].join('\n\n')}\n`;
}

function section({ deployment, log, summary }: PlayedFailure, index: number): string {
  const { title, situation, file } = deployment;
  return [
    `## ${index + 1}. ${title}`,
    situation,
    `\`\`\`yaml\n${file.trimEnd()}\n\`\`\``,
    `\`\`\`text\n${screenOf(log).join('\n')}\n\`\`\``,
    beginningOf(summary)
      .map((line) => `> ${line}`.trimEnd())
      .join('\n'),
  ].join('\n\n');
}

/** The log as the runner shows it. */
function screenOf(log: string): readonly string[] {
  const screen = new RunnerScreen(plainStyle);
  return log
    .trimEnd()
    .split('\n')
    .flatMap((line) => screen.show(line));
}

/** Up to the diagnosis, which the log has too. */
function beginningOf(summary: string): readonly string[] {
  const lines = summary.split('\n');
  const end = lines.findIndex((line) => line.startsWith('```') || line.startsWith('|'));
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .join('\n')
    .trimEnd()
    .split('\n');
}

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFileCommands } from './file-commands.ts';
import { readStepLog, type StepLog } from './workflow-commands.ts';

const COMMAND_FOLDER = '_runner_file_commands';
const FILE_COMMANDS = ['OUTPUT', 'STATE', 'STEP_SUMMARY', 'ENV', 'PATH'];

/** The folders and files a runner keeps for one step. */
export interface RunnerFiles {
  readonly home: string;
  readonly temp: string;
  readonly workspace: string;
  readonly log: string;
  /** `GITHUB_OUTPUT` and so on, as the step sees them. */
  readonly commands: Readonly<Record<string, string>>;
}

export interface StepTraces extends StepLog {
  readonly outputs: Readonly<Record<string, string>>;
  /** What the step saved for its post step. */
  readonly state: Readonly<Record<string, string>>;
  /** Markdown of the job summary. */
  readonly summary: string;
  /** Files left in RUNNER_TEMP, relative to it. */
  readonly filesLeft: readonly string[];
}

export async function makeRunnerFiles(workspace: string | undefined): Promise<RunnerFiles> {
  const home = await mkdtemp(join(tmpdir(), 'step-'));
  const temp = join(home, 'temp');
  const files = {
    home,
    temp,
    workspace: workspace ?? join(home, 'workspace'),
    log: join(home, 'log'),
    commands: Object.fromEntries(
      FILE_COMMANDS.map((name) => [`GITHUB_${name}`, join(temp, COMMAND_FOLDER, name.toLowerCase())]),
    ),
  };
  await mkdir(join(temp, COMMAND_FOLDER), { recursive: true });
  await mkdir(files.workspace, { recursive: true });
  await Promise.all([files.log, ...Object.values(files.commands)].map((file) => writeFile(file, '')));
  return files;
}

/** Reads what the step left and removes all folders but the caller's workspace. */
export async function collectTraces(files: RunnerFiles): Promise<StepTraces> {
  const read = (name: string): Promise<string> => readFile(files.commands[name] ?? '', 'utf8');
  const left = await readdir(files.temp, { recursive: true });
  const traces = {
    ...readStepLog(await readFile(files.log, 'utf8')),
    outputs: parseFileCommands(await read('GITHUB_OUTPUT')),
    state: parseFileCommands(await read('GITHUB_STATE')),
    summary: await read('GITHUB_STEP_SUMMARY'),
    filesLeft: left.filter((path) => !path.startsWith(COMMAND_FOLDER)),
  };
  await rm(files.home, { recursive: true });
  return traces;
}

import type { Style } from './style.ts';

const WIDTH = 36;

interface Bar {
  readonly name: string;
  readonly critical: boolean;
  readonly from: number;
  readonly to: number;
}

/** Draws a Mermaid gantt chart whose times are seconds; lines of other kinds are left out. */
export function ganttBars(chart: readonly string[], style: Style): readonly string[] {
  const bars = chart.flatMap((line) => barOf(line) ?? []);
  const nameWidth = Math.max(0, ...bars.map(({ name }) => name.length));
  const end = Math.max(0, ...bars.map(({ to }) => to));
  return chart.flatMap((line) => {
    const [, keyword, text = ''] = /^\s*(title|section) (.+)$/.exec(line) ?? [];
    if (keyword === 'title') return [style('bold', text)];
    if (keyword === 'section') return [`  ${style('dim', text)}`];
    const bar = barOf(line);
    return bar === undefined ? [] : [`    ${bar.name.padEnd(nameWidth)}  ${drawn(bar, end, style)}`];
  });
}

function barOf(line: string): Bar | undefined {
  const [, name, critical, from, to] = /^\s*(\S.*?) :(crit, )?([\d.]+), ([\d.]+)$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  return { name, critical: critical !== undefined, from: Number(from), to: Number(to) };
}

function drawn({ critical, from, to }: Bar, end: number, style: Style): string {
  const first = Math.min(WIDTH - 1, Math.floor((from / end) * WIDTH));
  const length = Math.max(1, Math.round((to / end) * WIDTH) - first);
  const room = ' '.repeat(Math.max(0, WIDTH - first - length));
  const bar = style(critical ? 'red' : 'green', (critical ? '▒' : '█').repeat(length));
  return `${' '.repeat(first)}${bar}${room}  ${from.toFixed(1)} - ${to.toFixed(1)}`;
}

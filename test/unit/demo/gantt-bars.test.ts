import { describe, expect, it } from 'vitest';
import { ganttBars } from '../../demo/gantt-bars.ts';
import { plainStyle, type Style } from '../../demo/style.ts';

const marked: Style = (format, text) => `<${String(format)}>${text}</>`;

describe('ganttBars', () => {
  it('draws bars to one scale, under title and sections', () => {
    const chart = [
      'gantt',
      '  title Stack shop, in seconds',
      '  dateFormat X',
      '  axisFormat %M:%S',
      '  section Before',
      '  read and plan :0.0, 2.5',
      '  section Until certain',
      '  web :2.5, 10.0',
    ];

    expect(ganttBars(chart, plainStyle)).toEqual([
      'Stack shop, in seconds',
      '  Before',
      '    read and plan  █████████                             0.0 - 2.5',
      '  Until certain',
      `    web                     ${'█'.repeat(27)}  2.5 - 10.0`,
    ]);
  });

  it('tells a critical bar from the others without colour too', () => {
    expect(ganttBars(['  web :crit, 0.0, 1.0'], marked)).toEqual([
      `    web  <red>${'▒'.repeat(36)}</>  0.0 - 1.0`,
    ]);
  });

  it('draws at least one mark, also at the very end', () => {
    const [, late = ''] = ganttBars(['  a :0.0, 100.0', '  b :100.0, 100.0'], plainStyle);

    expect(late).toBe(`    b  ${' '.repeat(35)}█  100.0 - 100.0`);
  });

  it('draws nothing for a chart without bars', () => {
    expect(ganttBars(['gantt', '  dateFormat X'], plainStyle)).toEqual([]);
  });
});

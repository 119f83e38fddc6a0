import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../../shared/engine/objects.ts';
import { readProbeReport } from '../../../../shared/rollout/verify/probe-report.ts';

const coded = (text: string): string => Buffer.from(text).toString('base64');

function lines(...texts: readonly string[]): readonly LogLine[] {
  return texts.map((text) => ({ stream: 'stdout', text }));
}

const NSLOOKUP = `Server:\t\t127.0.0.11
Address:\t127.0.0.11:53

Non-authoritative answer:
Name:\ttasks.shop_web
Address: 10.0.1.3
Name:\tTasks.shop_web
Address: 10.0.1.2
Name:\ttasks.shop_web.corp.example.com
Address: 192.0.2.1
`;

describe('readProbeReport', () => {
  it('reads the addresses of the very name, and each call', () => {
    const report = readProbeReport(
      lines(
        `dns :${coded(NSLOOKUP)}`,
        `call 10.0.1.3 8080 0 1234.50 1234.62 1235.00 : :${coded('HTTP/1.1 200 OK\r\n\r\nok')}`,
        `call 10.0.1.2 8080 1 1234.50 1234.50 1234.50 :${coded('nc: refused\n')} :`,
        'end',
      ),
      'tasks.shop_web',
    );
    expect(report).toEqual({
      found: ['10.0.1.3', '10.0.1.2'],
      calls: [
        {
          ...{ address: '10.0.1.3', port: 8080, exitCode: 0, firstByteMs: 120, wholeMs: 500, complaint: '' },
          answer: Buffer.from('HTTP/1.1 200 OK\r\n\r\nok'),
        },
        {
          ...{ address: '10.0.1.2', port: 8080, exitCode: 1, firstByteMs: 0, wholeMs: 0 },
          ...{ complaint: 'nc: refused', answer: Buffer.alloc(0) },
        },
      ],
      complete: true,
    });
  });

  it('finds no addresses where the resolver failed, and none where nobody asked it', () => {
    const failed = readProbeReport(lines(`dns :${coded(';; connection timed out')}`, 'end'), 'web');
    expect(failed).toEqual({ found: [], calls: [], complete: true });
    expect(readProbeReport([], 'web')).toEqual({ calls: [], complete: false });
  });

  it('says what the image lacks, and whether the end is there', () => {
    expect(readProbeReport(lines('lacks nc base64'), 'web')).toMatchObject({
      lacks: 'nc base64',
      complete: false,
    });
    expect(readProbeReport(lines('dns :', 'end', 'more'), 'web').complete).toBe(false);
  });

  it('passes over what the image says besides, and what comes by stderr', () => {
    const others: readonly LogLine[] = [{ stream: 'stderr', text: 'end' }, ...lines('call me', 'dns')];
    expect(readProbeReport(others, 'web')).toEqual({ calls: [], complete: false });
  });
});

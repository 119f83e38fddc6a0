/** `node scripts/test-report.ts FILE` reads vitest's JSON report: prints how many tests passed, then a line per failure. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const [file = ''] = process.argv.slice(2);
const report: Report = JSON.parse(await readFile(file, 'utf8'));
const tests = report.testResults.flatMap((each) => each.assertionResults);
console.log(tests.filter(({ status }) => status === 'passed').length);
for (const { name, status, assertionResults } of report.testResults) {
  const failed = assertionResults.filter((test) => test.status === 'failed');
  const path = relative(process.cwd(), name);
  for (const test of failed) console.log(`${path}: ${test.fullName}`);
  // A file that cannot be loaded, or whose set-up fails, holds no failed test.
  if (status === 'failed' && failed.length === 0) console.log(`${path}: the file itself`);
}

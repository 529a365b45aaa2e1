// `npm test`: everything, stage by stage, and one line with the sum at the end. A stage that fails does not hide the others.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped?: number;
}

interface Stage {
  readonly name: string;
  readonly command: readonly string[];
  /** Where the stage leaves its counts; a stage without counts for one test. */
  readonly counts?: { readonly file: string; readonly read: (result: Record<string, number>) => Counts };
}

const VITEST = 'test-results/vitest.json';
const VS_CODE = 'test-results/vscode-counts.json';

const STAGES: readonly Stage[] = [
  { name: 'Lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'Types', command: ['npm', 'run', '--silent', 'types'] },
  { name: 'Build', command: ['npm', 'run', '--silent', 'build'] },
  {
    name: 'Unit, cases, conformance, robustness, meta, sessions',
    command: ['npx', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${VITEST}`],
    counts: {
      file: VITEST,
      read: ({ numPassedTests = 0, numTotalTests = 0, numPendingTests = 0, numFailedTestSuites = 0 }) => ({
        passed: numPassedTests,
        // A file that could not even be loaded has no tests to fail.
        failed: Math.max(numTotalTests - numPassedTests - numPendingTests, Math.min(numFailedTestSuites, 1)),
        skipped: numPendingTests,
      }),
    },
  },
  {
    name: 'The packed extension in VS Code',
    command: ['node', '--import', './test/typescript.mjs', 'test/vscode/run.ts'],
    counts: { file: VS_CODE, read: ({ passed = 0, failed = 0 }) => ({ passed, failed }) },
  },
];

mkdirSync('test-results', { recursive: true });
const begin = Date.now();
const results = STAGES.map((stage) => ({ stage, ...run(stage) }));

console.log('');
for (const { stage, passed, failed, skipped = 0, seconds } of results) {
  const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  console.log(`${failed > 0 ? '✗' : '✓'} ${stage.name}: ${counts} (${seconds.toFixed(0)} s)`);
}
const passed = results.reduce((sum, each) => sum + each.passed, 0);
const failed = results.reduce((sum, each) => sum + each.failed, 0);
console.log(`\n${passed} passed, ${failed} failed in ${((Date.now() - begin) / 1000).toFixed(0)} s`);
process.exit(failed > 0 ? 1 : 0);

function run({ name, command: [program = '', ...args], counts }: Stage): Counts & { readonly seconds: number } {
  console.log(`\n── ${name}`);
  if (counts) rmSync(counts.file, { force: true });
  const start = Date.now();
  const { status } = spawnSync(program, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  const seconds = (Date.now() - start) / 1000;
  if (!counts) return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, seconds };
  const { passed, failed, skipped = 0 } = readCounts(counts);
  // A stage that says it failed has failed, and one that ran nothing has too.
  const wrong = (status !== 0 && failed === 0) || passed + failed === 0;
  return { passed, failed: wrong ? 1 : failed, skipped, seconds };
}

function readCounts({ file, read }: NonNullable<Stage['counts']>): Counts {
  try {
    return read(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { passed: 0, failed: 0 };
  }
}

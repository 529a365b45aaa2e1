// Runs tests with Mocha inside an extension host, node or web worker, and counts. What it counted must reach the runner outside:
// an extension host that ends early must not look like success.
import type MochaClass from 'mocha';

export interface SuiteTest {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

export function runTests(Mocha: typeof MochaClass, title: string, tests: readonly SuiteTest[]): Promise<Counts> {
  const counts = { passed: 0, failed: 0 };
  const mocha = new Mocha({ timeout: 60_000, reporter: printer(counts) });
  const suite = Mocha.Suite.create(mocha.suite, title);
  for (const { name, run } of tests) suite.addTest(new Mocha.Test(name, run));
  return new Promise((resolve) => mocha.run(() => resolve(counts)));
}

function printer(counts: { passed: number; failed: number }): MochaClass.ReporterConstructor {
  return class {
    constructor(runner: MochaClass.Runner) {
      runner.on('suite', ({ title }) => title && console.log(title));
      runner.on('pass', ({ title, duration }) => {
        counts.passed++;
        console.log(`  ✓ ${title} (${duration} ms)`);
      });
      runner.on('fail', ({ title }, error) => {
        counts.failed++;
        console.log(`  ✗ ${title}\n    ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      });
    }
  } as unknown as MochaClass.ReporterConstructor;
}

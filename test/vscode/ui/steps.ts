// Runs steps one after the other, counts them, and leaves a screenshot of what failed.
import { join } from 'node:path';
import { RESULTS } from '../paths.ts';
import type { Counts } from '../suite/run-tests.ts';
import type { Ui } from './ui.ts';

export interface UiStep {
  readonly name: string;
  readonly run: (ui: Ui) => Promise<void>;
}

export async function runSteps(title: string, steps: readonly UiStep[], ui: Ui): Promise<Counts> {
  const counts = { passed: 0, failed: 0 };
  console.log(title);
  for (const { name, run } of steps) {
    const start = Date.now();
    try {
      await run(ui);
      counts.passed++;
      console.log(`  ✓ ${name} (${Date.now() - start} ms)`);
    } catch (error) {
      counts.failed++;
      const shot = join(RESULTS, `failed-${title.replace(/\W+/g, '-')}-${counts.failed}.png`);
      await ui.page.screenshot({ path: shot });
      console.log(
        `  ✗ ${name}\n    ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n    ${shot}`,
      );
    }
  }
  return counts;
}

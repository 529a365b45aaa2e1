// As a user: the packed extension in the workbench, driven with mouse and keyboard. Leaves screenshots in test-results/.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { RESULTS, ROOT } from '../paths.ts';
import type { Stage } from '../run.ts';
import { installExtension } from '../server.ts';
import type { Counts } from '../suite/run-tests.ts';
import { openWorkbench } from '../workbench.ts';
import { editorSteps } from './editor.ts';
import { previewSteps } from './preview.ts';
import { shapesPanelSteps } from './shapes-panel.ts';
import { Ui } from './ui.ts';

export interface UiStep {
  readonly name: string;
  readonly run: (ui: Ui) => Promise<void>;
}

const STEPS: readonly UiStep[] = [...editorSteps, ...shapesPanelSteps, ...previewSteps];

export async function runUserInterface({ vsix, extensions, workspace }: Stage): Promise<Counts> {
  installExtension(vsix, extensions);
  cpSync(join(ROOT, 'examples'), join(workspace, 'examples'), { recursive: true });
  const counts = { passed: 0, failed: 0 };
  const settings = { 'editor.hover.delay': 100, 'editor.minimap.enabled': false };
  const workbench = await openWorkbench({ args: ['--extensions-dir', extensions], settings });
  const ui = new Ui(workbench.page, workbench.server.port, workspace);
  console.log('ConvLint as a user sees it');
  try {
    for (const { name, run } of STEPS) {
      const start = Date.now();
      try {
        await run(ui);
        counts.passed++;
        console.log(`  ✓ ${name} (${Date.now() - start} ms)`);
      } catch (error) {
        counts.failed++;
        const shot = join(RESULTS, `failed-${counts.failed}.png`);
        await workbench.page.screenshot({ path: shot });
        console.log(
          `  ✗ ${name}\n    ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n    ${shot}`,
        );
      }
    }
    return counts;
  } finally {
    await workbench.close();
  }
}

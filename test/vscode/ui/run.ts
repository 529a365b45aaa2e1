// As a user: the packed extension in the workbench, driven with mouse and keyboard. Leaves screenshots in test-results/.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';
import type { Stage } from '../run.ts';
import { installExtension } from '../server.ts';
import type { Counts } from '../suite/run-tests.ts';
import { openWorkbench } from '../workbench.ts';
import { editorSteps } from './editor.ts';
import { notebookSteps } from './notebook.ts';
import { portugueseSteps } from './portuguese.ts';
import { previewSteps } from './preview.ts';
import { previewLooks } from './preview-looks.ts';
import { pythonSteps } from './python.ts';
import { shapesPanelSteps } from './shapes-panel.ts';
import { runSteps, type UiStep } from './steps.ts';
import { Ui } from './ui.ts';

const STEPS: readonly UiStep[] = [
  ...editorSteps,
  ...pythonSteps,
  ...notebookSteps,
  ...shapesPanelSteps,
  ...previewSteps,
  ...previewLooks,
  // The language stays for what comes after.
  ...portugueseSteps,
];

export const UI_SETTINGS = { 'editor.hover.delay': 100, 'editor.minimap.enabled': false };

export async function runUserInterface({ vsix, extensions, workspace }: Stage): Promise<Counts> {
  installExtension(vsix, extensions);
  cpSync(join(ROOT, 'examples'), join(workspace, 'examples'), { recursive: true });
  const { page, server, close } = await openWorkbench({
    args: ['--extensions-dir', extensions],
    settings: UI_SETTINGS,
  });
  try {
    return await runSteps('ConvLint as a user sees it', STEPS, new Ui(page, server.port, workspace));
  } finally {
    await close();
  }
}

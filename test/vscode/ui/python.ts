// A model in Python as a user meets it: hints, lens, hovers, a problem with its fix, the table as a tree of modules, a gap.
import { ok } from '../suite/expect.ts';
import type { UiStep } from './steps.ts';

export const pythonSteps: readonly UiStep[] = [
  {
    name: 'a Python model has hints at the ends of lines, a lens and totals',
    run: async (ui) => {
      await ui.openFile('network.py', 'class Network');
      await ui.line('→ [N, 64, 8, 8]').waitFor();
      await ui.page.locator('.monaco-editor .codelens-decoration', { hasText: '61,338 parameters' }).first().waitFor();
      await ui.statusBar(/61\.3 K parameters · .*complete/).waitFor();
      await ui.screenshot('python-hints');
    },
  },
  {
    name: 'hovers are short: a variable in each instance, a layer, a class',
    run: async (ui) => {
      const variable = await ui.hover(await ui.stretch('torch.relu', '(x)'), /stages\.2/);
      await ui.screenshot('python-hover-variable');
      const height = (await variable.boundingBox())?.height ?? Number.NaN;
      ok(height < 220, `the hover is ${height} pixels high`);
      await ui.page.mouse.move(5, 5);
      await ui.hover(await ui.stretch('self.head(pooled)', 'head'), /Built in line 25/);
      await ui.screenshot('python-hover-layer');
      await ui.page.mouse.move(5, 5);
      await ui.hover(await ui.stretch('class Block', 'Block'), /stages\.1/);
      await ui.screenshot('python-hover-class');
      await ui.page.mouse.move(5, 5);
    },
  },
  {
    name: 'the table shows the modules as a tree',
    run: async (ui) => {
      await ui.line('class Network').click();
      await ui.runCommand('ConvLint: Compute Shapes');
      await ui.panel().locator('[role=row]', { hasText: 'stages' }).first().waitFor();
      await ui.screenshot('python-table');
      await ui.runCommand('View: Close All Editors');
    },
  },
  {
    name: 'a mistake is explained, and mended in the menu',
    run: async (ui) => {
      await ui.openFile('broken_network.py', 'class Broken');
      // The lens moves the lines down when it comes.
      await ui.page.locator('.monaco-editor .codelens-decoration').first().waitFor();
      const place = await ui.squiggle();
      await ui.hover(place, /12[.,]?544/);
      await ui.screenshot('python-problem');
      await ui.page.mouse.move(5, 5);
      await ui.page.mouse.click(place.x, place.y);
      const fix = await ui.fix(/12[.,]?544/);
      await ui.screenshot('python-fix');
      await fix.click();
      await ui.page.locator('.monaco-editor .squiggly-error').first().waitFor({ state: 'detached' });
      await ui.screenshot('python-mended');
    },
  },
  {
    name: 'a gap is counted, listed, and closed by a comment',
    run: async (ui) => {
      await ui.openFile('lost_network.py', 'class Lost');
      await ui.statusBar(/1 gap/).click();
      await ui.page.locator('.quick-input-list .monaco-list-row', { hasText: 'line 12' }).first().waitFor();
      await ui.screenshot('python-gaps');
      await ui.page.keyboard.press('Enter');
      await ui.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      await ui.statusBar(/^Ln 12,/).waitFor();
      await ui.page.locator('.monaco-editor.focused').first().waitFor();
      const fix = await ui.fix('Give this value its shape');
      await ui.screenshot('python-gap-fix');
      await fix.click();
      await ui.line('# convlint: shape=Nx3x?x?').waitFor();
      await ui.screenshot('python-gap-comment');
    },
  },
];

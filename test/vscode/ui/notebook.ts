// A notebook and trying out, as a user meets them: hints in cells, the lens that opens the choice, another input, its way back.
import { ok } from '../suite/expect.ts';
import type { UiStep } from './steps.ts';

export const notebookSteps: readonly UiStep[] = [
  {
    name: 'a click on the lens of the input offers to try out another one',
    run: async (ui) => {
      await ui.openFile('network.py', 'class Network');
      await ui.page.locator('.codelens-decoration a', { hasText: 'input [N, 3, 32, 32]' }).first().click();
      const list = ui.page.locator('.quick-input-widget', { hasText: 'ConvLint: try out Network' });
      await list.waitFor();
      await ui.screenshot('what-if');
      await ui.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Change the input' }).first().click();
      await ui.page.locator('.quick-input-widget', { hasText: 'Input of Network' }).waitFor();
      await ui.page.keyboard.type('3x');
      await ui.page.locator('.quick-input-widget', { hasText: 'Whole numbers such as' }).waitFor();
      await ui.screenshot('what-if-input');
      await ui.page.keyboard.press('Control+a');
      await ui.page.keyboard.type('3x64x64');
      await ui.page.keyboard.press('Enter');
      await ui.page.locator('.codelens-decoration a', { hasText: 'input [N, 3, 64, 64] (chosen)' }).first().waitFor();
      await ui.line('→ [N, 64, 16, 16]').waitFor();
      await ui.screenshot('what-if-chosen');
    },
  },
  {
    name: 'it outlives the window, is written into the file as a comment, and undone',
    run: async (ui) => {
      await ui.reload();
      const chosen = ui.page.locator('.codelens-decoration a', { hasText: 'input [N, 3, 64, 64] (chosen)' }).first();
      await chosen.waitFor({ timeout: 60_000 });
      await chosen.click();
      await ui.screenshot('what-if-again');
      await ui.page
        .locator('.quick-input-list .monaco-list-row', { hasText: 'Write it into the file' })
        .first()
        .click();
      await ui.line('# convlint: input=3x64x64').waitFor();
      const lens = (text: string) => ui.page.locator('.codelens-decoration a', { hasText: text }).first();
      await lens('input [N, 3, 64, 64] (from a comment)').waitFor();
      await ui.screenshot('what-if-written');
      await ui.line('# convlint: input=3x64x64').click();
      await ui.page.keyboard.press('Control+z');
      await lens('input [N, 3, 32, 32] (from a comment)').waitFor();
      await ui.runCommand('File: Revert File');
    },
  },
  {
    name: 'cells of a notebook have hints and lenses of their own',
    run: async (ui) => {
      await ui.openFile('network.ipynb', 'class Net');
      await ui.line('→ [N, 16, 16, 16]').waitFor({ timeout: 60_000 });
      await ui.page.locator('.codelens-decoration', { hasText: '41,418 parameters' }).first().waitFor();
      await ui.screenshot('notebook');
      await ui.line('Linear(16').click();
      await ui.statusBar(/41\.4 K parameters · .*complete/).waitFor();
      await ui.hover(await ui.stretch('self.pool(self.stem(x))', 'pool'), /\[N, 16, 16, 16\]/);
      await ui.screenshot('notebook-hover');
      await ui.page.mouse.move(5, 5);
    },
  },
  {
    name: 'a mistake in one cell shows in another, and the fix mends it there',
    run: async (ui) => {
      await ui.line('padding=1').click();
      await ui.page.keyboard.press('End');
      for (const key of ['ArrowLeft', 'Backspace']) await ui.page.keyboard.press(key);
      await ui.page.keyboard.type('0');
      const place = await ui.squiggle();
      await ui.screenshot('notebook-problem');
      ok(place.y > 0, 'the squiggle is out of sight');
      await ui.runCommand('File: Revert File');
    },
  },
];

// Squiggle, hover, hints, status bar, problems and quick fix, as a user meets them.
import { ok } from '../suite/expect.ts';
import type { UiStep } from './steps.ts';

export const editorSteps: readonly UiStep[] = [
  {
    name: 'a mistake has a squiggle, and a hover that explains it',
    run: async (ui) => {
      await ui.openWorkbench('misfit.cnn.yaml', 'Misfit');
      // The lens moves the lines down when it comes.
      await ui.page.locator('.monaco-editor .codelens-decoration').first().waitFor();
      const place = await ui.squiggle();
      await ui.screenshot('squiggle');
      await ui.hover(place, /2\.33/);
      await ui.screenshot('hover-problem');
      await ui.page.mouse.move(5, 5);
    },
  },
  {
    name: 'layers, attributes and shapes have colours of their own',
    run: async (ui) => {
      const colour = (line: string, token: string) =>
        ui.page
          .locator('.monaco-editor .view-line', { hasText: line })
          .locator('span span', { hasText: new RegExp(`^\\s*${token}\\s*$`) })
          .first()
          .evaluate((element) => getComputedStyle(element).color);
      const [layer, attribute] = [await colour('stride', 'conv'), await colour('stride', 'stride')];
      ok(layer !== attribute, `layer and attribute are both ${layer}`);
      const [shape, name] = [await colour('input', '7x7x3'), await colour('model', 'Misfit')];
      ok(shape !== name, `shape and name are both ${shape}`);
    },
  },
  {
    name: 'the problems view lists it',
    run: async (ui) => {
      await ui.page.keyboard.press('Control+Shift+M');
      await ui.page.locator('.markers-panel', { hasText: 'stride-does-not-fit' }).first().waitFor();
      await ui.screenshot('problems');
    },
  },
  {
    name: 'its link opens the rule’s page',
    run: async (ui) => {
      await ui.page.locator('.markers-panel a', { hasText: 'stride-does-not-fit' }).first().click();
      await ui.panel().getByRole('heading', { name: 'Why is this bad' }).waitFor();
      await ui.screenshot('rule-page');
      await ui.page.keyboard.press('Control+j');
      await ui.page.locator('.tab', { hasText: 'misfit.cnn.yaml' }).first().click();
      await ui.line('Misfit').waitFor();
    },
  },
  {
    name: 'the quick-fix menu mends it',
    run: async (ui) => {
      const { x, y } = await ui.squiggle();
      await ui.page.mouse.click(x, y);
      const fix = await ui.fix(/→ \d+×\d+×8/);
      await ui.screenshot('quick-fix');
      await fix.click();
      await ui.page.locator('.monaco-editor .squiggly-error').first().waitFor({ state: 'detached' });
      await ui.screenshot('mended');
    },
  },
  {
    name: 'hints, code lens and status bar show shapes and totals',
    run: async (ui) => {
      await ui.openFile('tiny.cnn.yaml', 'Tiny');
      await ui.line('→').waitFor();
      await ui.page.locator('.monaco-editor .codelens-decoration', { hasText: /43/ }).first().waitFor();
      await ui.statusBar(/43\.2 K parameters · .*MACs · complete/).waitFor();
      await ui.screenshot('hints');
    },
  },
  {
    name: 'hovering a layer shows its arithmetic',
    run: async (ui) => {
      await ui.hover(await ui.token('filters: 10', 'conv'), /32×32×10/);
      await ui.screenshot('hover-layer');
      await ui.page.mouse.move(5, 5);
    },
  },
  {
    name: 'a click on the status bar says that there are no gaps',
    run: async (ui) => {
      await ui.statusBar(/complete/).click();
      await ui.page.locator('.quick-input-widget', { hasText: 'ConvLint: Gaps' }).waitFor();
      await ui.page.getByPlaceholder(/^No gaps/).waitFor();
      await ui.screenshot('no-gaps');
      await ui.page.keyboard.press('Escape');
    },
  },
  {
    name: 'or lists them, and goes there',
    run: async (ui) => {
      await ui.openFile('gap.cnn.yaml', 'Gap');
      await ui.statusBar(/1 gap/).click();
      await ui.page.locator('.quick-input-list .monaco-list-row', { hasText: 'line 5' }).first().waitFor();
      await ui.screenshot('gaps');
      await ui.page.keyboard.press('Enter');
      await ui.statusBar(/^Ln 5,/).waitFor();
      // The editor takes the focus last, and would close what is opened before.
      await ui.page.locator('.monaco-editor.focused').first().waitFor();
    },
  },
  {
    name: 'VS Code says how long the extension took to activate',
    run: async (ui) => {
      await ui.runCommand('Show Running Extensions');
      const list = ui.page.locator('.runtime-extensions-editor');
      await list.locator('.monaco-list-row').first().hover();
      const row = list.locator('.monaco-list-row', { hasText: 'ConvLint' }).first();
      // Slow extensions stand first, and only what is in sight exists.
      for (let turn = 0; turn < 20 && (await row.count()) === 0; turn++) {
        await ui.page.mouse.wheel(0, 300);
        await ui.page.waitForTimeout(100);
      }
      const time = (await row.locator('.activation-time').textContent())?.trim() ?? '';
      console.log(`    ${time}`);
      await ui.screenshot('activation');
      await ui.page.keyboard.press('Escape');
      const milliseconds = Number(/(?<time>\d+)\s*ms/.exec(time)?.groups?.time ?? Number.NaN);
      // The rest of the machine has its say in this, so the bound is a wide one.
      ok(milliseconds < 1000, `activation took ${time}`);
    },
  },
];

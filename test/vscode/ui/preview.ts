// The preview of a layer, as a user meets it: opened, stepped, edited, applied, written into a file, seen in three themes.
import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { equal, ok } from '../suite/expect.ts';
import type { UiStep } from './steps.ts';
import type { Ui } from './ui.ts';

const cell = (ui: Ui, grid: string, row: number, column: number): Locator =>
  ui.panel().locator(`.cell[data-grid="${grid}"][data-row="${row}"][data-column="${column}"]`);
const sums = (ui: Ui): Locator => ui.panel().locator('.sums');
const button = (ui: Ui, name: string): Locator => ui.panel().getByRole('button', { name, exact: true });
const tick = (ui: Ui, slider: string, value: number): Locator =>
  ui.panel().locator('.slider:not([hidden])', { hasText: slider }).locator(`.tick[data-value="${value}"]`);

/** Lines are longer than the editor is wide. */
const goTo = (ui: Ui, text: string): Promise<void> => ui.line(text).click({ position: { x: 40, y: 8 } });

async function shows(locator: Locator, text: string | RegExp): Promise<void> {
  await locator.filter({ hasText: text }).first().waitFor();
}

async function poll(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Waited in vain: ${what}.`);
}

export const previewSteps: readonly UiStep[] = [
  {
    name: 'the palette opens the preview of the layer at the cursor',
    run: async (ui) => {
      await ui.openWorkbench('preview.cnn.yaml', 'Preview');
      await ui.page.locator('.monaco-editor .codelens-decoration', { hasText: 'Preview Layer' }).first().waitFor();
      await goTo(ui, 'max-pool');
      await ui.runCommand('ConvLint: Preview Layer');
      await shows(ui.panel().locator('.change'), '4×4×1 → 2×2×1');
      await shows(sums(ui), 'max(1, 1, 5, 6) = 6');
      await ui.screenshot('preview-pool');
    },
  },
  {
    name: 'stepping moves the window, and says so',
    run: async (ui) => {
      await button(ui, 'Next window').click();
      await shows(sums(ui), 'max(2, 4, 7, 8) = 8');
      equal(await cell(ui, 'output-max', 0, 1).getAttribute('aria-current'), 'true', 'current output cell');
      await shows(ui.panel().locator('.spoken'), 'Window 2 of 4: row 1, column 2: max(2, 4, 7, 8) = 8');
      await cell(ui, 'output-max', 0, 1).focus();
      await ui.page.keyboard.press('ArrowDown');
      await shows(sums(ui), 'max(1, 0, 3, 4) = 4');
    },
  },
  {
    name: 'pointing at an input cell lights the outputs that read it',
    run: async (ui) => {
      await cell(ui, 'input-0', 0, 0).hover();
      await ui.panel().locator('.cell[data-grid="output-max"] rect').nth(4).waitFor({ state: 'attached' });
      // A lit cell has one frame more than the others.
      const frames = (row: number, column: number) => cell(ui, 'output-max', row, column).locator('rect').count();
      equal(await frames(0, 0), (await frames(0, 1)) + 1, 'frames of the reader');
      await ui.screenshot('preview-readers');
    },
  },
  {
    name: 'a cell takes a number, and refuses a word',
    run: async (ui) => {
      await cell(ui, 'input-0', 0, 0).dblclick();
      const editor = ui.panel().locator('.editor');
      await editor.fill('42');
      await editor.press('Enter');
      await shows(cell(ui, 'output-max', 0, 0), '42');
      await cell(ui, 'input-0', 0, 0).dblclick();
      await editor.fill('many');
      await editor.press('Enter');
      await shows(ui.panel().locator('.note'), '“many” is no number');
      await shows(cell(ui, 'input-0', 0, 0), '42');
    },
  },
  {
    name: 'a table from a file is taken; a broken one, a huge image and no image at all are refused',
    run: async (ui) => {
      const chooser = ui.panel().locator('input[type="file"]');
      const note = ui.panel().locator('.note');
      const huge = Buffer.alloc(64);
      huge.set([0x89, 0x50, 0x4e, 0x47]);
      for (const at of [16, 20]) huge.writeUInt32BE(10_000, at);
      for (const [name, mimeType, buffer, reason] of [
        ['huge.png', 'image/png', huge, '10000×10000 pixels is too large'],
        ['broken.png', 'image/png', Buffer.from('no image'), 'cannot be decoded'],
        ['ragged.csv', 'text/csv', Buffer.from('1,2\n3'), 'not all as long'],
        ['empty.csv', 'text/csv', Buffer.from(''), 'no numbers'],
      ] as const) {
        await chooser.setInputFiles({ name, mimeType, buffer });
        await shows(note, reason);
        await shows(cell(ui, 'input-0', 0, 0), '42');
      }
      const buffer = Buffer.from('7,0,0,0\n0,0,0,0\n0,0,0,0\n0,0,0,9\n');
      await chooser.setInputFiles({ name: 'own.csv', mimeType: 'text/csv', buffer });
      await shows(cell(ui, 'output-max', 0, 0), '7');
      await shows(cell(ui, 'output-max', 1, 1), '9');
    },
  },
  {
    name: 'it follows the cursor, and shades what is never read',
    run: async (ui) => {
      await goTo(ui, 'stride: 3');
      await shows(ui.panel().locator('.formula'), '(7 − 3)/3 + 1 = 2.33');
      await shows(ui.panel().locator('.verdict'), 'Row 7 and column 7 are never read.');
      const hatched = ui.panel().locator('.cell[data-grid="input-0"] rect[fill="url(#hatch)"]');
      equal(await hatched.count(), 13, 'shaded cells');
      ok((await tick(ui, 'Stride', 3).getAttribute('class'))?.includes('bad'), 'stride 3 is not marked');
      ok(!(await tick(ui, 'Stride', 2).getAttribute('class'))?.includes('bad'), 'stride 2 is marked');
      await ui.screenshot('preview-misfit');
    },
  },
  {
    name: 'Apply writes what was tried as one edit, and one undo takes it back',
    run: async (ui) => {
      await tick(ui, 'Stride', 2).click();
      await shows(ui.panel().locator('.change'), '7×7×1 → 3×3×2');
      await tick(ui, 'Padding', 1).click();
      await shows(ui.panel().locator('.change'), '7×7×1 → 4×4×2');
      await button(ui, 'Apply').click();
      await ui.line('stride: 2, padding: 1').waitFor();
      await shows(ui.panel().locator('.note'), 'Written into the file.');
      await ui.screenshot('preview-applied');
      await goTo(ui, 'stride: 2, padding: 1');
      await ui.page.keyboard.press('Control+z');
      await ui.line('stride: 3 }').waitFor();
      await shows(ui.panel().locator('.change'), '7×7×1 → 2×2×2');
    },
  },
  {
    name: 'the hover of a layer leads to its preview',
    run: async (ui) => {
      const hover = await ui.hover(await ui.token('filters: 8, kernel: 5 }', 'conv'), /Preview Layer/);
      await hover.getByText('Preview Layer').click();
      await shows(ui.panel().locator('.change'), '32×32×3 → 28×28×8');
      await ui.page.mouse.move(5, 5);
    },
  },
  {
    name: 'a large map is drawn with a crop around the window',
    run: async (ui) => {
      await goTo(ui, 'kernel: 7');
      await shows(ui.panel().locator('.change'), '224×224×3 → 112×112×64');
      await ui.panel().locator('canvas:visible').waitFor();
      await ui.screenshot('preview-large');
      const count = ui.panel().locator('.count');
      const before = await count.textContent();
      await button(ui, 'Play').click();
      await count.filter({ hasText: 'of 12,544', hasNotText: before ?? '' }).waitFor();
      await button(ui, 'Pause').click();
    },
  },
  {
    name: 'depth, shift and shrinking have pictures and words',
    run: async (ui) => {
      await ui.panel().getByRole('tab', { name: 'Depth' }).click();
      await shows(sums(ui), 'Filter 1 reads all 3 maps at once');
      await ui.screenshot('preview-depth');
      await ui.panel().getByRole('tab', { name: 'Shift by a pixel' }).click();
      await shows(sums(ui), 'Without pooling:');
      await ui.screenshot('preview-shift');
      await goTo(ui, 'filters: 8, kernel: 5');
      await ui.panel().getByRole('tab', { name: 'Shrinking' }).click();
      await shows(sums(ui), 'As it is: 32 → 28 → 24. With padding (F − 1)/2: 32 → 32 → 32.');
      await ui.screenshot('preview-shrink');
      await ui.panel().getByRole('tab', { name: 'Window' }).click();
    },
  },
  {
    name: 'the picture is saved as SVG and PNG, the animation as GIF',
    run: async (ui) => {
      await goTo(ui, 'max-pool');
      await shows(ui.panel().locator('.change'), '4×4×1');
      for (const [name, file, magic] of [
        ['SVG', 'max-pool.svg', '<svg'],
        ['PNG', 'max-pool.png', '\u0089PNG'],
        ['GIF', 'max-pool.gif', 'GIF89a'],
      ] as const) {
        await button(ui, name).click();
        const dialog = ui.page.locator('.quick-input-widget:visible input[type="text"]').first();
        await dialog.waitFor();
        // The folder shows before the name does.
        await poll(async () => (await dialog.inputValue()).endsWith(file), `${file} is offered`);
        await dialog.press('Enter');
        await dialog.waitFor({ state: 'hidden' });
        await shows(ui.panel().locator('.note'), 'Saved.');
        equal(readFileSync(ui.path(file), 'latin1').slice(0, magic.length), magic, `start of ${file}`);
      }
    },
  },
  {
    name: 'it survives a reload of the window',
    run: async (ui) => {
      await cell(ui, 'input-0', 3, 3).dblclick();
      await ui.panel().locator('.editor').fill('77');
      await ui.panel().locator('.editor').press('Enter');
      await shows(cell(ui, 'output-max', 1, 1), '77');
      await ui.reload();
      await cell(ui, 'output-max', 1, 1).waitFor({ timeout: 60_000 });
      await shows(cell(ui, 'output-max', 1, 1), '77');
    },
  },
];

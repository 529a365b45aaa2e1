// The Compute Shapes table, as a user meets it: beside the editor, sorted, filtered, folded, walked with the keyboard, copied.
import type { Locator } from 'playwright-core';
import { equal, ok } from '../suite/expect.ts';
import type { UiStep } from './steps.ts';
import type { Ui } from './ui.ts';

const rows = (ui: Ui): Locator => ui.panel().locator('.body [role=row]');
const row = (ui: Ui, text: string): Locator => rows(ui).filter({ hasText: text }).first();
const header = (ui: Ui, name: string): Locator => ui.panel().locator('[role=columnheader]').filter({ hasText: name });
const filter = (ui: Ui): Locator => ui.panel().getByRole('searchbox', { name: 'Filter layers' });

export const shapesPanelSteps: readonly UiStep[] = [
  {
    name: 'the palette opens the table of shapes beside the editor',
    run: async (ui) => {
      await ui.openWorkbench('examples/resnet-50.cnn.yaml', 'ResNet');
      await ui.runCommand('ConvLint: Compute Shapes');
      await rows(ui).first().waitFor();
      await ui.panel().locator('.foot', { hasText: '25,557,032' }).waitFor();
      ok((await ui.panel().getByRole('status').first().textContent())?.includes('layers'), 'layers are not counted');
      await ui.screenshot('shapes');
    },
  },
  {
    name: 'its blocks fold, and open again',
    run: async (ui) => {
      await ui.panel().getByRole('button', { name: 'Collapse All' }).click();
      await ui.panel().locator('[aria-expanded=false]').first().waitFor();
      equal(await ui.panel().locator('[aria-expanded=true]').count(), 0, 'open blocks');
      await ui.screenshot('shapes-folded');
      await ui.panel().getByRole('button', { name: 'Expand All' }).click();
      await ui.panel().locator('[aria-expanded=true]').first().waitFor();
    },
  },
  {
    name: 'a click on a header sorts it, largest first',
    run: async (ui) => {
      await header(ui, 'Parameters').getByRole('button').click();
      await ui.panel().locator('[role=columnheader][aria-sort=descending]').waitFor();
      // ResNet-50's largest layers are the 3×3 convolutions of its last stage: 512·512·9 weights.
      const first = ui.panel().locator('[role=row][aria-rowindex="2"]');
      ok((await first.textContent())?.includes('2,359,296'), `${await first.textContent()} is not the largest`);
      await ui.screenshot('shapes-sorted');
    },
  },
  {
    name: 'a filter leaves the layers that match, and sums them',
    run: async (ui) => {
      await filter(ui).fill('linear');
      await ui.panel().locator('.foot', { hasText: '2,049,000' }).waitFor();
      equal(await rows(ui).count(), 1, 'rows');
      await filter(ui).press('Escape');
      for (const _ of ['smallest first', 'as in the model']) await header(ui, 'Parameters').getByRole('button').click();
      await ui.panel().locator('[role=columnheader][aria-sort=none]').nth(6).waitFor();
    },
  },
  {
    name: 'arrow keys walk it, and Enter goes to the line',
    run: async (ui) => {
      const active = ui.panel().locator('.body [role=row]:focus');
      await row(ui, '112×112×64').click();
      const before = Number(await active.getAttribute('aria-rowindex'));
      await ui.page.keyboard.press('ArrowDown');
      equal(Number(await active.getAttribute('aria-rowindex')), before + 1, 'row after arrow down');
      await ui.page.keyboard.press('ArrowUp');
      await ui.page.keyboard.press('Enter');
      await ui.page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
      await ui.panel().locator('[aria-current=location]').first().waitFor();
      await ui.screenshot('shapes-reveal');
    },
  },
  {
    name: 'it is copied as Markdown',
    run: async (ui) => {
      await ui.panel().getByRole('button', { name: 'Copy Markdown' }).click();
      await ui.page.locator('.statusbar-item', { hasText: 'Copied the table.' }).first().waitFor();
    },
  },
  {
    name: 'it survives a reload of the window',
    run: async (ui) => {
      await filter(ui).fill('linear');
      await ui.panel().locator('.foot', { hasText: '2,049,000' }).waitFor();
      // In a browser VS Code writes its state down every five seconds.
      await ui.page.waitForTimeout(7000);
      // Files named in the address take the place of those that were open.
      const address = new URL(ui.page.url());
      address.searchParams.delete('payload');
      await ui.page.goto(address.href);
      await ui.panel().locator('.foot', { hasText: '2,049,000' }).waitFor({ timeout: 60_000 });
      equal(await filter(ui).inputValue(), 'linear', 'filter after the reload');
      await ui.screenshot('shapes-restored');
    },
  },
  {
    name: 'it follows the cursor and every edit',
    run: async (ui) => {
      await ui.line('ResNet').click();
      await ui.openFile('tiny.cnn.yaml', 'Tiny');
      await ui.runCommand('ConvLint: Compute Shapes');
      const total = ui.panel().locator('.foot .params');
      await total.filter({ hasText: '43,' }).waitFor();
      await ui.line('filters').click();
      await ui.panel().locator('[aria-current=location]', { hasText: '32×32×10' }).waitFor();
      await ui.page.keyboard.press('End');
      await ui.page.keyboard.press('Enter');
      await ui.page.keyboard.type('conv: { filters: 7, kernel: 3, padding: 1');
      await row(ui, '32×32×7').waitFor();
      await ui.screenshot('shapes-edited');
    },
  },
];

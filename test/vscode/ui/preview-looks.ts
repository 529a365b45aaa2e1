// The preview's pictures in every theme, with axes that are not drawn, and for who wants nothing to move.
import { writeFileSync } from 'node:fs';
import { equal, ok } from '../suite/expect.ts';
import type { UiStep } from './steps.ts';
import type { Ui } from './ui.ts';

const SOLID = `model: Solid
input: { channels: 3, depth: 17, height: 33, width: 33 }
layers:
  - conv3d: { filters: 8, kernel: 3, stride: 2 }
  - { name: pooled, adaptive-avg-pool3d: [4, 8, 8] }
`;

const TABS = ['Depth', 'Shift by a pixel', 'Shrinking', 'Window'] as const;

/** How far apart two colours are, over red, green and blue: at most 765. */
function contrast(a: string, b: string): number {
  const channels = (colour: string) => (colour.match(/\d+/g) ?? []).slice(0, 3).map(Number);
  const other = channels(b);
  return channels(a).reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? value)), 0);
}

/** The drawing took the theme's colours, not the ones before; and nothing is cut off that fits. */
async function checkLooks(ui: Ui, what: string): Promise<void> {
  const body = ui.panel().locator('body');
  const ground = await body.evaluate((element) => getComputedStyle(element).backgroundColor);
  const ink = await ui.panel().locator('.stage text').first().getAttribute('fill');
  ok(contrast(ink ?? '', ground) > 300, `${what}: ${ink} on ${ground}`);
  const [width, room] = await ui
    .panel()
    .locator('.stage')
    .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
  ok((width ?? 0) <= (room ?? 0), `${what}: ${width} pixels wide in ${room}`);
}

export const previewLooks: readonly UiStep[] = [
  {
    name: 'its pictures take the colours of every theme, and fit',
    run: async (ui) => {
      for (const [theme, bodyClass, name] of [
        ['Light Modern', 'vscode-light', 'light'],
        ['Default High Contrast', 'vscode-high-contrast', 'high-contrast'],
        ['Default High Contrast Light', 'vscode-high-contrast-light', 'high-contrast-light'],
        ['Dark Modern', 'vscode-dark', 'dark'],
      ] as const) {
        await ui.chooseTheme(theme, bodyClass);
        for (const tab of TABS) {
          await ui.panel().getByRole('tab', { name: tab }).click();
          await checkLooks(ui, `${tab}, ${theme}`);
          await ui.screenshot(`preview-${name}-${tab.split(' ')[0]?.toLowerCase()}`);
        }
      }
    },
  },
  {
    name: 'a solid shows one slice, and says how deep its window is',
    run: async (ui) => {
      writeFileSync(ui.path('solid.cnn.yaml'), SOLID);
      await ui.line('max-pool').click({ position: { x: 40, y: 8 } });
      await ui.openFile('solid.cnn.yaml', 'Solid');
      await ui.line('conv3d').click();
      await ui.panel().locator('.change', { hasText: '17×33×33×3 → 8×16×16×8' }).waitFor();
      await ui.panel().locator('.sizes', { hasText: 'One slice of it is drawn; a window reads 3.' }).waitFor();
      await ui.screenshot('preview-solid');
      await ui.line('adaptive-avg').click();
      await ui.panel().locator('.change', { hasText: '8×16×16×8 → 4×8×8×8' }).waitFor();
    },
  },
  {
    name: 'windows do not glide for who wants less motion',
    run: async (ui) => {
      await ui.openFile('preview.cnn.yaml', 'Preview');
      await ui.line('max-pool').click({ position: { x: 40, y: 8 } });
      await ui.panel().locator('.change', { hasText: '4×4×1' }).waitFor();
      const body = ui.panel().locator('body');
      const glide = () =>
        ui
          .panel()
          .locator('.glides')
          .first()
          .evaluate((element) => getComputedStyle(element).transitionDuration);
      const { page } = ui;
      // These tests run with VS Code's own setting; without it the system's wish counts.
      equal(await glide(), '0s', 'with VS Code’s setting');
      await body.evaluate((element) => element.classList.remove('vscode-reduce-motion'));
      await page.emulateMedia({ reducedMotion: 'reduce' });
      equal(await glide(), '0s', 'with the system’s wish');
      await page.emulateMedia({ reducedMotion: 'no-preference' });
      ok((await glide()).startsWith('0.18s'), 'nothing glides without any such wish');
      await page.emulateMedia({ reducedMotion: null });
      await body.evaluate((element) => element.classList.add('vscode-reduce-motion'));
    },
  },
];

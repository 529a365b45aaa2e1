// What a user does in the workbench, and sees: the vocabulary of the steps.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { RESULTS } from '../paths.ts';
import { remoteUri, workbenchUrl } from '../workbench.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
}

export class Ui {
  readonly page: Page;
  readonly #port: number;
  readonly #workspace: string;

  constructor(page: Page, port: number, workspace: string) {
    this.page = page;
    this.#port = port;
    this.#workspace = workspace;
    page.setDefaultTimeout(30_000);
  }

  /** Loads the workbench with one file open, and waits until the file shows. */
  async openWorkbench(file: string, someText: string): Promise<void> {
    const path = remoteUri(this.#port, join(this.#workspace, file));
    await this.page.goto(workbenchUrl(this.#port, this.#workspace, [['openFile', path]]));
    await this.line(someText).waitFor({ timeout: 60_000 });
  }

  /** Opens another file of the workspace by its name. */
  async openFile(file: string, someText: string): Promise<void> {
    await this.page.keyboard.press('Control+p');
    await this.page.keyboard.type(file);
    const name = file.split('/').at(-1) ?? file;
    // A name may be the end of another one.
    const whole = new RegExp(`^\\s*${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: whole }).first().click();
    await this.line(someText).waitFor();
  }

  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.keyboard.type(title);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** The first line of the active editor that holds the text. */
  line(text: string): Locator {
    return this.page.locator('.monaco-editor .view-line', { hasText: text }).first();
  }

  /** The place of the first squiggle of a severity; it is drawn behind the text, so the mouse goes there by coordinates. */
  async squiggle(severity: 'error' | 'warning' | 'info' | 'hint' = 'error'): Promise<Place> {
    const squiggle = this.page.locator(`.monaco-editor .squiggly-${severity}`).first();
    await squiggle.waitFor({ timeout: 60_000 });
    return middleOf(squiggle);
  }

  /** The place of a token in the first line that holds `text`. */
  token(text: string, token: string): Promise<Place> {
    return middleOf(
      this.line(text)
        .locator('span span', { hasText: new RegExp(`^\\s*${token}\\s*$`) })
        .first(),
    );
  }

  /** The place of a stretch of text in the first line that holds it, however it is coloured. */
  async stretch(line: string, text: string): Promise<Place> {
    return this.line(line).evaluate((element, wanted) => {
      const nodes: Text[] = [];
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node as Text);
      const at = nodes
        .map(({ data }) => data)
        .join('')
        .replaceAll('\u00a0', ' ')
        .indexOf(wanted);
      const range = document.createRange();
      let passed = 0;
      for (const node of nodes) {
        const inside = (offset: number) => offset >= passed && offset <= passed + node.length;
        if (inside(at)) range.setStart(node, at - passed);
        if (inside(at + wanted.length)) {
          range.setEnd(node, at + wanted.length - passed);
          break;
        }
        passed += node.length;
      }
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }, text);
  }

  /** Rests the mouse there, and waits for the hover that says what is expected. */
  async hover({ x, y }: Place, expected: RegExp): Promise<Locator> {
    await this.page.mouse.move(x - 3, y);
    await this.page.mouse.move(x, y, { steps: 3 });
    const hover = this.page.locator('.monaco-hover:visible', { hasText: expected }).first();
    await hover.waitFor();
    return hover;
  }

  /** Opens the menu of fixes at the cursor; VS Code closes it where the editor changes meanwhile, and a user asks again. */
  async fix(title: string | RegExp): Promise<Locator> {
    const fix = this.page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
    for (let tries = 1; ; tries++) {
      await this.page.keyboard.press('Control+.');
      try {
        await fix.waitFor({ timeout: 5000 });
        return fix;
      } catch (error) {
        if (tries === 5) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** A place in the workspace, as the file system has it. */
  path(file: string): string {
    return join(this.#workspace, file);
  }

  /** The whole window, once what it shows is written down. */
  async reload(): Promise<void> {
    // In a browser VS Code writes its state down every five seconds.
    await this.page.waitForTimeout(7000);
    // Files named in the address take the place of those that were open.
    const address = new URL(this.page.url());
    address.searchParams.delete('payload');
    await this.page.goto(address.href);
  }

  /** By its id, in the workspace's settings; waits until the panel wears it. */
  async chooseTheme(id: string, bodyClass: string): Promise<void> {
    mkdirSync(this.path('.vscode'), { recursive: true });
    writeFileSync(this.path('.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': id }));
    await this.panel().locator(`body.${bodyClass}`).waitFor();
    await this.page.waitForTimeout(500);
  }

  /** The language that a language pack would choose, from the next load of the window on. */
  async speak(language: string): Promise<void> {
    await this.page.addInitScript((id) => {
      Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: id });
    }, language);
  }

  statusBar(text: RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text }).first();
  }

  /** The content of a webview panel: workbench, the webview's host frame, the panel's own document. */
  panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(RESULTS, `${name}.png`) });
  }
}

async function middleOf(element: Locator): Promise<Place> {
  await element.waitFor();
  const box = await element.boundingBox();
  if (!box) throw new Error(`${element} has no place on the screen.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

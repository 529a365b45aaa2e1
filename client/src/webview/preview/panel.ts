// The preview panel: one setup, what the user does to it, and the parts that show it.
import type { PerAxis } from '../../../../server/src/base/window.ts';
import type { PreviewLayer } from '../../../../server/src/protocol.ts';
import { element } from '../dom.ts';
import { fill } from '../fill.ts';
import type { Host } from '../host.ts';
import { type Computed, compute, placeOf, stepCount } from './computed.ts';
import { beginningOf, ControlPanel } from './control-panel.ts';
import { tabs } from './controls.ts';
import { ExportBar } from './export-bar.ts';
import { parseNumber } from './inputs.ts';
import {
  type HostMessage,
  keptSetup,
  type Outcome,
  type PanelMessage,
  type PanelState,
  type SaveFormat,
  setupFromKept,
} from './messages.ts';
import { inkFor, listenForOwn, onLayer, reasonOf, withNumber, withOwn } from './own-numbers.ts';
import { type Palette, paletteOf } from './palette.ts';
import { PanelHead } from './panel-head.ts';
import { depthView, pictureWords, type Shown, sceneOf, sizeWords, stepLabel } from './pictures.ts';
import { PlayerBar } from './player-bar.ts';
import { Said } from './said.ts';
import type { Hit } from './scene.ts';
import { FIRST_SETUP, keyOf, PICTURES, type PictureName, type Setup, setupFor } from './setup.ts';
import { Stage } from './stage.ts';
import { type Taken, takeFile } from './take-file.ts';
import type { TextName, Words } from './texts.ts';
import { ViewSliders } from './view-sliders.ts';

const KEEP_AFTER_MS = 200;
/** Text that changes faster than this is not read, and costs a layout of the page. */
const READABLE_MS = 60;
/** What a change must touch for the numbers to be other ones. */
const LOOKS: ReadonlySet<keyof Setup> = new Set(['picture', 'step', 'speed', 'zoom', 'map', 'shift', 'depth']);

const PICTURE_TEXTS: Readonly<Record<PictureName, TextName>> = {
  window: 'pictureWindow',
  depth: 'pictureDepth',
  shift: 'pictureShift',
  shrink: 'pictureShrink',
};

const OUTCOME_TEXTS: Readonly<Record<Outcome, TextName>> = {
  applied: 'applied',
  applyFailed: 'applyFailed',
  saved: 'saved',
};

export class Panel {
  readonly element: HTMLElement;
  readonly #host: Host<PanelMessage, PanelState>;
  readonly #words: Words;
  readonly #controls: ControlPanel;
  readonly #stage: Stage;
  readonly #player: PlayerBar;
  readonly #sliders: ViewSliders;
  readonly #head: PanelHead;
  readonly #sizes = element('div', { class: 'sizes' });
  /** No live region: what it says is spoken, with the step's number, by the one below. */
  readonly #sums = element('div', { class: 'sums' });
  readonly #said = new Said();
  readonly #tabs: ReturnType<typeof tabs<PictureName>>;
  readonly #exports: ExportBar;
  #setup: Setup;
  #layer: PreviewLayer | null = null;
  #layerKey: string;
  #uri: string | null;
  #computed: Computed;
  #pointed: Hit | undefined;
  #palette: Palette | undefined;
  #keeping: number | undefined;
  #written = 0;

  constructor(host: Host<PanelMessage, PanelState>, words: Words, uri: string | null) {
    const kept = host.kept?.uri === uri ? host.kept : undefined;
    const { texts } = words;
    this.#host = host;
    this.#words = words;
    this.#uri = uri;
    this.#setup = kept ? setupFromKept(kept.setup) : FIRST_SETUP;
    this.#layerKey = kept?.layer ?? '';
    this.#computed = compute(this.#setup);
    this.#controls = new ControlPanel(words, {
      change: (change) => this.update(change),
      operate: (operation) => this.update({ ...beginningOf(operation), pooling: 'all' }),
      pen: (on) => {
        this.#stage.pen = on;
      },
      file: async (file) => this.#take(await takeFile(file, this.#size())),
      refuse: (text) => this.#said.problem(fill(texts.badCell, text)),
    });
    this.#stage = new Stage(texts.picture, {
      point: (hit) => this.#pointAt(hit),
      choose: (hit) => this.#choose(hit),
      write: (hit, text) => this.#write(hit, text),
      draw: (hit) => this.#draw(hit),
      move: (down, across) => this.#move(down, across),
      canWrite: ({ grid }) => /^(input|filter)-/.test(grid),
    });
    this.#player = new PlayerBar(
      words,
      {
        step: (by) => this.#step(by),
        jump: (to) => this.#jump(to),
        setSpeed: (speed) => this.update({ speed }),
        turned: (playing) => {
          this.element.classList.toggle('playing', playing);
          if (!playing) this.#renderPicture();
        },
      },
      this.#setup.speed,
    );
    this.#sliders = new ViewSliders(words, (change) => this.update(change));
    this.#tabs = tabs(
      texts.picture,
      PICTURES.map((picture) => [picture, texts[PICTURE_TEXTS[picture]]]),
      (picture) => this.update({ picture }),
    );
    this.#head = new PanelHead(words, { apply: () => this.#applyTried(), reset: () => this.#resetTried() });
    const toFile = {
      shown: () => this.#shown(),
      colours: () => this.#colours(),
      say: (text: string) => this.#said.say(text),
      save: (format: SaveFormat, data: Uint8Array) => this.#host.post({ type: 'save', format, data }),
    };
    this.#exports = new ExportBar(words, toFile, this.#sliders.zoom.element);
    this.element = this.#assemble();
    this.#listen();
  }

  receive(message: Exclude<HostMessage, { readonly type: 'start' }>): void {
    if (message.type === 'layer') {
      this.#showLayer(message.layer);
      return;
    }
    const text = this.#words.texts[OUTCOME_TEXTS[message.outcome]];
    if (message.outcome === 'applyFailed') this.#said.problem(text);
    else this.#said.say(text);
  }

  update(change: Partial<Setup>): void {
    this.#setup = { ...this.#setup, ...change };
    const looks = Object.keys(change).every((key) => LOOKS.has(key as keyof Setup));
    if (!looks) {
      this.#computed = compute(this.#setup, this.#layer?.channels[0]);
      this.#pointed = undefined;
    }
    this.render();
  }

  render(): void {
    this.#controls.show(this.#setup, this.#layer);
    this.#tabs.show(this.#setup.picture);
    this.#head.show(this.#shown());
    this.#showSizes();
    this.#showPlayer();
    this.#renderPicture();
    this.#keepSoon();
  }

  /** Only what changes from step to step. */
  #renderPicture(): void {
    const shown = this.#shown();
    this.#stage.show(sceneOf(shown, [], this.#words), this.#colours(), this.#setup.zoom);
    const now = performance.now();
    if (this.#player.playing && now - this.#written < READABLE_MS) return;
    this.#written = now;
    const lines = pictureWords(shown, this.#words);
    const text = lines.join('\n');
    if (this.#sums.textContent !== text) this.#sums.textContent = text;
    this.#sums.classList.toggle('long', text.length > 220);
    const label = stepLabel(shown, this.#words);
    this.#player.label(label);
    if (!this.#player.playing) this.#said.speak(label === '' ? text : `${label}: ${text}`);
  }

  #shown(): Shown {
    const width = this.#stage.element.clientWidth / this.#setup.zoom - 8;
    return { setup: this.#setup, layer: this.#layer, computed: this.#computed, pointed: this.#pointed, width };
  }

  #showLayer(layer: PreviewLayer | null): void {
    if (!layer) {
      if (!this.#layer) this.#said.say(this.#words.texts.noWindow);
      return;
    }
    const key = keyOf(layer);
    this.#layer = layer;
    this.#uri = layer.uri;
    this.#said.takeBack(this.#words.texts.noWindow);
    if (key !== this.#layerKey) {
      this.#setup = setupFor(layer, this.#setup);
      this.#layerKey = key;
      this.#pointed = undefined;
    }
    this.#computed = compute(this.#setup, layer.channels[0]);
    this.render();
  }

  #showSizes(): void {
    const lines = sizeWords(this.#shown(), this.#words).map(({ formula, words, bad }) => {
      const parts = [element('span', { class: 'formula', text: formula })];
      if (words !== '') parts.push(element('span', { class: bad ? 'verdict bad' : 'verdict', text: words }));
      return element('p', {}, ...parts);
    });
    if (this.#sizes.textContent !== lines.map((line) => line.textContent).join(''))
      this.#sizes.replaceChildren(...lines);
  }

  #showPlayer(): void {
    const { picture, speed } = this.#setup;
    this.#player.show(speed, picture !== 'window' || stepCount(this.#computed) === 0);
    this.#sliders.show(this.#setup, depthView(this.#shown()).after[2], this.#layer === null);
    this.#exports.show(picture !== 'shrink');
  }

  #colours(): Palette {
    const high = document.body.matches('.vscode-high-contrast, .vscode-high-contrast-light');
    this.#palette ??= paletteOf(getComputedStyle(document.body), { high });
    return this.#palette;
  }

  // What the user does to the picture.

  #pointAt(hit: Hit | undefined): void {
    this.#pointed = hit;
    if (this.#setup.picture === 'window' && !this.#stage.editing) this.#renderPicture();
  }

  #choose(hit: Hit): void {
    if (this.#setup.picture === 'depth' && hit.grid === 'output') this.update({ map: hit.row });
    const walked = this.#computed.operation === 'conv-transpose' ? 'input-' : 'output-';
    if (this.#setup.picture === 'window' && hit.grid.startsWith(walked) && hit.row >= 0) {
      this.#player.pause();
      this.update({ step: hit.row * this.#computed.steps[1] + hit.column });
    }
  }

  #move(down: number, across: number): void {
    const [row, column] = placeOf(this.#computed, this.#setup.step);
    const [rows, columns] = this.#computed.steps;
    const [y, x] = [row + down, column + across];
    if (y >= 0 && x >= 0 && y < rows && x < columns) this.update({ step: y * columns + x });
  }

  #write(hit: Hit, text: string): boolean {
    const value = parseNumber(text);
    if (value === undefined) {
      this.#said.problem(fill(this.#words.texts.badCell, text.trim()));
      return false;
    }
    this.#said.say('');
    this.update(withNumber(hit, value, this.#setup, this.#computed));
    return true;
  }

  #draw(hit: Hit): void {
    if (hit.grid !== 'input-0' || hit.row < 0) return;
    this.update(withNumber(hit, inkFor(this.#computed), this.#setup, this.#computed));
  }

  /** A file is brought to the layer's size. */
  #size(): PerAxis<number> | undefined {
    const { axes } = this.#setup;
    return this.#layer ? [axes[0].input, axes[1].input] : undefined;
  }

  #take(taken: Taken): void {
    if ('grid' in taken) {
      this.#said.say('');
      this.update(withOwn(taken.grid, this.#setup));
    } else this.#said.problem(reasonOf(taken, this.#words));
  }

  // Time.

  #step(by: number): void {
    const count = stepCount(this.#computed);
    if (count === 0) return;
    this.#setup = { ...this.#setup, step: (((this.#setup.step + by) % count) + count) % count };
    if (this.#setup.picture === 'window') this.#renderPicture();
    if (!this.#player.playing) this.#keepSoon();
  }

  #jump(to: 'first' | 'last'): void {
    this.#player.pause();
    this.update({ step: to === 'first' ? 0 : Math.max(0, stepCount(this.#computed) - 1) });
  }

  // To the file, and to files.

  #applyTried(): void {
    const layer = this.#layer;
    if (!layer) return;
    const { version, model } = layer;
    this.#host.post({ type: 'apply', version, model, layer: layer.layer, axes: onLayer(this.#setup.axes, layer) });
  }

  #resetTried(): void {
    if (this.#layer)
      this.update({ axes: this.#layer.axes, own: null, input: { ...this.#setup.input, kind: 'example' }, step: 0 });
  }

  // The page.

  #assemble(): HTMLElement {
    const picture = element(
      'div',
      { class: 'picture' },
      this.#tabs.element,
      this.#sizes,
      this.#sliders.element,
      this.#stage.element,
      this.#sums,
      this.#player.element,
    );
    return element(
      'main',
      {},
      this.#head.element,
      this.#controls.element,
      picture,
      this.#said.note,
      this.#exports.element,
      this.#said.spoken,
    );
  }

  #listen(): void {
    this.element.addEventListener('keydown', (event) => this.#key(event));
    listenForOwn(
      () => this.#size(),
      (taken) => this.#take(taken),
    );
    new ResizeObserver(() => this.#renderPicture()).observe(this.#stage.element);
    const themed = new MutationObserver(() => {
      this.#palette = undefined;
      this.#renderPicture();
    });
    themed.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  }

  /** Space plays, unless a control takes it. */
  #key(event: KeyboardEvent): void {
    const on = event.target instanceof Element ? event.target : undefined;
    if (event.key !== ' ' || on?.closest('input, button, vscode-button, vscode-checkbox, vscode-single-select')) return;
    event.preventDefault();
    this.#player.toggle();
  }

  #keepSoon(): void {
    window.clearTimeout(this.#keeping);
    this.#keeping = window.setTimeout(() => {
      const { start } = this.#layer?.range ?? { start: { line: 0, character: 0 } };
      this.#host.keep({ uri: this.#uri, place: start, setup: keptSetup(this.#setup), layer: this.#layerKey });
    }, KEEP_AFTER_MS);
  }
}

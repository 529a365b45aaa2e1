// All controls beside the picture: what slides over what, with which window. Shows a setup, and says which change is wanted.

import type { PreviewAxes, PreviewLayer } from '../../../../server/src/protocol.ts';
import { element } from '../dom.ts';
import { fill } from '../fill.ts';
import { button, type Choice, checkbox, choice, numberField, type Slider, slider } from './controls.ts';
import { FILTER_KINDS, type FilterKind } from './filters.ts';
import type { Operation } from './fit.ts';
import { INPUT_KINDS, type InputKind, MOST_CELLS } from './inputs.ts';
import { BEGINNINGS, POOLINGS, type PoolingChoice, type Setup, withSize } from './setup.ts';
import type { TextName, Words } from './texts.ts';
import { SLIDERS, type SliderName, ticksOf, valueOnAxis, type Which, withValue } from './ticks.ts';

export interface ControlEvents {
  change(change: Partial<Setup>): void;
  operate(operation: Operation): void;
  pen(on: boolean): void;
  file(file: File): void;
  refuse(text: string): void;
}

const INPUT_TEXTS: Readonly<Record<InputKind | 'own', TextName>> = {
  example: 'inputExample',
  ramp: 'inputRamp',
  random: 'inputRandom',
  checkerboard: 'inputCheckerboard',
  edge: 'inputEdge',
  digit: 'inputDigit',
  own: 'inputOwn',
};

const FILTER_TEXTS: Readonly<Record<FilterKind | 'own', TextName>> = {
  identity: 'filterIdentity',
  blur: 'filterBlur',
  edges: 'filterEdges',
  'sobel-x': 'filterSobelX',
  'sobel-y': 'filterSobelY',
  learned: 'filterLearned',
  own: 'filterOwn',
};

const SLIDER_TEXTS: Readonly<Record<SliderName, TextName>> = {
  kernel: 'kernel',
  stride: 'stride',
  padding: 'padding',
  dilation: 'dilation',
};

interface OneSlider {
  readonly name: SliderName;
  readonly which: Which;
  readonly slider: Slider;
}

export class ControlPanel {
  readonly element: HTMLElement;
  readonly #words: Words;
  readonly #events: ControlEvents;
  readonly #operation: Choice<Operation>;
  readonly #pooling: Choice<PoolingChoice>;
  readonly #input: Choice<InputKind | 'own'>;
  readonly #filter: Choice<FilterKind | 'own'>;
  readonly #reseed: HTMLElement;
  readonly #rows: ReturnType<typeof numberField>;
  readonly #columns: ReturnType<typeof numberField>;
  readonly #sliders: readonly OneSlider[];
  readonly #split: ReturnType<typeof checkbox>;
  readonly #ceil: ReturnType<typeof checkbox>;
  readonly #countPad: ReturnType<typeof checkbox>;
  readonly #norm: ReturnType<typeof numberField>;
  #setup: Setup | undefined;
  #layer: PreviewLayer | null = null;
  #apart = false;

  constructor(words: Words, events: ControlEvents) {
    const { texts } = words;
    this.#words = words;
    this.#events = events;
    this.#operation = choice(
      texts.operation,
      [
        ['pool', texts.pooling],
        ['conv', texts.convolution],
        ['conv-transpose', texts.transposed],
      ],
      (operation) => events.operate(operation),
    );
    this.#pooling = choice(texts.pooling, this.#poolings(2), (pooling) => events.change({ pooling }));
    this.#input = choice(texts.input, this.#inputs(false), (kind) => this.#chooseInput(kind));
    this.#filter = choice(texts.filter, this.#filters(false), (kind) =>
      events.change({ filter: { kind, seed: this.#setup?.filter.seed ?? 1 } }),
    );
    this.#reseed = button(texts.seed, () => this.#newSeed());
    const sized = (at: 0 | 1) => (value: number) => this.#resize(at, value);
    this.#rows = numberField(texts.rows, [1, MOST_CELLS], sized(0), events.refuse);
    this.#columns = numberField(texts.columns, [1, MOST_CELLS], sized(1), events.refuse);
    this.#norm = numberField(texts.norm, [1, 99], (norm) => events.change({ norm }), events.refuse);
    this.#sliders = SLIDERS.flatMap((name) => (['both', 0, 1] as const).map((which) => this.#newSlider(name, which)));
    this.#split = checkbox(texts.split, (apart) => {
      this.#apart = apart;
      if (!apart && this.#setup) events.change({ axes: square(this.#setup.axes) });
      else this.#refresh();
    });
    this.#ceil = checkbox(texts.ceil, (ceil) => this.#changeAxes((axis) => ({ ...axis, ceil })));
    this.#countPad = checkbox(texts.countPad, (countIncludePad) => events.change({ countIncludePad }));
    const pen = checkbox(texts.draw, (on) => events.pen(on));
    this.element = element(
      'details',
      { class: 'controls', attributes: { open: true } },
      element('summary', { text: texts.controls }),
      element(
        'div',
        { class: 'fields' },
        this.#operation.element,
        this.#pooling.element,
        this.#norm.element,
        this.#filter.element,
        this.#input.element,
        this.#rows.element,
        this.#columns.element,
        this.#reseed,
        this.#fileButton(),
        pen,
      ),
      element('div', { class: 'sliders' }, ...this.#sliders.map((each) => each.slider.element)),
      element('div', { class: 'checks' }, this.#split, this.#ceil, this.#countPad),
    );
  }

  show(setup: Setup, layer: PreviewLayer | null): void {
    const other = layer?.layer !== this.#layer?.layer || setup.operation !== this.#setup?.operation;
    this.#setup = setup;
    this.#layer = layer;
    if (other) this.#apart = windowsDiffer(setup.axes);
    this.#refresh();
  }

  #refresh(): void {
    const setup = this.#setup;
    if (!setup) return;
    const { operation, axes, input, filter } = setup;
    const layer = this.#layer;
    const pools = operation === 'pool';
    this.#operation.show(operation);
    this.#operation.element.hidden = layer !== null;
    this.#pooling.offer(this.#poolings(setup.norm));
    this.#pooling.show(setup.pooling);
    this.#pooling.element.hidden = !pools;
    this.#norm.show(setup.norm);
    this.#norm.element.hidden = !pools || (setup.pooling !== 'lp' && setup.pooling !== 'all') || layer !== null;
    this.#filter.offer(this.#filters(filter.kind === 'own'));
    this.#filter.show(filter.kind);
    this.#filter.element.hidden = pools;
    this.#input.offer(this.#inputs(input.kind === 'own'));
    this.#input.show(input.kind);
    this.#rows.show(axes[0].input);
    this.#columns.show(axes[1].input);
    for (const field of [this.#rows, this.#columns]) field.element.hidden = layer !== null;
    this.#reseed.hidden = input.kind !== 'random' && (pools || filter.kind !== 'learned');
    this.#showSliders(setup, layer);
    this.#split.checked = this.#apart;
    this.#split.hidden = layer?.rank === 1;
    this.#ceil.checked = axes[1].ceil;
    this.#ceil.hidden = !pools;
    this.#countPad.checked = setup.countIncludePad;
    const averages = pools && (setup.pooling === 'avg' || setup.pooling === 'all');
    this.#countPad.hidden = !averages || (axes[0].padding[0] === 0 && axes[1].padding[0] === 0 && !axes[1].ceil);
  }

  #showSliders({ axes, operation, pooling }: Setup, layer: PreviewLayer | null): void {
    for (const { name, which, slider: each } of this.#sliders) {
      const line = layer?.rank === 1;
      const shown = line ? which === 1 : this.#apart ? which !== 'both' : which === 'both';
      // Only maxima are dilated; a norm is not padded.
      const meant =
        operation !== 'pool' || (name === 'dilation' ? pooling === 'max' : name !== 'padding' || pooling !== 'lp');
      each.element.hidden = !shown || !meant;
      if (!shown || !meant) continue;
      each.show(
        valueOnAxis(axes[which === 'both' ? 0 : which], name),
        ticksOf(axes, which, name, operation, this.#words),
        true,
      );
    }
  }

  #newSlider(name: SliderName, which: Which): OneSlider {
    const { texts } = this.#words;
    const side = which === 'both' ? '' : ` (${which === 0 ? texts.rows : texts.columns})`;
    const made = slider(`${texts[SLIDER_TEXTS[name]]}${side}`, (value) => {
      if (this.#setup) this.#events.change({ axes: withValue(this.#setup.axes, which, name, value), step: 0 });
    });
    return { name, which, slider: made };
  }

  #changeAxes(change: (axis: PreviewAxes[number]) => PreviewAxes[number]): void {
    if (this.#setup) this.#events.change({ axes: [change(this.#setup.axes[0]), change(this.#setup.axes[1])], step: 0 });
  }

  #resize(at: 0 | 1, value: number): void {
    const { axes, input } = this.#setup ?? {};
    if (!axes || !input) return;
    const [rows, columns] = at === 0 ? [value, axes[1].input] : [axes[0].input, value];
    const kind = input.kind === 'own' ? 'example' : input.kind;
    this.#events.change({ axes: withSize(axes, rows, columns), input: { ...input, kind }, own: null, step: 0 });
  }

  #chooseInput(kind: InputKind | 'own'): void {
    const setup = this.#setup;
    if (setup) this.#events.change({ input: { ...setup.input, kind } });
  }

  #newSeed(): void {
    const setup = this.#setup;
    if (!setup) return;
    const { input, filter } = setup;
    this.#events.change({
      ...(input.kind === 'random' ? { input: { ...input, seed: input.seed + 1 } } : {}),
      ...(filter.kind === 'learned' ? { filter: { ...filter, seed: filter.seed + 1 } } : {}),
    });
  }

  #fileButton(): HTMLElement {
    const input = element('input', {
      attributes: { type: 'file', accept: 'image/*,.csv,.tsv,.txt,text/plain', tabindex: -1 },
    });
    input.hidden = true;
    input.addEventListener('change', () => {
      const [file] = input.files ?? [];
      if (file) this.#events.file(file);
      input.value = '';
    });
    const { texts } = this.#words;
    return element(
      'span',
      {},
      button(texts.chooseFile, () => input.click(), { title: texts.pasteHelp }),
      input,
    );
  }

  #poolings(norm: number): readonly (readonly [PoolingChoice, string])[] {
    const { texts } = this.#words;
    const lp = norm === 2 ? texts.lp : fill(texts.lpOf, this.#words.value(norm));
    const names: Readonly<Record<PoolingChoice, string>> = {
      all: texts.poolingAll,
      max: texts.maximum,
      avg: texts.average,
      lp,
    };
    return POOLINGS.map((pooling) => [pooling, names[pooling]]);
  }

  #inputs(own: boolean): readonly (readonly [InputKind | 'own', string])[] {
    const kinds: readonly (InputKind | 'own')[] = own ? [...INPUT_KINDS, 'own'] : INPUT_KINDS;
    return kinds.map((kind) => [kind, this.#words.texts[INPUT_TEXTS[kind]]]);
  }

  #filters(own: boolean): readonly (readonly [FilterKind | 'own', string])[] {
    const kinds: readonly (FilterKind | 'own')[] = own ? [...FILTER_KINDS, 'own'] : FILTER_KINDS;
    return kinds.map((kind) => [kind, this.#words.texts[FILTER_TEXTS[kind]]]);
  }
}

function windowsDiffer([rows, columns]: PreviewAxes): boolean {
  return JSON.stringify({ ...rows, input: 0 }) !== JSON.stringify({ ...columns, input: 0 });
}

function square([rows, columns]: PreviewAxes): PreviewAxes {
  return [{ ...columns, input: rows.input }, columns];
}

/** What an operation begins with, for who opened the panel on no layer. */
export function beginningOf(operation: Operation): Partial<Setup> {
  const { axes, input } = BEGINNINGS[operation];
  return { operation, axes, input: { kind: input, seed: 1 }, own: null, step: 0, map: 0 };
}

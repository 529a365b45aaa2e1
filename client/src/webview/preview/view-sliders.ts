// The sliders of the pictures other than the window: which output map, how far a shift, how many layers; and the zoom of all.
import { element } from '../dom.ts';
import { slider, type Tick } from './controls.ts';
import type { Setup } from './setup.ts';
import type { Words } from './texts.ts';

export class ViewSliders {
  readonly element: HTMLElement;
  readonly zoom: ReturnType<typeof slider>;
  readonly #sliders: Readonly<Record<'map' | 'down' | 'across' | 'depth', ReturnType<typeof slider>>>;
  #shift: Setup['shift'] = [0, 0];

  constructor({ texts }: Words, change: (change: Partial<Setup>) => void) {
    this.zoom = slider(texts.zoom, (percent) => change({ zoom: percent / 100 }));
    this.#sliders = {
      map: slider(texts.outputMap, (map) => change({ map: map - 1 })),
      down: slider(texts.shiftDown, (down) => change({ shift: [down, this.#shift[1]] })),
      across: slider(texts.shiftAcross, (across) => change({ shift: [this.#shift[0], across] })),
      depth: slider(texts.shrinkLayers, (depth) => change({ depth })),
    };
    this.element = element('div', { class: 'extras' }, ...Object.values(this.#sliders).map((each) => each.element));
  }

  /** `maps`: how many the output has; `free`: no layer of a file is shown. */
  show({ picture, zoom, map, shift, depth }: Setup, maps: number, free: boolean): void {
    const { map: maps_, down, across, depth: layers } = this.#sliders;
    this.#shift = shift;
    this.zoom.show(Math.round(zoom * 100), ticks(50, 300), true);
    maps_.element.hidden = picture !== 'depth';
    maps_.show(Math.min(map, maps - 1) + 1, ticks(1, Math.max(1, maps)), true);
    for (const [control, value] of [
      [down, shift[0]],
      [across, shift[1]],
    ] as const) {
      control.element.hidden = picture !== 'shift';
      control.show(value, ticks(-3, 3), true);
    }
    layers.element.hidden = picture !== 'shrink' || !free;
    layers.show(depth, ticks(1, 8), true);
  }
}

function ticks(least: number, most: number): readonly Tick[] {
  return Array.from({ length: most - least + 1 }, (_, index) => ({ value: least + index, bad: false, about: '' }));
}

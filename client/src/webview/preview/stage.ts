// Where the picture stands: shows a scene as elements or, where it holds whole maps, on a canvas; tells which cell is pointed at,
// walked to with the arrow keys, or changed. Knows no operation.
import { element } from '../dom.ts';
import { paintScene } from './paint-canvas.ts';
import { patch, sceneElement } from './paint-svg.ts';
import type { Palette } from './palette.ts';
import { boundsOf, type Hit, hasMaps, type MapImage, type Scene, type Shape } from './scene.ts';

export interface StageEvents {
  point(hit: Hit | undefined): void;
  /** A cell was clicked or walked to. */
  choose(hit: Hit): void;
  /** A cell got another text; false where it is none that it can take. */
  write(hit: Hit, text: string): boolean;
  /** The pen went over a cell. */
  draw(hit: Hit): void;
  /** Arrow keys on a canvas. */
  move(down: number, across: number): void;
  canWrite(hit: Hit): boolean;
}

const ARROWS: Readonly<Record<string, readonly [down: number, across: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export class Stage {
  readonly element: HTMLElement;
  readonly #events: StageEvents;
  readonly #drawn = element('div', { class: 'drawn' });
  readonly #canvas = element('canvas', { attributes: { tabindex: 0, role: 'img' } });
  #scene: Scene | undefined;
  #zoom = 1;
  #font: string | undefined;
  #pointed: string | undefined;
  #pen = false;
  #editor: HTMLInputElement | undefined;

  constructor(label: string, events: StageEvents) {
    this.#events = events;
    this.element = element(
      'div',
      { class: 'stage', attributes: { id: 'stage', role: 'tabpanel', 'aria-label': label } },
      this.#drawn,
      this.#canvas,
    );
    this.#canvas.hidden = true;
    const surfaces: readonly HTMLElement[] = [this.#drawn, this.#canvas];
    for (const surface of surfaces) {
      surface.addEventListener('pointermove', (event) => this.#moved(event));
      surface.addEventListener('pointerdown', (event) => this.#pressed(event));
      surface.addEventListener('pointerleave', () => this.#point(undefined));
      surface.addEventListener('keydown', (event) => this.#key(event));
    }
    this.#drawn.addEventListener('focusin', (event) => this.#point(hitOf(event.target)));
    this.#drawn.addEventListener('dblclick', (event) => this.#edit(hitOf(event.target)));
  }

  /** The pen draws where it goes, instead of choosing cells. */
  set pen(on: boolean) {
    this.#pen = on;
    this.element.classList.toggle('pen', on);
  }

  get editing(): boolean {
    return this.#editor !== undefined;
  }

  show(scene: Scene, palette: Palette, zoom: number): void {
    const wasLarge = !this.#canvas.hidden;
    const large = hasMaps(scene.shapes);
    this.#scene = scene;
    this.#zoom = zoom;
    this.#canvas.hidden = !large;
    this.#drawn.hidden = large;
    if (large) {
      const scale = zoom * Math.max(1, window.devicePixelRatio);
      this.#font ??= getComputedStyle(this.element).fontFamily;
      paintScene(this.#canvas, scene, palette, scale, this.#font);
      const bounds = boundsOf(scene);
      const [width, height] = [`${bounds.width * zoom}px`, `${bounds.height * zoom}px`];
      if (this.#canvas.style.width !== width || this.#canvas.style.height !== height)
        Object.assign(this.#canvas.style, { width, height });
      this.#canvas.setAttribute('aria-label', scene.title);
      if (!wasLarge) this.#drawn.replaceChildren();
      return;
    }
    const svg = patch(this.#drawn, sceneElement(scene, palette));
    const { width, height } = boundsOf(scene);
    svg.setAttribute('width', String(width * zoom));
    svg.setAttribute('height', String(height * zoom));
  }

  #hitAt(event: PointerEvent): Hit | undefined {
    if (event.currentTarget !== this.#canvas) {
      // A captured pointer keeps its first target.
      return hitOf(
        event.buttons === 1 && this.#pen ? document.elementFromPoint(event.clientX, event.clientY) : event.target,
      );
    }
    const box = this.#canvas.getBoundingClientRect();
    if (!this.#scene) return undefined;
    const { margin } = boundsOf(this.#scene);
    const x = (event.clientX - box.left) / this.#zoom - margin;
    const y = (event.clientY - box.top) / this.#zoom - margin;
    return mapHit(this.#scene.shapes, x, y);
  }

  #moved(event: PointerEvent): void {
    const hit = this.#hitAt(event);
    if (this.#pen && event.buttons === 1 && hit) this.#events.draw(hit);
    this.#point(hit);
  }

  #pressed(event: PointerEvent): void {
    const hit = this.#hitAt(event);
    if (!hit || event.button !== 0) return;
    if (this.#pen) {
      event.preventDefault();
      this.#events.draw(hit);
    } else this.#events.choose(hit);
  }

  #point(hit: Hit | undefined): void {
    const cell = hit && hit.row >= 0 ? hit : undefined;
    const key = cell && `${cell.grid} ${cell.row} ${cell.column}`;
    if (key === this.#pointed) return;
    this.#pointed = key;
    this.#events.point(cell);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    const hit = hitOf(event.target);
    if (event.target === this.#canvas && arrow) this.#events.move(...arrow);
    else if (hit && arrow) this.#walk(hit, arrow);
    else if (hit && event.key === 'Enter' && !this.#events.canWrite(hit)) this.#events.choose(hit);
    else if (hit && (event.key === 'Enter' || event.key === 'F2')) this.#edit(hit);
    else if (hit && /^[-−\d.,]$/.test(event.key) && this.#events.canWrite(hit)) this.#edit(hit, event.key);
    else return;
    event.preventDefault();
  }

  #walk({ grid, row, column }: Hit, [down, across]: readonly [number, number]): void {
    const next = this.#cell({ grid, row: row + down, column: column + across });
    if (!next) return;
    next.focus();
    const hit = hitOf(next);
    if (hit && !this.#events.canWrite(hit)) this.#events.choose(hit);
  }

  #cell({ grid, row, column }: Hit): SVGElement | undefined {
    const found = this.#drawn.querySelector(`.cell[data-grid="${grid}"][data-row="${row}"][data-column="${column}"]`);
    return found instanceof SVGElement ? found : undefined;
  }

  /** A field over the cell; Enter and leaving it write, Escape does not. */
  #edit(hit: Hit | undefined, typed?: string): void {
    const cell = hit && this.#events.canWrite(hit) ? this.#cell(hit) : undefined;
    if (!hit || !cell || this.#editor) return;
    const box = (cell.firstElementChild ?? cell).getBoundingClientRect();
    const around = this.element.getBoundingClientRect();
    const label = cell.getAttribute('aria-label') ?? '';
    const input = element('input', {
      class: 'editor',
      attributes: { type: 'text', inputmode: 'decimal', 'aria-label': label },
    });
    Object.assign(input.style, {
      left: `${box.left - around.left + this.element.scrollLeft}px`,
      top: `${box.top - around.top + this.element.scrollTop}px`,
      width: `${Math.max(44, box.width)}px`,
      height: `${box.height}px`,
    });
    const close = (write: boolean, back: boolean) => {
      if (this.#editor !== input) return;
      this.#editor = undefined;
      const text = input.value;
      input.remove();
      if (write) this.#events.write(hit, text);
      if (back) this.#cell(hit)?.focus();
    };
    input.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Enter' || event.key === 'Escape') close(event.key === 'Enter', true);
    });
    input.addEventListener('blur', () => close(true, false));
    this.#editor = input;
    this.element.append(input);
    input.value = typed ?? cell.querySelector('text')?.textContent ?? '';
    input.focus();
    if (typed === undefined) input.select();
  }
}

/** The cell that an element belongs to. */
function hitOf(target: EventTarget | null): Hit | undefined {
  const cell = target instanceof Element ? target.closest('.cell') : null;
  if (!(cell instanceof SVGElement)) return undefined;
  const { grid, row, column } = cell.dataset;
  return grid === undefined ? undefined : { grid, row: Number(row), column: Number(column) };
}

function mapHit(shapes: readonly Shape[], x: number, y: number): Hit | undefined {
  for (const shape of shapes) {
    if (shape.kind !== 'group') continue;
    if (!shape.hit) {
      const inside = mapHit(shape.children, x, y);
      if (inside) return inside;
      continue;
    }
    const map = shape.children.find((child): child is MapImage => child.kind === 'map');
    if (!map || x < map.x || y < map.y || x >= map.x + map.w || y >= map.y + map.h) continue;
    const row = Math.floor(((y - map.y) / map.h) * map.grid.rows);
    const column = Math.floor(((x - map.x) / map.w) * map.grid.columns);
    return { grid: shape.hit.grid, row, column };
  }
  return undefined;
}

// A scene as SVG: as elements on the page, patched in place so that focus and motion survive a step; and as text for a file.
import { colourOf, type Palette } from './palette.ts';
import {
  boundsOf,
  type Group,
  type Label,
  type MapImage,
  type Path,
  type Rect,
  type Scene,
  type Shape,
} from './scene.ts';

const NS = 'http://www.w3.org/2000/svg';

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** A shape as an element that is not there yet. */
interface Markup {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly text?: string;
  readonly children: readonly Markup[];
}

export function sceneElement(scene: Scene, palette: Palette, imageOf?: (map: MapImage) => string): Markup {
  const { width, height, margin } = boundsOf(scene);
  return {
    tag: 'svg',
    attributes: {
      viewBox: `${-margin} ${-margin} ${round(width)} ${round(height)}`,
      width: round(width),
      height: round(height),
    },
    children: [
      {
        tag: 'defs',
        attributes: {},
        children: [
          {
            tag: 'pattern',
            attributes: {
              id: 'hatch',
              width: 7,
              height: 7,
              patternUnits: 'userSpaceOnUse',
              patternTransform: 'rotate(45)',
            },
            children: [
              { tag: 'rect', attributes: { width: 2.5, height: 7, fill: palette.bad, opacity: 0.75 }, children: [] },
            ],
          },
        ],
      },
      ...scene.shapes.map((shape) => elementOf(shape, palette, imageOf)),
    ],
  };
}

function elementOf(shape: Shape, palette: Palette, imageOf?: (map: MapImage) => string): Markup {
  switch (shape.kind) {
    case 'rect':
      return rectElement(shape, palette);
    case 'path':
      return pathElement(shape, palette);
    case 'text':
      return textElement(shape, palette);
    case 'map':
      return {
        tag: 'image',
        attributes: {
          x: round(shape.x),
          y: round(shape.y),
          width: round(shape.w),
          height: round(shape.h),
          preserveAspectRatio: 'none',
          'image-rendering': 'pixelated',
          href: imageOf?.(shape),
        },
        children: [],
      };
    case 'group':
      return groupElement(shape, palette, imageOf);
  }
}

function groupElement(group: Group, palette: Palette, imageOf?: (map: MapImage) => string): Markup {
  const { role, label, hit, current, tabStop, children } = group;
  const cell = role === 'gridcell' || role === 'button';
  return {
    tag: 'g',
    attributes: {
      role,
      'aria-label': label,
      'data-grid': hit?.grid,
      'data-row': hit?.row,
      'data-column': hit?.column,
      tabindex: cell ? (tabStop ? 0 : -1) : undefined,
      'aria-current': cell && current ? 'true' : undefined,
      class: cell ? 'cell' : undefined,
    },
    children: children.map((child) => elementOf(child, palette, imageOf)),
  };
}

function rectElement({ x, y, w, h, radius, hatch, glides, ...drawn }: Rect, palette: Palette): Markup {
  return {
    tag: 'rect',
    attributes: {
      x: round(x),
      y: round(y),
      width: round(w),
      height: round(h),
      rx: radius,
      ...drawnAttributes(drawn, palette),
      ...(hatch ? { fill: 'url(#hatch)' } : {}),
      class: glides ? 'glides' : undefined,
      'pointer-events': drawn.fill === undefined && !hatch ? 'none' : undefined,
    },
    children: [],
  };
}

function pathElement({ points, closed, ...drawn }: Path, palette: Palette): Markup {
  const d = `M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}${closed ? 'Z' : ''}`;
  return { tag: 'path', attributes: { d, ...drawnAttributes(drawn, palette), 'pointer-events': 'none' }, children: [] };
}

function drawnAttributes(
  { fill, stroke, width, dash, opacity }: Omit<Path, 'kind' | 'points'>,
  palette: Palette,
): Attributes {
  return {
    fill: fill === undefined ? 'none' : colourOf(fill, palette),
    stroke: stroke === undefined ? undefined : colourOf(stroke, palette),
    'stroke-width': width,
    'stroke-dasharray': dash ? '4 3' : undefined,
    opacity,
  };
}

function textElement({ x, y, text, size, fill, anchor = 'start', bold }: Label, palette: Palette): Markup {
  return {
    tag: 'text',
    attributes: {
      x: round(x),
      y: round(y),
      'font-size': round(size),
      fill: colourOf(fill, palette),
      'text-anchor': anchor,
      'font-weight': bold ? 700 : undefined,
      'pointer-events': 'none',
    },
    text,
    children: [],
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Makes `parent` hold exactly this element; what is there already is changed, not made anew. */
export function patch(parent: Element, wanted: Markup): SVGElement {
  return patchAt(parent, parent.firstElementChild, wanted);
}

function patchAt(parent: Element, there: Element | null, wanted: Markup): SVGElement {
  const reusable = there instanceof SVGElement && there.tagName === wanted.tag ? there : undefined;
  const element = reusable ?? document.createElementNS(NS, wanted.tag);
  if (there && !reusable) there.replaceWith(element);
  else if (!there) parent.append(element);
  for (const [name, value] of Object.entries(wanted.attributes)) {
    const text = value === undefined ? null : String(value);
    if (element.getAttribute(name) === text) continue;
    if (text === null) element.removeAttribute(name);
    else element.setAttribute(name, text);
  }
  if (reusable)
    for (const { name } of [...element.attributes]) if (!(name in wanted.attributes)) element.removeAttribute(name);
  if (wanted.text !== undefined) {
    if (element.textContent !== wanted.text) element.textContent = wanted.text;
    return element;
  }
  let child = element.firstElementChild;
  for (const each of wanted.children) {
    const next: Element | null = child?.nextElementSibling ?? null;
    patchAt(element, child, each);
    child = next;
  }
  while (child) {
    const next: Element | null = child.nextElementSibling;
    child.remove();
    child = next;
  }
  return element;
}

/** A file that stands alone: its own ground and font, no link to anything. */
export function svgText(scene: Scene, palette: Palette, imageOf: (map: MapImage) => string): string {
  const root = sceneElement(scene, palette, imageOf);
  const { margin } = boundsOf(scene);
  const ground: Markup = {
    tag: 'rect',
    attributes: { x: -margin, y: -margin, width: '100%', height: '100%', fill: palette.ground },
    children: [],
  };
  const title: Markup = { tag: 'title', attributes: {}, text: scene.title, children: [] };
  return textOf({
    ...root,
    attributes: { xmlns: NS, ...root.attributes, 'font-family': 'Segoe UI, Ubuntu, Helvetica, Arial, sans-serif' },
    children: [title, ground, ...root.children],
  });
}

const ONLY_ON_A_PAGE = new Set([
  'tabindex',
  'class',
  'role',
  'aria-label',
  'aria-current',
  'data-grid',
  'data-row',
  'data-column',
  'pointer-events',
]);

function textOf({ tag, attributes, text, children }: Markup): string {
  const written = Object.entries(attributes)
    .filter(([name, value]) => value !== undefined && !ONLY_ON_A_PAGE.has(name))
    .map(([name, value]) => ` ${name}="${escapeText(String(value))}"`);
  const inner = text === undefined ? children.map(textOf).join('') : escapeText(text);
  return `<${tag}${written.join('')}${inner === '' ? '/>' : `>${inner}</${tag}>`}`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

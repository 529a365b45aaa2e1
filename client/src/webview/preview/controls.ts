// The panel's controls: VS Code's own look, a name for screen readers, and one callback each. They hold no state of the panel.
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import type { VscodeButton } from '@vscode-elements/elements/dist/vscode-button/vscode-button.js';
import type { VscodeCheckbox } from '@vscode-elements/elements/dist/vscode-checkbox/vscode-checkbox.js';
import type { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/vscode-single-select.js';
import { element } from '../dom.ts';

export function button(
  text: string,
  run: () => void,
  options: { readonly primary?: boolean; readonly title?: string } = {},
): VscodeButton {
  const made = document.createElement('vscode-button') as VscodeButton;
  made.textContent = text;
  made.secondary = options.primary !== true;
  if (options.title) {
    made.title = options.title;
    // Beside a text of its own it is a description.
    if (text === '') made.setAttribute('aria-label', options.title);
  }
  made.addEventListener('click', () => !made.disabled && run());
  return made;
}

const ICONS = {
  play: 'M4 2.5v11l9-5.5z',
  pause: 'M4 2.5h3v11H4zM9 2.5h3v11H9z',
  next: 'M3 3v10l6-5zM10.5 3H13v10h-2.5z',
  previous: 'M13 3v10L7 8zM3 3h2.5v10H3z',
  first: 'M14 3v10L9 8zM8.5 3v10l-5-5zM1.5 3h1.8v10H1.5z',
  last: 'M2 3v10l5-5zM7.5 3v10l5-5zM12.7 3h1.8v10h-1.8z',
} as const;
export type IconName = keyof typeof ICONS;

/** Drawn, because fonts differ in which of these signs they have. */
export function setIcon(target: HTMLElement, name: IconName): void {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  for (const [attribute, value] of Object.entries({
    viewBox: '0 0 16 16',
    width: '16',
    height: '16',
    'aria-hidden': 'true',
  }))
    svg.setAttribute(attribute, value);
  path.setAttribute('d', ICONS[name]);
  path.setAttribute('fill', 'currentColor');
  svg.append(path);
  target.replaceChildren(svg);
}

export function iconButton(icon: IconName, title: string, run: () => void, primary = false): VscodeButton {
  const made = button('', run, { primary, title });
  setIcon(made, icon);
  return made;
}

export function checkbox(label: string, change: (checked: boolean) => void): VscodeCheckbox {
  const made = document.createElement('vscode-checkbox') as VscodeCheckbox;
  made.label = label;
  made.addEventListener('change', () => change(made.checked));
  return made;
}

export interface Choice<T extends string> {
  readonly element: HTMLElement;
  show(value: T): void;
  offer(options: readonly (readonly [value: T, text: string])[]): void;
}

export function choice<T extends string>(
  label: string,
  options: readonly (readonly [value: T, text: string])[],
  change: (value: T) => void,
): Choice<T> {
  const select = document.createElement('vscode-single-select') as VscodeSingleSelect;
  select.label = label;
  let known: readonly (readonly [T, string])[] = [];
  const offer = (wanted: typeof known) => {
    if (JSON.stringify(known) === JSON.stringify(wanted)) return;
    known = wanted;
    const value = select.value;
    select.options = known.map(([value, text]) => ({
      value,
      label: text,
      description: '',
      selected: false,
      disabled: false,
    }));
    if (value) select.value = value;
  };
  offer(options);
  select.addEventListener('change', () => {
    const found = known.find(([value]) => value === select.value);
    if (found) change(found[0]);
  });
  const caption = element('span', { class: 'caption', text: label, attributes: { 'aria-hidden': true } });
  return {
    element: element('div', { class: 'field' }, caption, select),
    show: (value) => {
      if (select.value !== value) select.value = value;
    },
    offer,
  };
}

export interface Tick {
  readonly value: number;
  /** Does not fit, and why. */
  readonly bad: boolean;
  readonly about: string;
}

export interface Slider {
  readonly element: HTMLElement;
  show(value: number, ticks: readonly Tick[], enabled: boolean): void;
}

/** A slider over whole numbers; under it every value, in red where it does not fit. */
export function slider(label: string, change: (value: number) => void): Slider {
  const range = element('input', { attributes: { type: 'range', step: 1, 'aria-label': label } });
  // The slider itself says its value.
  const output = element('span', { class: 'value', attributes: { 'aria-hidden': true } });
  const marks = element('div', { class: 'ticks', attributes: { 'aria-hidden': true } });
  range.addEventListener('input', () => change(Number(range.value)));
  marks.addEventListener('click', ({ target }) => {
    const value = target instanceof HTMLElement ? target.dataset.value : undefined;
    if (value !== undefined && !range.disabled) change(Number(value));
  });
  const caption = element('span', { class: 'caption', text: label, attributes: { 'aria-hidden': true } });
  const box = element(
    'div',
    { class: 'field slider' },
    element('div', { class: 'line' }, caption, output),
    range,
    marks,
  );
  return {
    element: box,
    show(value, ticks, enabled) {
      const [first, last] = [ticks[0], ticks.at(-1)];
      range.min = String(first?.value ?? value);
      range.max = String(last?.value ?? value);
      range.value = String(value);
      range.disabled = !enabled;
      const current = ticks.find((tick) => tick.value === value);
      box.classList.toggle('bad', current?.bad === true);
      box.classList.toggle('disabled', !enabled);
      range.setAttribute('aria-invalid', String(current?.bad === true));
      range.setAttribute(
        'aria-valuetext',
        [String(value), current?.about ?? ''].filter((part) => part !== '').join(', '),
      );
      output.textContent = signed(value);
      showTicks(marks, ticks, value);
    },
  };
}

function signed(value: number): string {
  return String(value).replace('-', '−');
}

/** More of them would run into each other. */
const MOST_TICKS = 13;

function showTicks(marks: HTMLElement, ticks: readonly Tick[], value: number): void {
  const shown = ticks.length > MOST_TICKS ? [] : ticks;
  marks.replaceChildren(
    ...shown.map((tick) => {
      const classes = ['tick', ...(tick.bad ? ['bad'] : []), ...(tick.value === value ? ['current'] : [])];
      const made = element('span', { class: classes.join(' '), text: signed(tick.value), title: tick.about });
      made.dataset.value = String(tick.value);
      return made;
    }),
  );
}

export interface NumberField {
  readonly element: HTMLElement;
  show(value: number): void;
}

/** A whole number from `least` to `most`; anything else goes back to what was there, and says so. */
export function numberField(
  label: string,
  [least, most]: readonly [number, number],
  change: (value: number) => void,
  refuse: (text: string) => void,
): NumberField {
  const input = element('input', { attributes: { type: 'text', inputmode: 'numeric', size: 5, 'aria-label': label } });
  let current = least;
  input.addEventListener('change', () => {
    const value = /^\d{1,9}$/.test(input.value.trim()) ? Number(input.value) : Number.NaN;
    if (value >= least && value <= most) return change(value);
    refuse(input.value);
    input.value = String(current);
  });
  const caption = element('span', { class: 'caption', text: label, attributes: { 'aria-hidden': true } });
  return {
    element: element('div', { class: 'field' }, caption, input),
    show(value) {
      current = value;
      if (document.activeElement !== input) input.value = String(value);
    },
  };
}

export interface Tabs<T extends string> {
  readonly element: HTMLElement;
  show(value: T): void;
}

/** Arrow keys walk the tabs, as the ARIA pattern has it. */
export function tabs<T extends string>(
  label: string,
  options: readonly (readonly [value: T, text: string])[],
  change: (value: T) => void,
): Tabs<T> {
  const made = options.map(([value, text]) => {
    const tab = element('button', {
      class: 'tab',
      text,
      attributes: { type: 'button', role: 'tab', 'aria-controls': 'stage' },
    });
    tab.dataset.value = value;
    tab.addEventListener('click', () => change(value));
    return tab;
  });
  const list = element('div', { class: 'tabs', attributes: { role: 'tablist', 'aria-label': label } }, ...made);
  list.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = made.indexOf(document.activeElement as HTMLButtonElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    const next = made[(at + step + made.length) % made.length];
    next?.focus();
    next?.click();
  });
  return {
    element: list,
    show(value) {
      for (const tab of made) {
        const selected = tab.dataset.value === value;
        tab.setAttribute('aria-selected', String(selected));
        tab.tabIndex = selected ? 0 : -1;
      }
    },
  };
}

// Making elements. Text goes in as text, never as markup.

export interface Properties {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { class: className, text, title, attributes = {} }: Properties = {},
  ...children: readonly Node[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  if (title) made.title = title;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

export function setAttribute(target: Element, name: string, value: string | number | undefined): void {
  if (value === undefined) target.removeAttribute(name);
  else target.setAttribute(name, String(value));
}

// An instance's `__dict__`: a dict whose entries are the instance's attributes.

import type { Value } from '../values.ts';
import { PyDict } from './containers.ts';
import type { PyInstance } from './objects.ts';

/** `x.__dict__`: what is put into it becomes an attribute, and the other way round. */
export class PyAttributes extends PyDict {
  readonly shares: PyInstance;
  readonly #live: AttributeEntries;
  constructor(owner: PyInstance) {
    super();
    this.shares = owner;
    this.#live = new AttributeEntries(owner);
  }
  override get entries(): PyDict['entries'] {
    return this.#live;
  }
  override set entries(entries: PyDict['entries']) {
    const given = [...entries.values()];
    this.#live.clear();
    for (const entry of given) this.#live.set(entry[0], entry);
  }
  override get isEmpty(): boolean {
    return this.#live.size === 0;
  }
}

class AttributeEntries extends Map<unknown, readonly [key: Value, value: Value]> {
  readonly #owner: PyInstance;
  constructor(owner: PyInstance) {
    super();
    this.#owner = owner;
  }
  override get size(): number {
    return this.#owner.attributes.size;
  }
  override has(key: unknown): boolean {
    return this.#owner.attributes.has(key as string);
  }
  override get(key: unknown): readonly [key: Value, value: Value] | undefined {
    const value = this.#owner.attributes.get(key as string);
    return value === undefined ? undefined : [key as string, value];
  }
  override set(key: unknown, [, value]: readonly [key: Value, value: Value]): this {
    if (typeof key === 'string') this.#owner.attributes.set(key, value);
    return this;
  }
  override delete(key: unknown): boolean {
    return this.#owner.attributes.delete(key as string);
  }
  override clear(): void {
    this.#owner.attributes.clear();
  }
  override keys(): MapIterator<unknown> {
    return this.#owner.attributes.keys();
  }
  override *values(): MapIterator<readonly [key: Value, value: Value]> {
    for (const [name, value] of this.#owner.attributes) yield [name, value];
  }
  override *entries(): MapIterator<[unknown, readonly [key: Value, value: Value]]> {
    for (const [name, value] of this.#owner.attributes) yield [name, [name, value]];
  }
  override [Symbol.iterator](): MapIterator<[unknown, readonly [key: Value, value: Value]]> {
    return this.entries();
  }
  override forEach(run: (value: readonly [key: Value, value: Value], key: unknown, map: this) => void): void {
    for (const [key, value] of this.entries()) run(value, key, this);
  }
}

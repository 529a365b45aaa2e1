// When the server clears away what answers leave behind: once nobody waits, and never again where it takes long.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Tidying } from '../../server/src/lsp/tidying.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('waits until nothing is to be answered any more, and does it once', () => {
  const tidy = vi.fn();
  const tidying = new Tidying(tidy);
  for (let keystroke = 0; keystroke < 3; keystroke++) {
    tidying.never();
    tidying.soon();
    vi.advanceTimersByTime(40);
  }
  expect(tidy).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(tidy).toHaveBeenCalledOnce();
});

it('does not wait so long where nothing is left of an answer', () => {
  const tidy = vi.fn();
  const tidying = new Tidying(tidy);
  tidying.soon();
  tidying.atLast();
  vi.advanceTimersByTime(20);
  expect(tidy).toHaveBeenCalledOnce();
});

it('stays out of the way of an answer that is under way', () => {
  const tidy = vi.fn();
  const tidying = new Tidying(tidy);
  tidying.soon();
  tidying.never();
  vi.advanceTimersByTime(1000);
  expect(tidy).not.toHaveBeenCalled();
});

it('leaves it where it takes so long that whoever types would notice', () => {
  const tidy = vi.fn(() => void vi.advanceTimersByTime(100));
  const tidying = new Tidying(tidy);
  for (let answer = 0; answer < 3; answer++) {
    tidying.soon();
    vi.advanceTimersByTime(1000);
  }
  expect(tidy).toHaveBeenCalledOnce();
});

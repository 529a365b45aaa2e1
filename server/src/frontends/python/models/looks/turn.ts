// How far a build goes: what would take too long is left to a later one of the same text, which goes on from there. Has no
// clock: whoever waits says when it is time.
import type { Pause } from '../../../front-end.ts';
import type { Running } from '../../program.ts';

/** Thrown to leave what is under way to a later build. */
const LATER = Symbol('later');

export class Turn {
  readonly pause: Pause | undefined;
  /** Something has come to its end that later turns need not do again. */
  #hasAdvanced = false;

  constructor(pause: Pause | undefined) {
    this.pause = pause;
  }

  advance(): void {
    this.#hasAdvanced = true;
  }

  /** Where nobody waits, every turn comes a little further, or there would be no end to it. */
  isOver(layers: number): boolean {
    const { pause } = this;
    return pause !== undefined && (pause.urgent === true || this.#hasAdvanced) && pause(layers);
  }

  /** Before a model of about so many layers is run. */
  check(layers: number): void {
    if (this.isOver(layers)) throw LATER;
  }
}

/** Undefined: it is left to another turn. */
export function inTime<T>(
  { turn, program: { interpreter } }: Running,
  run: () => T,
): { readonly value: T } | undefined {
  const { pause } = turn;
  const { beat } = interpreter;
  if (pause?.urgent) interpreter.beat = () => turn.check(0);
  try {
    return { value: run() };
  } catch (error) {
    if (error !== LATER) throw error;
    return undefined;
  } finally {
    interpreter.beat = beat;
  }
}

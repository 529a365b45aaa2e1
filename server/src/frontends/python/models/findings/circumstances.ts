// How the run of a model came about that failed: how much of that may be blamed on the file.
import type { PyInstance } from '../../evaluator/values.ts';

/** How the run came about that ended so. */
export interface Circumstances {
  readonly model?: PyInstance | undefined;
  /** The class, where nobody makes it: it may be there for others to derive from. */
  readonly unmade?: string | undefined;
  /** Nobody says its input. */
  readonly guessed?: boolean;
  /** A layer reads that very input, as it is: only its sizes are anybody's guess. */
  readonly confirmed?: boolean;
  /** Arguments that nobody gives hold nothing: `anchors=()`. */
  readonly empty?: boolean;
  /** Arguments that nobody gives are None, which mostly are something else when somebody makes the model. */
  readonly open?: boolean;
  /** Nobody says its arguments either. */
  readonly byDefault?: boolean;
  /** The very model, and its input, are what somebody wants: what the code itself refuses is a mistake, too. */
  readonly wanted?: boolean;
  /** It ends so whatever anybody gives (anyway.ts). */
  readonly certain?: boolean;
  /** A function of the file makes it. */
  readonly byFactory?: boolean;
}

// The words for a place where tracking stopped; they are the rules'.
import type { Analysis } from '../analyze.ts';
import type { Gap } from '../graph/graph.ts';
import { causeMessage } from '../rules/gaps.ts';

export function gapWords({ cause }: Gap, { words }: Analysis): string {
  return causeMessage(cause, words);
}

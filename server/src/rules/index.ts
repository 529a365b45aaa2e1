// The registry of rules. To add one, write its file and name it here.
import type { RuleId } from '../graph/facts.ts';
import { channelsMismatch } from './channels-mismatch.ts';
import type { AnyRule } from './rule.ts';

export const rules: readonly AnyRule[] = [channelsMismatch];

const byId = new Map(rules.map((rule) => [rule.id, rule]));

export function ruleOf(id: RuleId): AnyRule | undefined {
  return byId.get(id);
}

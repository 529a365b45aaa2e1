// A module that is used before `super().__init__()` has run.
import type { Finding } from '../../../../graph/finding.ts';
import { unsettledBy } from '../../evaluator/objects/unsettled.ts';
import type { PyInstance, Runtime } from '../../evaluator/values.ts';
import { originOf, sessionOf } from '../session.ts';
import { foundIn, pathOf } from '../tree.ts';
import { initModule, REGISTRIES, registryOf } from './registries.ts';

/**
 * `attribute`: what is assigned; undefined where it is called. PyTorch raises AttributeError; one finding says so, and the model
 * goes on as if `super().__init__()` stood there.
 */
export function initTooLate(runtime: Runtime, self: PyInstance, attribute: string | undefined, quote: string): void {
  // It may have run, with what nobody knows.
  const why = unsettledBy(self);
  if (why) {
    initModule(runtime, self);
    for (const registry of REGISTRIES) {
      const items = registryOf(self, registry);
      if (items) items.lost = why;
    }
    return;
  }
  const origin = originOf(runtime, runtime.site);
  const { builder } = sessionOf(runtime);
  const finding: Finding = {
    rule: 'super-init-missing',
    span: origin.span,
    facts: { class: self.class.name, ...(attribute === undefined ? {} : { attribute }) },
    quote,
    ...(origin.uri === undefined ? {} : { uri: origin.uri }),
  };
  if (!self.class.mro.some(({ open }) => open)) {
    if (pathOf(builder, self) === undefined) foundIn(self, finding);
    else builder.report(finding);
  }
  initModule(runtime, self);
}

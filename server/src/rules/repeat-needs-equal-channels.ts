// A layer that is repeated is built with the same arguments each time: what one puts out, the next must take.
import { t } from '@vscode/l10n';
import { defineRule } from './rule.ts';

export const repeatNeedsEqualChannels = defineRule({
  id: 'repeat-needs-equal-channels',
  severity: 'error',
  summary: 'A repeated layer puts out other channels than it takes.',

  message: ({ facts: { name, repeats, inChannels, outChannels } }, words) =>
    t(
      '{0} is repeated {1} times with the same arguments, but it takes {2} channels and puts out {3}: the second one fails. Repeat it once, or give it as many channels as it takes.',
      name,
      words.count(repeats),
      words.count(inChannels),
      words.count(outChannels),
    ),
});

// The registry of rules: what the file says, what frameworks refuse, what the whole judges. To add one, write its file and
// name it here.
import type { RuleId } from '../graph/facts.ts';
import { addShapesDiffer } from './add-shapes-differ.ts';
import { badReference } from './bad-reference.ts';
import { badValue } from './bad-value.ts';
import { biasBeforeBatchNorm } from './bias-before-batch-norm.ts';
import { ceilReadsPadding } from './ceil-reads-padding.ts';
import { channelsMismatch } from './channels-mismatch.ts';
import { concatShapesDiffer } from './concat-shapes-differ.ts';
import { declaredOutputDiffers } from './declared-output-differs.ts';
import { evenKernelGrows } from './even-kernel-grows.ts';
import { featuresMismatch } from './features-mismatch.ts';
import { fullyConnectedDominates } from './fully-connected-dominates.ts';
import { functionalDropoutIgnoresEval } from './functional-dropout-ignores-eval.ts';
import { groupNormDoesNotDivide } from './group-norm-does-not-divide.ts';
import { groupsDoNotDivide } from './groups-do-not-divide.ts';
import { kernelExceedsInput } from './kernel-exceeds-input.ts';
import { layoutLooksSwapped } from './layout-looks-swapped.ts';
import { limitReached } from './limit-reached.ts';
import { missingAttribute } from './missing-attribute.ts';
import { missingFlatten } from './missing-flatten.ts';
import { missingInput } from './missing-input.ts';
import { missingOutput } from './missing-output.ts';
import { missingValue } from './missing-value.ts';
import { modelRaises } from './model-raises.ts';
import { moduleListIsPlainList } from './module-list-is-plain-list.ts';
import { normEpsLooksLikeMomentum } from './norm-eps-looks-like-momentum.ts';
import { normFeaturesMismatch } from './norm-features-mismatch.ts';
import { outputPaddingTooLarge } from './output-padding-too-large.ts';
import { paddingExceedsInput } from './padding-exceeds-input.ts';
import { poolPaddingTooLarge } from './pool-padding-too-large.ts';
import { poolTooDestructive } from './pool-too-destructive.ts';
import { rankMismatch } from './rank-mismatch.ts';
import { repeatNeedsEqualChannels } from './repeat-needs-equal-channels.ts';
import { reshapeChangesSize } from './reshape-changes-size.ts';
import type { AnyRule } from './rule.ts';
import { samePaddingWithStride } from './same-padding-with-stride.ts';
import { shapesDoNotMatch } from './shapes-do-not-match.ts';
import { shrinksTooFast } from './shrinks-too-fast.ts';
import { singleValuePerChannel } from './single-value-per-channel.ts';
import { sizeDoesNotDivide } from './size-does-not-divide.ts';
import { softmaxBeforeCrossEntropy } from './softmax-before-cross-entropy.ts';
import { staleSummaryComment } from './stale-summary-comment.ts';
import { strideDoesNotFit } from './stride-does-not-fit.ts';
import { superInitMissing } from './super-init-missing.ts';
import { syntaxError } from './syntax-error.ts';
import { unknownKey } from './unknown-key.ts';
import { unknownLayer } from './unknown-layer.ts';
import { unproductiveLayer } from './unproductive-layer.ts';
import { unreadComment } from './unread-comment.ts';
import { unusedLayer } from './unused-layer.ts';
import { viewMixesBatch } from './view-mixes-batch.ts';
import { volumeVanishes } from './volume-vanishes.ts';
import { wrongCall } from './wrong-call.ts';
import { wrongDtype } from './wrong-dtype.ts';

export const rules: readonly AnyRule[] = [
  syntaxError,
  unknownLayer,
  unknownKey,
  missingInput,
  missingValue,
  badValue,
  badReference,
  limitReached,
  repeatNeedsEqualChannels,
  declaredOutputDiffers,
  staleSummaryComment,
  unreadComment,
  wrongCall,
  missingAttribute,
  modelRaises,
  superInitMissing,
  missingOutput,
  channelsMismatch,
  featuresMismatch,
  normFeaturesMismatch,
  groupsDoNotDivide,
  groupNormDoesNotDivide,
  sizeDoesNotDivide,
  concatShapesDiffer,
  addShapesDiffer,
  shapesDoNotMatch,
  rankMismatch,
  wrongDtype,
  reshapeChangesSize,
  poolPaddingTooLarge,
  paddingExceedsInput,
  outputPaddingTooLarge,
  samePaddingWithStride,
  singleValuePerChannel,
  strideDoesNotFit,
  ceilReadsPadding,
  volumeVanishes,
  kernelExceedsInput,
  shrinksTooFast,
  unproductiveLayer,
  missingFlatten,
  layoutLooksSwapped,
  evenKernelGrows,
  biasBeforeBatchNorm,
  poolTooDestructive,
  unusedLayer,
  fullyConnectedDominates,
  viewMixesBatch,
  moduleListIsPlainList,
  softmaxBeforeCrossEntropy,
  functionalDropoutIgnoresEval,
  normEpsLooksLikeMomentum,
];

const byId = new Map(rules.map((rule) => [rule.id, rule]));

export function ruleOf(id: RuleId): AnyRule | undefined {
  return byId.get(id);
}

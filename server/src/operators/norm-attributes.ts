// Attributes that the normalizations share.
import { flag, number, optional } from '../graph/attribute.ts';

export const epsilon = (value = 1e-5) =>
  number({ min: 0, default: value, doc: 'Keeps the division from failing where a channel hardly varies.' });

export const momentum = optional(
  number({ default: 0.1, doc: 'How fast the running statistics follow each batch; none averages over all batches.' }),
);

export const affine = (value: boolean) =>
  flag({ default: value, doc: 'Learns a scale and a shift for each channel after normalizing.' });

export const shift = flag({ default: true, doc: 'Learns the shift as well, where it learns the scale.' });

export const trackRunningStats = (value: boolean) =>
  flag({ default: value, doc: 'Keeps running means and variances in training, for use in evaluation.' });

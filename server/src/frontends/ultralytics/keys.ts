// The keys of a model file, with what they mean. Other keys are a user's own, and left alone.

export const KEYS: ReadonlyMap<string, string> = new Map([
  ['nc', 'How many classes the model tells apart; arguments may name it.'],
  ['scales', 'Sizes in which the model is built: [depth, width, max_channels] for each letter.'],
  ['depth_multiple', 'Repeats above 1 are multiplied by it, where there are no scales.'],
  ['width_multiple', 'Channels are multiplied by it and rounded up to a multiple of 8, where there are no scales.'],
  ['activation', 'The activation of all convolutions, as an expression of torch.nn; SiLU where not given.'],
  ['kpt_shape', 'How many key points there are, and how many numbers each has; arguments may name it.'],
  ['reg_max', 'Bins of the distribution over each side of a box; 16 where not given.'],
  ['end2end', 'Gives heads twins that find each object once, so that nothing is suppressed afterwards.'],
  ['ch', 'Channels of the image; 3 where not given.'],
  ['channels', 'Channels of the image; 3 where not given.'],
  ['anchors', 'Box shapes of each level, or how many there are.'],
  ['backbone', 'The first rows: [from, repeats, module, args].'],
  ['head', 'The rows behind the backbone; positions go on counting.'],
  ['text_model', 'Which model turns class names into features.'],
]);

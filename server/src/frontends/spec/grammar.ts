// The keys of the format and what each takes: one table for reading, completion, hovers and the JSON Schema.
// Layers that are operators are not here: their words and attributes come from the registry (vocabulary.ts).

export type ValueKind =
  | 'text'
  | 'choice'
  | 'flag'
  | 'count'
  | 'shape'
  | 'shapes'
  | 'layers'
  | 'layer'
  | 'branches'
  | 'references'
  | 'outputs'
  | 'size'
  | 'sizes'
  | 'anything';

export interface KeySpec {
  readonly value: ValueKind;
  /** One English sentence; translated where it is shown. */
  readonly doc: string;
  readonly choices?: readonly string[];
  readonly required?: boolean;
}

export type Keys = Readonly<Record<string, KeySpec>>;

export const MODEL_KEYS: Keys = {
  model: { value: 'text', doc: 'The name of the model.' },
  description: { value: 'text', doc: 'What the model is, for readers.' },
  input: {
    value: 'shape',
    doc: 'Shape of one sample: height × width × channels as `32x32x3`, or by name as `{ channels: 3, height: 32, width: 32 }`.',
  },
  inputs: {
    value: 'shapes',
    doc: 'Several inputs, each with a name and a shape; the first feeds the first layer, `from` names the others.',
  },
  rounding: {
    value: 'choice',
    choices: ['exact', 'floor'],
    doc: 'Under `exact` (the default) a filter that does not fit its input is an error; `floor` rounds down silently, as frameworks do.',
  },
  training: {
    value: 'flag',
    doc: 'Check the model as it trains: some layers refuse in training what they accept in evaluation.',
  },
  layers: { value: 'layers', required: true, doc: 'The layers, each fed by the one before unless it says `from`.' },
  outputs: {
    value: 'outputs',
    doc: 'Which layers are the outputs of the model, by name or position; the last layer where left out.',
  },
  definitions: {
    value: 'anything',
    doc: 'A place for YAML anchors that layers use as aliases; not part of the model.',
  },
};

/** Beside a layer's own word. */
export const LAYER_KEYS: Keys = {
  name: { value: 'text', doc: 'A name that `from` and `outputs` can refer to.' },
  from: {
    value: 'references',
    doc: 'Where the input comes from: a name, a position in the list (−1 is the layer before), or a list of them.',
  },
  output: {
    value: 'shape',
    doc: 'The shape that should come out; a warning tells where it differs, and an unknown shape becomes this one.',
  },
};

export interface Composite {
  readonly doc: string;
  readonly keys: Keys;
  /** Takes the place of a mapping where a list is given. */
  readonly main: string;
}

export const COMPOSITES: Readonly<Record<string, Composite>> = {
  residual: {
    doc: 'Runs a body beside a shortcut and joins both; an empty shortcut passes the input on unchanged.',
    main: 'body',
    keys: {
      body: { value: 'layers', required: true, doc: 'The layers whose output is added to the shortcut.' },
      shortcut: { value: 'layers', doc: 'The layers of the other path; the input itself where empty.' },
      join: { value: 'layer', doc: 'The layer that joins both paths; `add` where left out.' },
    },
  },
  parallel: {
    doc: 'Runs several branches on the same input and joins their outputs.',
    main: 'branches',
    keys: {
      branches: { value: 'branches', required: true, doc: 'Lists of layers, or a mapping from names to them.' },
      join: { value: 'layer', doc: 'The layer that joins the branches; `concat` where left out.' },
    },
  },
  repeat: {
    doc: 'Stacks the same layers several times, each time with weights of its own.',
    main: 'layers',
    keys: {
      times: { value: 'count', required: true, doc: 'How often the layers are stacked.' },
      layers: { value: 'layers', required: true, doc: 'The layers of one turn.' },
    },
  },
  block: {
    doc: 'Groups layers under one name.',
    main: 'layers',
    keys: { layers: { value: 'layers', required: true, doc: 'The layers of the group, one after the other.' } },
  },
};

/** The named form of a shape, in the order in which frameworks keep the dimensions. */
export const SHAPE_KEYS: Keys = {
  channels: { value: 'size', doc: 'Activation maps, or colours of an image.' },
  length: { value: 'size', doc: 'Cells along the only axis of a signal.' },
  depth: { value: 'size', doc: 'Cells along the first axis of a solid.' },
  height: { value: 'size', doc: 'Rows.' },
  width: { value: 'size', doc: 'Columns.' },
  tokens: { value: 'size', doc: 'Steps of a sequence.' },
  features: { value: 'size', doc: 'Numbers of a flat vector, or of each step of a sequence.' },
  shape: {
    value: 'sizes',
    doc: 'The dimensions in the order that frameworks use, without the batch; `N` may stand where the batch is not first.',
  },
  dtype: {
    value: 'choice',
    choices: ['float', 'integer', 'boolean'],
    doc: 'What the cells hold; an embedding wants integers.',
  },
  batch: { value: 'size', doc: 'A fixed number of samples instead of any number N.' },
};

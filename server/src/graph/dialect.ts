// The file formats, and what the framework behind each is called.

export type DialectId = 'spec' | 'ultralytics' | 'torch' | 'keras' | 'keras-json' | 'caffe' | 'darknet';

/** Whose run-time errors a dialect's files would meet; a spec has no framework. */
export const FRAMEWORK_NAMES: Readonly<Partial<Record<DialectId, string>>> = {
  ultralytics: 'PyTorch',
  torch: 'PyTorch',
  keras: 'Keras',
  'keras-json': 'Keras',
  caffe: 'Caffe',
  darknet: 'Darknet',
};

// Which texts start the server, by how they look.
import { expect, test } from 'vitest';
import { looksLikeModel } from '../../client/src/model-texts.ts';

test.each([
  ['cnn-yaml', ''],
  ['yaml', 'nc: 80\nbackbone:\n  - [-1, 1, Conv, [64, 3, 2]]\n'],
  ['python', 'import torch.nn as nn\n'],
  ['python', 'from timm.layers import Mlp\n'],
  ['python', 'class Net(nn.Module):\n'],
  ['python', '"""A model."""\nfrom tensorflow import keras\n'],
])('%s: %j starts the server', (language, text) => expect(looksLikeModel(language, text)).toBe(true));

test.each([
  ['yaml', 'services:\n  web:\n    image: nginx\n'],
  ['yaml', '# backbone: of the network\nkey: value\n'],
  ['python', 'print("hello")  # no torch here\n'],
  ['python', '# import torch\n'],
  ['python', 'torchlight = 1\n'],
  ['markdown', 'import torch\n'],
])('%s: %j does not', (language, text) => expect(looksLikeModel(language, text)).toBe(false));

// numpy's arrays: shapes, and the numbers of small ones, as numpy itself gives them.
import { expect, it } from 'vitest';
import { runTorch } from '../harness/python-torch.ts';

const SETUP = `import numpy as np
a = np.arange(12).reshape(3, 4)
b = a.copy()
c = np.linspace(0, 1, 4)
c.resize((4, 1))
d = np.arange(4)
d.shape = (2, -1)
b[:, 0] = 100
b[0, :2] += 1
`;

const ROWS = [
  ['a.T.shape', '(4, 3)'],
  ['a.sum(0).shape', '(4,)'],
  ['a.sum()', '66'],
  ['a.mean(axis=1).tolist()', '[1.5, 5.5, 9.5]'],
  ['np.sum(a, axis=(0, 1))', '66'],
  ['a.max(axis=1, keepdims=True).tolist()', '[[3], [7], [11]]'],
  ['np.std(a, axis=0).shape', '(4,)'],
  ['a.argmax(1).tolist()', '[3, 3, 3]'],
  ['a[1].tolist()', '[4, 5, 6, 7]'],
  ['a[:, ::2].tolist()', '[[0, 2], [4, 6], [8, 10]]'],
  ['a[None, ..., np.newaxis].shape', '(1, 3, 4, 1)'],
  ['a[[0, 2]].shape', '(2, 4)'],
  ['a[1, 2]', '6'],
  ['(c.shape, c.ndim, c[:2].shape)', '((4, 1), 2, (2, 1))'],
  ['d.tolist()', '[[0, 1], [2, 3]]'],
  ['len(a)', '3'],
  ['[row.shape for row in a]', '[(4,), (4,), (4,)]'],
  ['np.concatenate([a, a], axis=1).shape', '(3, 8)'],
  ['np.concatenate([[1, 2], [3]]).tolist()', '[1, 2, 3]'],
  ['np.stack([a, a, a], -1).shape', '(3, 4, 3)'],
  ['np.vstack([a, a]).shape', '(6, 4)'],
  ['np.tile(a, (2, 1)).shape', '(6, 4)'],
  ['np.repeat(a, 2, axis=0).shape', '(6, 4)'],
  ['np.expand_dims(a, 0).shape', '(1, 3, 4)'],
  ['np.squeeze(a[None]).shape', '(3, 4)'],
  ['np.transpose(a[None], (1, 2, 0)).shape', '(3, 4, 1)'],
  ['a.swapaxes(0, 1).shape', '(4, 3)'],
  ['np.zeros((2, 3, 4)).ndim', '3'],
  ['np.full((2, 2), 7).tolist()', '[[7, 7], [7, 7]]'],
  ['np.eye(2).tolist()', '[[1.0, 0.0], [0.0, 1.0]]'],
  ['(np.linspace(0, 1, 5).reshape(-1, 1) * np.ones((1, 3))).shape', '(5, 3)'],
  ['np.power(2, np.arange(4)[None]).tolist()', '[[1, 2, 4, 8]]'],
  ['(1 / (a + 1)).shape', '(3, 4)'],
  ['(a @ a.T).shape', '(3, 3)'],
  ['(a > 3).sum()', '8'],
  ['np.where(a > 3, a, 0).tolist()', '[[0, 0, 0, 0], [4, 5, 6, 7], [8, 9, 10, 11]]'],
  ["np.triu(np.ones((1, 2, 2)), k=1).astype('uint8').tolist()", '[[[0, 1], [0, 0]]]'],
  ['[each.shape for each in np.meshgrid(np.arange(3), np.arange(4))]', '[(4, 3), (4, 3)]'],
  [
    "[each.tolist() for each in np.meshgrid(range(2), [5, 6, 7], indexing='ij')]",
    '[[[0, 0, 0], [1, 1, 1]], [[5, 6, 7], [5, 6, 7]]]',
  ],
  [
    "[each.flatten().reshape(1, 1, 2, 3).repeat(4, axis=1).shape for each in np.meshgrid(range(1, 3), range(1, 4), indexing='ij')]",
    '[(1, 4, 2, 3), (1, 4, 2, 3)]',
  ],
  ['np.random.randn(2, 3).shape', '(2, 3)'],
  ['np.random.normal(0, 1, (4, 5)).shape', '(4, 5)'],
  ['np.random.uniform(-1, 1, size=(2,)).size', '2'],
  ['np.random.randint(0, 9, (3, 3)).shape', '(3, 3)'],
  ['np.outer([1, 2, 3], [1, 2]).shape', '(3, 2)'],
  ["np.einsum('m,d->md', np.arange(3), np.arange(2)).shape", '(3, 2)'],
  ['np.array([[1, 2], [3, 4]], dtype=np.float32).tolist()', '[[1.0, 2.0], [3.0, 4.0]]'],
  ['np.array([a, a]).shape', '(2, 3, 4)'],
  ['a.flatten().tolist()', '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]'],
  ['np.cumsum(a, axis=1).shape', '(3, 4)'],
  ['np.clip(a, 1, 5).tolist()', '[[1, 1, 2, 3], [4, 5, 5, 5], [5, 5, 5, 5]]'],
  ['isinstance(np.ones((2, 2)), np.ndarray)', 'True'],
  ['np.broadcast_to(a, (2, 3, 4)).shape', '(2, 3, 4)'],
  ['np.maximum(a, 3).tolist()', '[[3, 3, 3, 3], [4, 5, 6, 7], [8, 9, 10, 11]]'],
  ['np.flip(a, 1).tolist()', '[[3, 2, 1, 0], [7, 6, 5, 4], [11, 10, 9, 8]]'],
  ['np.hanning(5)[1:-1].shape', '(3,)'],
  ['b.shape', '(3, 4)'],
  ['np.array([[p / np.power(10.0, j) for j in range(2)] for p in range(2)]).tolist()', '[[0.0, 0.0], [1.0, 0.1]]'],
  ['np.prod((2, 3, 4))', '24'],
  ['np.arange(6).reshape(2, 3).sum(1).tolist()', '[3, 12]'],
  ['a.shape[0] * a.size', '36'],
] as const;

it.each(ROWS)('%s', (expression, answer) => {
  const { value, raised } = runTorch(`${SETUP}_ = repr(${expression})\n`);
  expect([raised, value('_')]).toEqual([[], { py: answer }]);
});

it('says nothing of how many axes a list has where one of its arrays is not known', () => {
  const { value, raised } = runTorch(`${SETUP}import torch
known = repr(torch.Tensor([np.ones((3, 3)), a[:, 1:]]).shape)
_ = repr(torch.Tensor([np.ones((3, 3)), np.nothing(a)]).shape)
`);
  expect(raised).toEqual([]);
  expect(value('known')).toEqual({ py: 'torch.Size([2, 3, 3])' });
  expect(value('_')).toEqual({ py: '?' });
});

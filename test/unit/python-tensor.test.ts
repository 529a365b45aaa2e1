// Tensors as Python sees them: sizes with a symbolic batch, numbers of small tensors, what unknowns leave.
import { describe, expect, test } from 'vitest';
import { runTorch } from '../harness/python-torch.ts';

const HEAD = 'import math\nimport torch\nimport torch.nn.functional as F\n';

function resultOf(expression: string, before = ''): unknown {
  const { value, findings, raised } = runTorch(
    `${HEAD}x = given('f', 'N', 3, 8, 8)\n${before}\nresult = ${expression}`,
  );
  expect([...raised, ...findings.map((finding) => finding.rule)]).toEqual([]);
  return value('result');
}

describe('the batch', () => {
  test.each([
    ['x.view(x.size(0), -1)', ['N', 192]],
    ['x.view(-1, 192)', ['N', 192]],
    ['x.view(x.shape[0] * 8, -1)', ['8N', 24]],
    ['x.flatten(1)', ['N', 192]],
    ['x.flatten()', ['192N']],
    ['x.permute(0, 2, 3, 1).reshape(-1, 3)', ['64N', 3]],
    ['x.mean([2, 3])', ['N', 3]],
    ['x.mean(dim=(-2, -1), keepdim=True)', ['N', 3, 1, 1]],
    ['x.sum()', []],
    ['x[:, 0]', ['N', 8, 8]],
    ['x[:, :, ::2, 1:]', ['N', 3, 4, 7]],
    ['x[..., None]', ['N', 3, 8, 8, 1]],
    ['x[0]', [3, 8, 8]],
    ['x[:, [2, 0]]', ['N', 2, 8, 8]],
    ['torch.cat([x, x], 1)', ['N', 6, 8, 8]],
    ['torch.cat([x, x])', ['2N', 3, 8, 8]],
    ['torch.stack([x, x], 1)', ['N', 2, 3, 8, 8]],
    ['x.expand(-1, 3, 8, 8)', ['N', 3, 8, 8]],
    ['torch.zeros(1, 1, 4).expand(x.shape[0], -1, -1)', ['N', 1, 4]],
    ['x.repeat(2, 1, 1, 2)', ['2N', 3, 8, 16]],
    ["torch.einsum('nchw,cd->ndhw', x, torch.zeros(3, 5))", ['N', 5, 8, 8]],
    ['x.flatten(2).transpose(1, 2) @ torch.ones(3, 7)', ['N', 64, 7]],
    ['x.flatten(2) @ x.flatten(2).transpose(-2, -1)', ['N', 3, 3]],
    ['x.unflatten(1, (3, 1))', ['N', 3, 1, 8, 8]],
    ['F.pad(x, (1, 2, 3, 4))', ['N', 3, 15, 11]],
    ['F.interpolate(x, scale_factor=2)', ['N', 3, 16, 16]],
    ['F.conv2d(x, torch.zeros(6, 3, 3, 3), padding=1, stride=2)', ['N', 6, 4, 4]],
    ['F.conv2d(x, torch.zeros(6, 1, 3, 3), groups=3)', ['N', 6, 6, 6]],
    ['F.conv_transpose2d(x, torch.zeros(3, 5, 2, 2), stride=2)', ['N', 5, 16, 16]],
    ['F.linear(x.flatten(1), torch.zeros(10, 192), torch.zeros(10))', ['N', 10]],
    ['F.max_pool2d(x, 2)', ['N', 3, 4, 4]],
    ['F.adaptive_avg_pool2d(x, (1, 1))', ['N', 3, 1, 1]],
    ['F.layer_norm(x, x.shape[1:])', ['N', 3, 8, 8]],
    ['F.relu(x, inplace=True)', ['N', 3, 8, 8]],
    ['F.softmax(x, dim=1)', ['N', 3, 8, 8]],
    ['F.mse_loss(x, x, reduce=False)', ['N', 3, 8, 8]],
    ['torch.nn.MSELoss(reduce=False)(x, x)', ['N', 3, 8, 8]],
    ['torch.nn.MSELoss(None, None, "none")(x, x)', ['N', 3, 8, 8]],
    ['F.scaled_dot_product_attention(x, x, x)', ['N', 3, 8, 8]],
    ['F.batch_norm(x, torch.zeros(3), torch.ones(3))', ['N', 3, 8, 8]],
    ['torch.where(x > 0, x, torch.zeros(1))', ['N', 3, 8, 8]],
    ['(x * 2 + 1) / x.amax(1, keepdim=True)', ['N', 3, 8, 8]],
    ['-x ** 2', ['N', 3, 8, 8]],
    ['2 - x', ['N', 3, 8, 8]],
    ['x.topk(2, dim=1).values', ['N', 2, 8, 8]],
    ['x.max(1)[1]', ['N', 8, 8]],
    ['x.max(dim=1).indices.float().mean(1)', ['N', 8]],
    ['x.new_zeros(x.size(0), 5)', ['N', 5]],
    ['torch.zeros_like(x)', ['N', 3, 8, 8]],
    ['torch.arange(x.shape[0])', ['N']],
    ['torch.rand(x.shape[0], 1, 1, 1).floor_()', ['N', 1, 1, 1]],
    ['torch.fft.rfft2(x)', ['N', 3, 8, 5]],
    ['F.grid_sample(x, torch.zeros(x.shape[0], 4, 5, 2))', ['N', 3, 4, 5]],
    ['x.to("cuda", torch.float16).contiguous().clone().detach()', ['N', 3, 8, 8]],
    ['x.roll((1, 1), dims=(2, 3))', ['N', 3, 8, 8]],
    ['x.T if x.ndim == 2 else x.mT', ['N', 3, 8, 8]],
    ['x.unbind(1)[0]', ['N', 8, 8]],
    ['x.chunk(3, dim=1)[2]', ['N', 1, 8, 8]],
    ['x.split([1, 2], 1)[1]', ['N', 2, 8, 8]],
    ['x.movedim(1, -1)', ['N', 8, 8, 3]],
    ['torch.tensor_split(x, 2, dim=2)[1]', ['N', 3, 4, 8]],
    ['torch.tensor_split(x, indices=[1, 4], dim=2)[1]', ['N', 3, 3, 8]],
    ['x.tensor_split(sections=3, dim=1)[0]', ['N', 1, 8, 8]],
    ['x[x > 0]', ['?']],
    ['torch.zeros(1, 8).broadcast_to(x.shape[0], 8)', ['N', 8]],
    ['torch.zeros(2, 3).resize_(4, 5)', [4, 5]],
    ['x.data.new(x.size()).normal_()', ['N', 3, 8, 8]],
    ['x.new(2, 3)', [2, 3]],
    ['torch.randint(high=5, size=(2, 4))', [2, 4]],
    ['x.new([2, 3, 4])', [3]],
    ['torch.zeros(2, 3).resize_as_(torch.zeros(5))', [5]],
    ['x.view(torch.int32)', ['N', 3, 8, 8]],
    ['F.unfold(x, 3, padding=1)', ['N', 27, 64]],
  ])('%s', (expression, wanted) => expect(resultOf(expression)).toEqual(wanted));

  test.each([
    ['x.numel()', '192N'],
    ['x.dim()', 4],
    ['x.shape[-1]', 8],
    ['len(x)', 'N'],
    ['x.shape.numel()', '192N'],
    ['list(x.shape[1:])', [3, 8, 8]],
    ['x.is_cuda', false],
    ['x.dtype == torch.float32', true],
    ['x.shape[1] == 3', true],
    ['tuple(torch.Size([1, 2])) == (1, 2)', true],
    ['torch.is_tensor(x)', true],
    ['isinstance(x, torch.Tensor)', true],
    ['isinstance(torch.nn.ReLU(), torch.jit.ScriptModule)', false],
    ['[isinstance(torch.zeros(2), each) for each in (torch.FloatTensor, torch.LongTensor)]', [true, false]],
    ['list(torch.LongTensor(2, 3).shape)', [2, 3]],
    ['x.type()', 'torch.FloatTensor'],
    ["[x.type(each).dtype == torch.int64 for each in ('torch.LongTensor', torch.LongTensor)]", [true, true]],
    ['x.type(torch.cuda.HalfTensor).type()', 'torch.HalfTensor'],
    ['torch.finfo(torch.float16).max', 65504],
    ['str(torch.device("cuda:0"))', 'cuda:0'],
  ])('%s', (expression, wanted) => expect(resultOf(expression)).toEqual({ py: wanted }));

  test('in a loop over shapes', () =>
    expect(
      resultOf(
        'y',
        'b, c, h, w = x.shape\ny = x.reshape(b, c, h // 2, 2, w // 2, 2).permute(0, 1, 3, 5, 2, 4).reshape(b, c * 4, h // 2, w // 2)',
      ),
    ).toEqual(['N', 12, 4, 4]));

  test('in place', () => {
    expect(resultOf('x', 'y = x\nx += 1\nx.unsqueeze_(1)\nassert y is x')).toEqual(['N', 1, 3, 8, 8]);
  });

  test('windows of attention and back', () =>
    expect(
      resultOf(
        'y',
        `x = x.permute(0, 2, 3, 1)
B, H, W, C = x.shape
x = x.view(B, H // 4, 4, W // 4, 4, C)
w = x.permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, 16, C)
b = int(w.shape[0] / (H * W / 4 / 4))
y = w.view(b, H // 4, W // 4, 4, 4, -1)`,
      ),
    ).toEqual(['N', 2, 2, 4, 4, 3]));
});

describe('small tensors', () => {
  test.each([
    ['[round(v, 6) for v in torch.linspace(0, 0.1, 5).tolist()]', [0, 0.025, 0.05, 0.075, 0.1]],
    ['torch.arange(4).tolist()', [0, 1, 2, 3]],
    ['(torch.arange(3) * 2 + 1).tolist()', [1, 3, 5]],
    ['torch.arange(0, 1, 0.25).tolist()', [0, 0.25, 0.5, 0.75]],
    ['torch.tensor([[1, 2], [3, 4]]).sum(0).tolist()', [4, 6]],
    ['torch.tensor([1.5, 2.5, 3.5]).round().int().tolist()', [2, 2, 4]],
    ['torch.tensor([3, 1, 2]).max().item()', 3],
    ['int(torch.tensor(2.7).ceil())', 3],
    ['torch.cumsum(torch.tensor([1, 2, 3]), 0)[-1].item()', 6],
    ['bool((torch.ones(3) == 1).all())', true],
    ['[int(v) for v in torch.tensor([4, 5])]', [4, 5]],
    ['torch.full((2,), 7).tolist()', [7, 7]],
    [
      'torch.eye(2).tolist()',
      [
        [1, 0],
        [0, 1],
      ],
    ],
    ['math.floor(torch.log2(torch.tensor(9.0)))', 3],
    ['torch.tensor([1, 2, 3, 4]).view(2, 2).t().flatten().tolist()', [1, 3, 2, 4]],
    ['torch.cat([torch.arange(2), torch.arange(2)]).tolist()', [0, 1, 0, 1]],
    ['torch.prod(torch.tensor([2, 3, 4])).item()', 24],
    ['torch.tensor([0.1]).item() == 0.1', false],
    ['(4 ** torch.arange(3)).flip(0).tolist()', [16, 4, 1]],
    ['torch.arange(6).view(2, 3).flip([0, -1]).flatten().tolist()', [5, 4, 3, 2, 1, 0]],
    ['torch.arange(4).roll(1).tolist()', [3, 0, 1, 2]],
    ['torch.arange(2).repeat(2, 2).flatten().tolist()', [0, 1, 0, 1, 0, 1, 0, 1]],
    ['torch.arange(3).repeat_interleave(2).tolist()', [0, 0, 1, 1, 2, 2]],
    ['torch.stack([torch.arange(2), torch.arange(2) + 5], 1).flatten().tolist()', [0, 5, 1, 6]],
    ['torch.cat([torch.zeros(2, 1), torch.ones(2, 2)], -1).int().flatten().tolist()', [0, 1, 1, 0, 1, 1]],
    ['torch.arange(4)[[3, -4]].tolist()', [3, 0]],
    ['torch.arange(6).view(2, 3)[:, torch.tensor([2, 0])].flatten().tolist()', [2, 0, 5, 3]],
    ['torch.arange(4)[torch.arange(4) % 2 == 1].tolist()', [1, 3]],
    ['torch.where(torch.arange(3) > 0, 5, torch.arange(3)).tolist()', [0, 5, 5]],
    ['[int(each[1]) for each in torch.arange(4).view(2, 2).unbind(1)]', [2, 3]],
    ['torch.argsort(torch.tensor([3, 1, 2]), descending=True).tolist()', [0, 2, 1]],
    ['torch.ones(2, 2).tril().flatten().int().tolist()', [1, 0, 1, 1]],
  ])('%s', (expression, wanted) => expect(resultOf(expression)).toEqual({ py: wanted }));

  test('widths of RegNet-Y 400MF come out as torchvision has them', () => {
    const source = `
w_a, w_0, w_m, depth, q = 27.89, 48, 2.09, 16, 8
cont = torch.arange(depth) * w_a + w_0
capacity = torch.round(torch.log(cont / w_0) / math.log(w_m))
widths = (torch.round(torch.divide(w_0 * torch.pow(w_m, capacity), q)) * q).int().tolist()`;
    expect(resultOf('sorted(set(widths))', source)).toEqual({ py: [48, 104, 208, 440] });
  });
});

describe('the graph', () => {
  test('has a layer for every function of the input, and none for what belongs to no input', () => {
    const { graph } = runTorch(
      `${HEAD}x = given('f', 'N', 3, 8, 8)
table = torch.arange(64).view(8, 8).flatten() + 1
y = F.relu(F.conv2d(x, torch.zeros(4, 3, 3, 3)))
y = y.contiguous().flatten(1) * table[:144 - 80].sum()`,
    );
    expect(graph.layers.map((layer) => layer.module.type)).toEqual(['conv2d', 'relu', 'flatten', '*']);
    expect(graph.layers[0]?.macs).toBe(4 * 27 * 36);
    expect(graph.layers[0]?.module.parameters).toEqual([]);
  });

  test.each([
    ["torch.einsum('bid,bjd->bij', x.flatten(2), x.flatten(2))", 3 * 64 * 3],
    ['torch.bmm(x.flatten(2), x.flatten(2).transpose(1, 2))', 3 * 64 * 3],
    ['F.linear(x, torch.zeros(5, 8))', 3 * 8 * 8 * 5],
    // Each cell times one other: nothing is summed but what stands in one of them alone.
    ["torch.einsum('bchw,c->bchw', x, torch.zeros(3))", 0],
    ["torch.einsum('bchw,cd->bd', x, torch.zeros(3, 5))", 3 * 5],
    ["torch.einsum('bchw,cd->bdhw', x[:, :1], torch.zeros(1, 5))", 0],
    ["torch.einsum('bchw,bd->bhd', x, torch.zeros(2, 5))", 0],
    // N² of them: one for one sample.
    ['x.mean((2, 3)) @ x.mean((2, 3)).t()', 3],
  ])('%s counts its products', (expression, macs) => {
    const { graph } = runTorch(`${HEAD}x = given('f', 'N', 3, 8, 8)\nresult = ${expression}`);
    expect(graph.layers.reduce((sum, layer) => sum + Number(layer.macs), 0)).toBe(macs);
  });

  test('a concrete batch leaves whole products', () => {
    const { graph } = runTorch(`${HEAD}x = given('f', 3, 4)\nresult = x[:2] @ torch.zeros(4, 1)`);
    expect(graph.layers.reduce((sum, layer) => sum + Number(layer.macs), 0)).toBe(3);
  });

  test.each([
    ['torch.dropout(x, 0.2, train=True)', ['N', 3, 8, 8]],
    ['torch.batch_norm(x, w, w, w, w, False, 0.1, 1e-5, False)', ['N', 3, 8, 8]],
    ['torch.instance_norm(x, None, None, None, None, True, 0.1, 1e-5, False)', ['N', 3, 8, 8]],
    ['torch.embedding(torch.zeros(10, 5), torch.zeros(2, 4).long())', [2, 4, 5]],
    ['torch.adaptive_max_pool1d(x.flatten(2), 5)[1]', ['N', 3, 5]],
  ])('torch has arguments of its own: %s', (expression, shape) =>
    expect(resultOf(expression, 'w = torch.zeros(3)')).toEqual(shape),
  );

  test.each([
    ['torch.hsplit(t, 2)[0]', [4, 3, 'torch.float32']],
    ['torch.vsplit(t, [1])[1]', [3, 6, 'torch.float32']],
    ['torch.atleast_3d(t)', [4, 6, 1, 'torch.float32']],
    ['torch.atleast_2d(t[0], t)[0]', [1, 6, 'torch.float32']],
    ['torch.block_diag(t.long(), t)', [8, 12, 'torch.float32']],
    ['(t > 0).square()', [4, 6, 'torch.int64']],
    ['t.new_tensor([1, 2])', [2, 'torch.float32']],
    ['t.long().clamp(min=t[:1])', [4, 6, 'torch.float32']],
  ])('%s', (expression, answer) => {
    const { value } = runTorch(`${HEAD}t = torch.zeros(4, 6)\nr = ${expression}\nresult = [*r.shape, str(r.dtype)]`);
    expect(value('result')).toEqual({ py: answer });
  });

  test.each([
    ["given('f', 8)", 'x @ torch.zeros(8, 2)', 16],
    ["given('i', 2)", 'F.embedding(x, torch.zeros(9, 4)).view(1, -1) @ torch.zeros(8, 2)', 16],
    ["given('f', 3, 6, 6)", 'F.conv2d(x, torch.zeros(2, 3, 3, 3)).flatten() @ torch.zeros(32, 2)', 16 * 54 + 64],
    ["given('f', 2, 3, 6, 6)", 'F.conv2d(x, torch.zeros(2, 3, 3, 3))', 16 * 54],
  ])('what has no axis for the batch is one sample: %s', (input, expression, macs) => {
    const { graph } = runTorch(`${HEAD}x = ${input}\nresult = ${expression}`);
    expect(graph.layers.reduce((sum, layer) => sum + Number(layer.macs), 0)).toBe(macs);
  });

  test('keeps the flag of a dropout', () => {
    const { graph } = runTorch(`${HEAD}x = given('f', 'N', 3)\nF.dropout(x)\nF.dropout(x, 0.2, training=False)`);
    expect(graph.layers.map((layer) => layer.module.given.training?.value)).toEqual([undefined, false]);
  });
});

describe('refusals', () => {
  const findings = (text: string) => {
    const { findings, raised } = runTorch(`${HEAD}x = given('f', 'N', 3, 8, 8)\n${text}`);
    return [...findings.map((finding) => finding.rule), ...raised.map((line) => line.split(':')[0])];
  };
  test.each([
    ['x + torch.zeros(5, 8)', ['add-shapes-differ']],
    ['x.mean((2, 3)) / x.mean((1, 2, 3))', ['add-shapes-differ']],
    ['x.mean((1, 2, 3)) + torch.zeros(5)', []],
    ['torch.cat([x, torch.zeros(2, 3, 7, 8)], 1)', ['concat-shapes-differ']],
    ['x.view(-1, 100)', ['reshape-changes-size']],
    ['x.permute(0, 2, 3, 1).view(x.shape[0], -1)', ['reshape-changes-size']],
    ['x.permute(0, 2, 3, 1).contiguous().view(x.shape[0], -1)', []],
    ['x.transpose(1, 2).reshape(x.shape[0], -1)', []],
    ['F.linear(x, torch.zeros(5, 9))', ['features-mismatch']],
    ['F.conv2d(x, torch.zeros(6, 4, 3, 3))', ['channels-mismatch']],
    ['x.mean(4)', ['bad-value']],
    ['x.mean(1).keys()', ['AttributeError']],
    ['x.keys()', []],
    ['x.sum(True, 1)', ['TypeError']],
    ['x.std(True)', []],
    ['torch.arange((8, 8))', ['TypeError']],
    ["torch.arange('8')", ['TypeError']],
    ['torch.zeros(2, -1)', ['bad-value']],
    ['F.pad(x, (1, 1), 0)', ['TypeError']],
    ['F.leaky_relu(x, True)', []],
    ['F.dropout(x, False, False)', []],
    ['F.normalize(x, dim=(1, 2))', []],
    ['x.mean((1, 2)) @ x.mean((1, 2))', ['features-mismatch']],
    ['torch.nn.init.constant_(torch.zeros(3), (1, 1))', ['TypeError']],
    ['x.view(2.0, -1)', ['TypeError']],
    ['F.relu(x, inplce=True)', ['TypeError']],
    ['F.max_pool2d(x)', ['TypeError']],
    ['try:\n    x.view(-1, 100)\nexcept RuntimeError:\n    x = x.flatten(1)\nassert x.shape[1] == 192', []],
    ['try:\n    x[:, 5]\nexcept RuntimeError:\n    x = 1\nassert x == 1', []],
    ['x.some_new_method(3)', []],
    ['torch.some_new_function(x)', []],
  ])('%s', (text, wanted) => {
    expect(findings(text)).toEqual(wanted);
  });
});

test('an index that nobody knows leaves no axis certain', () => {
  const { value, findings } = runTorch(
    `${HEAD}x = given('f', 'N', 3, 8, 8)\nfor n in range(x.shape[0]):\n    at = int(x[n, 0, 0, 0])\n    x[n, 0, 0, at] += (x[n, 0, at, at] - x[n, 0, at]).sum()\ny = x[:, at]`,
  );
  expect(findings).toEqual([]);
  expect(value('x')).toEqual(['N', 3, 8, 8]);
  expect(value('y')).toBe('?');
});

test.each([
  ['x = torch.ones(4)\nx[1] = 2.5\nx[-1] = 4', '[int(8 * each) for each in x]', [8, 20, 8, 32]],
  [
    'x = torch.zeros(2, 2, dtype=torch.long)\nx[1, 0] = 3',
    'x.tolist()',
    [
      [0, 0],
      [3, 0],
    ],
  ],
  ['x = torch.ones(3)\nx[0] = torch.tensor(7.0)', 'int(x.sum().item())', 9],
])('a known number written into a small tensor: %s', (code, expression, expected) => {
  const { value, raised } = runTorch(`${HEAD}${code}\nresult = ${expression}`);
  expect(raised).toEqual([]);
  expect(JSON.stringify(value('result'))).toBe(JSON.stringify({ py: expected }));
});

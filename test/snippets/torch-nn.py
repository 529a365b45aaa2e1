# Modules, containers and layers of torch.nn.
# A line `expression  #=> answer` says what PyTorch 1.13 answers; `#=>` on a line of its own belongs to the line above it.
import torch, torch.nn as nn

# --- registered parts, parameters and buffers
class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv = nn.Conv2d(c, c, 3, padding=1)
        self.register_buffer('steps', torch.zeros(2, 3))
        self.scale = nn.Parameter(torch.ones(c))
m = nn.Sequential(Block(2), nn.ReLU())
[n for n, _ in m.named_modules()]  #=> ['', '0', '0.conv', '1']
[n for n, _ in m.named_parameters()]  #=> ['0.scale', '0.conv.weight', '0.conv.bias']
list(m.state_dict().keys())  #=> ['0.scale', '0.steps', '0.conv.weight', '0.conv.bias']
[n for n, _ in m.named_buffers()]  #=> ['0.steps']
[n for n, _ in m[0].named_children()]  #=> ['conv']

# --- a layer twice in a ModuleList counts once
a = nn.Linear(3, 4)
m = nn.ModuleList([a, a, nn.Linear(3, 4, bias=False)])
len(list(m.parameters()))  #=> 3
sum(p.numel() for p in m.parameters())  #=> 28
[n for n, _ in m.named_parameters()]  #=> ['0.weight', '0.bias', '2.weight']
len(list(m.modules()))  #=> 3
len(list(m.children()))  #=> 2

# --- requires_grad
m = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 5))
for p in m[0].parameters():
    p.requires_grad = False
sum(p.numel() for p in m.parameters() if p.requires_grad)  #=> 25
[p.requires_grad for p in m.parameters()]  #=> [False, False, True, True]
m.requires_grad_(False)[2].weight.requires_grad  #=> False

# --- deep copies
import copy
m = nn.Sequential(nn.Linear(3, 4))
n = copy.deepcopy(m)
n is m  #=> False
n[0].weight is m[0].weight  #=> False
tuple(n[0].weight.shape)  #=> (4, 3)
len(list(nn.ModuleList([m, n]).parameters()))  #=> 4

# --- ModuleList as a list
m = nn.ModuleList([nn.ReLU(), nn.Sigmoid()])
m.append(nn.Tanh())
m.insert(0, nn.Identity())
m.extend([nn.ELU()])
m += [nn.SELU()]
len(m)  #=> 6
[type(x).__name__ for x in m]  #=> ['Identity', 'ReLU', 'Sigmoid', 'Tanh', 'ELU', 'SELU']
[type(x).__name__ for x in m[1:4]]  #=> ['ReLU', 'Sigmoid', 'Tanh']
type(m[-1]).__name__  #=> 'SELU'
type(m[1:3]).__name__  #=> 'ModuleList'
[n for n, _ in m.named_children()]  #=> ['0', '1', '2', '3', '4', '5']

# --- ModuleDict as a dict
m = nn.ModuleDict({'a': nn.ReLU(), 'b': nn.Tanh()})
m['c'] = nn.Sigmoid()
del m['a']
m.update({'d': nn.ELU()})
len(m)  #=> 3
list(m.keys())  #=> ['b', 'c', 'd']
'b' in m  #=> True
'a' in m  #=> False
[type(v).__name__ for v in m.values()]  #=> ['Tanh', 'Sigmoid', 'ELU']
[k for k, v in m.items()]  #=> ['b', 'c', 'd']
type(m['c']).__name__  #=> 'Sigmoid'
m.pop('b') is not None  #=> True
list(m)  #=> ['c', 'd']

# --- Sequential of named layers
from collections import OrderedDict
m = nn.Sequential(OrderedDict([('conv', nn.Conv2d(3, 4, 1)), ('act', nn.ReLU()), ('pool', nn.MaxPool2d(2))]))
m.add_module('last', nn.Flatten())
m.append(nn.Linear(2, 2))
len(m)  #=> 5
[n for n, _ in m.named_children()]  #=> ['conv', 'act', 'pool', 'last', '4']
type(m.act).__name__  #=> 'ReLU'
type(m[1]).__name__  #=> 'ReLU'
[n for n, _ in m[:2].named_children()]  #=> ['conv', 'act']
type(m[-2]).__name__  #=> 'Flatten'

# --- ParameterList and ParameterDict
m = nn.ParameterList([nn.Parameter(torch.ones(i + 1)) for i in range(3)])
m.append(nn.Parameter(torch.ones(2, 2)))
d = nn.ParameterDict({'x': nn.Parameter(torch.ones(3))})
d['y'] = nn.Parameter(torch.ones(4))
len(m)  #=> 4
[tuple(p.shape) for p in m]  #=> [(1,), (2,), (3,), (2, 2)]
tuple(m[3].shape)  #=> (2, 2)
list(d.keys())  #=> ['x', 'y']
tuple(d['y'].shape)  #=> (4,)
[n for n, _ in d.named_parameters()]  #=> ['x', 'y']
[n for n, _ in m.named_parameters()]  #=> ['0', '1', '2', '3']

# --- attributes of convolutions
c = nn.Conv2d(3, 8, 3, stride=2, padding=(1, 0), dilation=1, groups=1, bias=False)
t = nn.ConvTranspose2d(4, 6, (3, 2), 2, output_padding=1)
c.in_channels  #=> 3
c.out_channels  #=> 8
c.kernel_size  #=> (3, 3)
c.stride  #=> (2, 2)
c.padding  #=> (1, 0)
c.dilation  #=> (1, 1)
c.groups  #=> 1
c.bias  #=> None
tuple(c.weight.shape)  #=> (8, 3, 3, 3)
c.padding_mode  #=> 'zeros'
t.output_padding  #=> (1, 1)
t.kernel_size  #=> (3, 2)
tuple(t.weight.shape)  #=> (4, 6, 3, 2)
t.transposed  #=> True
nn.Conv2d(1, 1, 3, padding='same').padding  #=> 'same'

# --- attributes of normalizations and pools
b, l, g, p, q = nn.BatchNorm2d(7), nn.LayerNorm(5), nn.GroupNorm(2, 6), nn.MaxPool2d(3), nn.AvgPool2d(2, 1)
b.num_features  #=> 7
b.eps  #=> 1e-05
b.momentum  #=> 0.1
b.affine  #=> True
tuple(b.running_mean.shape)  #=> (7,)
l.normalized_shape  #=> (5,)
l.eps  #=> 1e-05
l.elementwise_affine  #=> True
g.num_groups  #=> 2
g.num_channels  #=> 6
p.kernel_size  #=> 3
p.stride  #=> 3
q.stride  #=> 1
nn.Dropout(0.3).p  #=> 0.3
nn.LeakyReLU().negative_slope  #=> 0.01
nn.BatchNorm2d(3, affine=False).weight  #=> None
nn.BatchNorm1d(3, track_running_stats=False).running_mean  #=> None

# --- attributes of embeddings, LSTMs, attention
e, r, a, f = nn.Embedding(10, 4, padding_idx=0), nn.LSTM(5, 6, num_layers=2, batch_first=True, bidirectional=True), nn.MultiheadAttention(8, 2), nn.Linear(3, 4)
e.num_embeddings  #=> 10
e.embedding_dim  #=> 4
e.padding_idx  #=> 0
r.input_size  #=> 5
r.hidden_size  #=> 6
r.num_layers  #=> 2
r.batch_first  #=> True
r.bidirectional  #=> True
a.embed_dim  #=> 8
a.num_heads  #=> 2
a.head_dim  #=> 4
a.batch_first  #=> False
f.in_features  #=> 3
f.out_features  #=> 4
tuple(f.bias.shape)  #=> (4,)
[n for n, _ in a.named_parameters()]  #=> ['in_proj_weight', 'in_proj_bias', 'out_proj.weight', 'out_proj.bias']
tuple(a.out_proj.weight.shape)  #=> (8, 8)
[n for n, _ in r.named_parameters()][:4]  #=> ['weight_ih_l0', 'weight_hh_l0', 'bias_ih_l0', 'bias_hh_l0']

# --- layers changed after they were made
m = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3))
m[0].stride = (2, 2)
m[2] = nn.Conv2d(8, 5, 1)
m.fc = nn.Linear(2, 2)
del m.fc
m[1].inplace = True
tuple(m(torch.zeros(2, 3, 9, 9)).shape)  #=> (2, 5, 4, 4)
[n for n, _ in m.named_children()]  #=> ['0', '1', '2']
m[0].stride  #=> (2, 2)
hasattr(m, 'fc')  #=> False

# --- weights put in their place
m = nn.Conv2d(3, 8, 3)
m.weight = nn.Parameter(torch.zeros(4, 5, 1, 1))
m.bias = None
tuple(m(torch.zeros(2, 5, 9, 9)).shape)  #=> (2, 4, 9, 9)
m.bias  #=> None
[n for n, _ in m.named_parameters()]  #=> ['weight']

# --- a subclass of LayerNorm with its own forward
import torch.nn.functional as F
class LayerNorm2d(nn.LayerNorm):
    def forward(self, x):
        x = x.permute(0, 2, 3, 1)
        x = F.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)
m = LayerNorm2d(6, eps=1e-6)
tuple(m(torch.zeros(2, 6, 3, 4)).shape)  #=> (2, 6, 3, 4)
isinstance(m, nn.LayerNorm)  #=> True
m.eps  #=> 1e-06
sum(p.numel() for p in m.parameters())  #=> 12

# --- a subclass of Conv2d that calls super
class Same(nn.Conv2d):
    def __init__(self, i, o, k, **kw):
        super().__init__(i, o, k, padding=k // 2, **kw)
    def forward(self, x):
        return super().forward(x) + 1
m = Same(3, 4, 5, stride=2)
tuple(m(torch.zeros(1, 3, 8, 8)).shape)  #=> (1, 4, 4, 4)
m.padding  #=> (2, 2)
isinstance(m, nn.modules.conv._ConvNd)  #=> True
type(m).__mro__[1].__name__  #=> 'Conv2d'

# --- what is no module is not registered
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.plain = [nn.Linear(2, 2)]
        self.none = None
        self.opt = nn.Linear(2, 3)
        self.opt = None
        self.count = 3
    def forward(self, x):
        return x
m = Net()
len(list(m.parameters()))  #=> 0
m.opt  #=> None
m.count  #=> 3
hasattr(m, 'missing')  #=> False
getattr(m, 'missing', 'no')  #=> 'no'
[n for n, _ in m.named_modules()]  #=> ['']
list(m._modules.keys())  #=> ['opt']
m.training in (True, False)  #=> True

# --- errors of modules
class Net(nn.Module):
    pass
def attempt(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__ + ': ' + str(e)
m = Net()
def bad():
    m.lin = nn.Linear(2, 2)
    m.lin = 3
attempt(bad)  #=> "TypeError: cannot assign 'int' as child module 'lin' (torch.nn.Module or None expected)"
attempt(lambda: m.nothing)  #=> "AttributeError: 'Net' object has no attribute 'nothing'"
attempt(lambda: m.get_submodule('lin.x'))  #=> 'AttributeError: Linear has no attribute `x`'
type(m.get_submodule('lin')).__name__  #=> 'Linear'
attempt(lambda: nn.Sequential(3))  #=> 'TypeError: int is not a Module subclass'
attempt(lambda: nn.Sequential(nn.ReLU))  #=> 'TypeError: torch.nn.modules.activation.ReLU is not a Module subclass'
attempt(lambda: nn.Sequential(nn.Conv2d, nn.ReLU()))  #=> 'TypeError: torch.nn.modules.conv.Conv2d is not a Module subclass'
empty = nn.ParameterList()
_ = empty.append(None)
_ = empty.append(nn.Parameter(torch.zeros(4)))
[len(empty), empty[0], empty[1].shape, [n for n, _ in empty.named_parameters()]]  #=> [2, None, torch.Size([4]), ['1']]
attempt(lambda: nn.Sequential([nn.ReLU()]))  #=> 'TypeError: list is not a Module subclass'
def named(*layers):
    return [layer.__module__.split('.')[-1] for layer in layers]
named(nn.Linear, nn.Identity, nn.Bilinear, nn.LayerNorm, nn.GroupNorm, nn.LocalResponseNorm)  #=> ['linear', 'linear', 'linear', 'normalization', 'normalization', 'normalization']
named(nn.Flatten, nn.Unflatten, nn.PixelShuffle, nn.ChannelShuffle, nn.Upsample, nn.UpsamplingNearest2d)  #=> ['flatten', 'flatten', 'pixelshuffle', 'channelshuffle', 'upsampling', 'upsampling']
named(nn.Embedding, nn.Fold, nn.Unfold, nn.CosineSimilarity, nn.PairwiseDistance, nn.FractionalMaxPool2d)  #=> ['sparse', 'fold', 'fold', 'distance', 'distance', 'pooling']
named(nn.ZeroPad2d, nn.ReflectionPad1d, nn.TransformerEncoderLayer, nn.MultiheadAttention, nn.GELU, nn.Softmax2d)  #=> ['padding', 'padding', 'transformer', 'activation', 'activation', 'activation']
named(nn.MaxPool2d, nn.AdaptiveAvgPool1d, nn.BatchNorm3d, nn.InstanceNorm1d, nn.Dropout2d, nn.LSTM, nn.MSELoss)  #=> ['pooling', 'pooling', 'batchnorm', 'instancenorm', 'dropout', 'rnn', 'loss']

# --- outputs of attention and recurrent layers
x = torch.zeros(2, 7, 8)
a, w = nn.MultiheadAttention(8, 2, batch_first=True)(x, x, x)
b, n = nn.MultiheadAttention(8, 2, batch_first=True)(x, x, x, need_weights=False)
y, (h, c) = nn.LSTM(8, 5, 2, batch_first=True)(x)
z, g = nn.GRU(8, 5, bidirectional=True)(x)
i, j = nn.LSTMCell(8, 5)(x[:, 0])
[tuple(t.shape) for t in (a, w, b, y, h, c, z, g, i, j)] + [n]
#=> [(2, 7, 8), (2, 7, 7), (2, 7, 8), (2, 7, 5), (2, 2, 5), (2, 2, 5), (2, 7, 10), (2, 7, 5), (2, 5), (2, 5), None]

# --- transformers
d = nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16), 2)
e = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 3, norm=nn.LayerNorm(8))
t = nn.Transformer(8, 2, 1, 1, 16)
tuple(d(torch.zeros(5, 2, 8), torch.zeros(7, 2, 8)).shape)  #=> (5, 2, 8)
tuple(e(torch.zeros(7, 2, 8)).shape)  #=> (7, 2, 8)
tuple(t(torch.zeros(7, 2, 8), torch.zeros(5, 2, 8)).shape)  #=> (5, 2, 8)
sum(p.numel() for p in d.parameters())  #=> 1808
sum(p.numel() for p in e.parameters())  #=> 1816
sum(p.numel() for p in t.parameters())  #=> 1536

# --- lazy layers
m = nn.Sequential(nn.LazyConv2d(4, 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(6))
y = m(torch.zeros(2, 3, 5, 5))
tuple(y.shape)  #=> (2, 6)
sum(p.numel() for p in m.parameters())  #=> 334
m[0].in_channels  #=> 3
m[3].in_features  #=> 36

# --- init, checkpoint, jit, DataParallel
from torch.utils.checkpoint import checkpoint
from torch.nn.utils import weight_norm
@torch.no_grad()
def init(m):
    if isinstance(m, nn.Linear):
        nn.init.xavier_uniform_(m.weight)
        m.weight.data.normal_(0, 0.02)
        nn.init.constant_(m.bias, 0)
@torch.jit.ignore
def pick(x):
    return x
m = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 5))
m.apply(init)
with torch.no_grad():
    y = checkpoint(m, torch.zeros(2, 3))
tuple(y.shape)  #=> (2, 5)
torch.jit.is_scripting()  #=> False
tuple(pick(y).shape)  #=> (2, 5)
nn.init.calculate_gain('relu')  #=> 1.4142135623730951
tuple(nn.DataParallel(m)(torch.zeros(1, 3)).shape)  #=> (1, 5)
[n for n, _ in nn.DataParallel(m).named_parameters()]
#=> ['module.0.weight', 'module.0.bias', 'module.1.weight', 'module.1.bias']

# --- subclasses of Sequential, keyword-only arguments of forward
class Flexible(nn.Sequential):
    def __init__(self, *layers):
        super().__init__(*layers)
        self.extra = nn.Linear(2, 2)
m = Flexible(nn.Linear(2, 3), nn.ReLU())
class Act(nn.Module):
    def __init__(self, act=nn.ReLU, **kw):
        super().__init__()
        self.act = act(**kw)
    def __repr__(self):
        return f'Act({self.act})'
    def forward(self, x, *, twice=False):
        return self.act(self.act(x)) if twice else self.act(x)
len(m)  #=> 3
[n for n, _ in m.named_children()]  #=> ['0', '1', 'extra']
repr(Act())  #=> 'Act(ReLU())'
tuple(Act(nn.GELU)(torch.ones(2), twice=True).shape)  #=> (2,)
Act()._get_name()  #=> 'Act'
len(list(Act().parameters()))  #=> 0

# --- setattr, properties, None as parameter
class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        for i in range(3):
            setattr(self, f'fc{i}', nn.Linear(2, 2))
        self.register_parameter('w', None)
        self.register_buffer('b', None)
        self.add_module('seq', nn.Sequential())
    @property
    def width(self):
        return self.fc0.in_features
    @width.setter
    def width(self, v):
        self._w = v
    def forward(self, x):
        for i in range(3):
            x = getattr(self, f'fc{i}')(x)
        return self.seq(x)
m = Net()
m.width = 9
tuple(m(torch.zeros(4, 2)).shape)  #=> (4, 2)
m.w  #=> None
m.b  #=> None
m.width  #=> 2
m._w  #=> 9
list(m.state_dict())[:2]  #=> ['fc0.weight', 'fc0.bias']
[n for n, _ in m.named_children()]  #=> ['fc0', 'fc1', 'fc2', 'seq']
m.train() is m  #=> True
m.eval().training  #=> False
m.to('cpu') is m  #=> True
m.half() is m  #=> True

# --- train that does more
class Bias(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Parameter(torch.zeros(4, 6))
    def train(self, mode=True):
        super().train(mode)
        if not mode:
            self.ready = self.table[:, :3]
    def forward(self, x):
        return x + (self.table[:, :3] if self.training else self.ready)
m = nn.Sequential(nn.Linear(3, 3), Bias())
tuple(m(torch.zeros(4, 3)).shape)  #=> (4, 3)
tuple(m.eval()(torch.zeros(4, 3)).shape)  #=> (4, 3)

# --- multi_head_attention_forward
import torch.nn.functional as F
x = torch.zeros(5, 2, 8)
q, k, v, c = nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 3)
y, w = F.multi_head_attention_forward(query=x[:1], key=x, value=x, embed_dim_to_check=8, num_heads=2, q_proj_weight=q.weight, k_proj_weight=k.weight, v_proj_weight=v.weight, in_proj_weight=None, in_proj_bias=torch.cat([q.bias, k.bias, v.bias]), bias_k=None, bias_v=None, add_zero_attn=False, dropout_p=0, out_proj_weight=c.weight, out_proj_bias=c.bias, use_separate_proj_weight=True, training=False, need_weights=True)
tuple(y.shape)  #=> (1, 2, 3)
tuple(w.shape)  #=> (2, 1, 5)

# --- reset_parameters, splits of numbers
import torch.nn.functional as F
class Conv(nn.Conv2d):
    def reset_parameters(self):
        super().reset_parameters()
        self.was = True
c = Conv(3, 4, 3)
c.reset_parameters()
c.was  #=> True
hasattr(nn.ReLU(), 'reset_parameters')  #=> False
'hardswish' in dir(F)  #=> True
[x.tolist() for x in torch.linspace(0, 1, 5).split([2, 3])]  #=> [[0.0, 0.25], [0.5, 0.75, 1.0]]
[x.tolist() for x in torch.arange(6).view(3, 2).chunk(2)]  #=> [[[0, 1], [2, 3]], [[4, 5]]]

# --- a subclass of _ConvNd
from torch.nn.modules.conv import _ConvNd
class Own(_ConvNd):
    def __init__(self, i, o, k):
        super().__init__(i, o, (k, k), (1, 1), (0, 0), (1, 1), False, (0, 0), 2, True, 'zeros')
c = Own(4, 6, 3)
c.kernel_size  #=> (3, 3)
c.groups  #=> 2
tuple(c.weight.shape)  #=> (6, 2, 3, 3)
sum(p.numel() for p in c.parameters())  #=> 114

# --- signatures of layers
import inspect
takes = lambda of, name: name in inspect.signature(of).parameters
takes(nn.BatchNorm2d, 'num_features')  #=> True
takes(nn.ReLU, 'num_features')  #=> False
takes(nn.ReLU, 'inplace')  #=> True
inspect.signature(nn.LeakyReLU).parameters['negative_slope'].default  #=> 0.01

# --- numbers for one axis or for all
a, b, c = nn.Conv2d(3, 4, [3], stride=[2]), nn.Conv2d(3, 4, 3, 2), nn.Conv2d(3, 4, [3, 5], padding=[1, 2])
a.kernel_size  #=> (3,)
a.stride  #=> (2,)
b.stride  #=> (2, 2)
c.kernel_size  #=> (3, 5)
c.padding  #=> (1, 2)
a.padding  #=> (0, 0)

# --- tensor.new
x = torch.zeros(2, 3, dtype=torch.int64)
tuple(x.new(4, 5).shape)  #=> (4, 5)
x.new(4).dtype == torch.int64  #=> True
tuple(x.new([1, 2, 3]).shape)  #=> (3,)
x.new().numel()  #=> 0
tuple(x.new(x.size()).shape)  #=> (2, 3)
tuple(x.float().new(x.size(0), 7).zero_().shape)  #=> (2, 7)

# --- functions of quantization as a module
f = nn.quantized.FloatFunctional()
x = torch.ones(2, 3, 4)
[n for n, _ in f.named_modules()]  #=> ['', 'activation_post_process']
len(list(f.parameters()))  #=> 0
tuple(f.cat([x, x], dim=1).shape)  #=> (2, 6, 4)
tuple(f.add(x, x[:1]).shape)  #=> (2, 3, 4)
tuple(f.mul(x, x).shape)  #=> (2, 3, 4)
tuple(f.add_relu(x, x).shape)  #=> (2, 3, 4)
tuple(f.mul_scalar(x, 2.0).shape)  #=> (2, 3, 4)
tuple(f.add_scalar(x, 1).shape)  #=> (2, 3, 4)

# --- a packed sequence, made by hand
p = nn.utils.rnn.PackedSequence(torch.zeros(5, 4), torch.tensor([2, 2, 1]))
tuple(p.data.shape)  #=> (5, 4)
len(p)  #=> 4
p.batch_sizes.tolist()  #=> [2, 2, 1]

// Complex numbers: made from parts and taken apart, and Fourier transforms.
import { differ, isKnown, unknownDim } from '../../../../graph/dim.ts';
import { volume } from '../../../../graph/volume.ts';
import type { Value } from '../../evaluator/values.ts';
import { axisOf, lostLike, refusedLike, replaced } from '../call/axes.ts';
import type { TorchCall } from '../call/call.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from '../call/torch-function.ts';
import { isSequence } from '../plain-data.ts';

/** A complex tensor's parts are floats. */
function part(call: TorchCall): Value {
  const input = call.native('input');
  if (input.volume.dtype !== 'complex') return call.lightOne([input], [input.volume], { dtype: input.dtype });
  return call.lightOne([input], [{ ...input.volume, dtype: 'float' }], { dtype: 'float32' });
}

/** Half of the last axis and one more: what a real input's transform needs. */
function spectrum(kind: 'whole' | 'half' | 'back', dim: number | undefined): TorchBody {
  return (call) => {
    const input = call.native('input');
    const { dims, volume: v } = input;
    const dtype = kind === 'back' ? 'float' : 'complex';
    if (!dims || kind === 'whole') return call.lightOne([input], [{ ...v, dtype }]);
    const list = call.value('dim') ?? call.value('axes') ?? null;
    const named = isSequence(list) ? [...(call.runtime.iterate(list) ?? [])].at(-1) : list;
    const axis = axisOf(call, typeof named === 'number' ? named : (dim ?? -1), dims.length);
    const size = axis === undefined ? undefined : dims[axis];
    if (axis === undefined || size === undefined) return call.lightOne([input], [refusedLike(input)]);
    const given = call.value('s') ?? call.value('n') ?? null;
    const wanted = isSequence(given) ? [...(call.runtime.iterate(given) ?? [])].at(-1) : given;
    const back = typeof wanted === 'number' ? wanted : isKnown(size) ? 2 * (size - 1) : unknownDim(call.dataCause());
    const half = isKnown(size)
      ? Math.floor((typeof wanted === 'number' ? wanted : size) / 2) + 1
      : unknownDim(call.dataCause());
    return call.lightOne([input], [volume(replaced(dims, axis, kind === 'back' ? back : half), dtype)], {
      global: true,
    });
  };
}

const FRAMES = 'n_fft, hop_length=None, win_length=None, window=None, center=True';

interface Framing {
  readonly size: number;
  readonly hop: number;
  /** What is added to both ends of the signal. */
  readonly margin: number;
  readonly bins: number;
}

function framingOf(call: TorchCall, isHalf: boolean): Framing | undefined {
  const [size, hop] = [call.value('n_fft'), call.value('hop_length') ?? null];
  if (typeof size !== 'number' || (hop !== null && (typeof hop !== 'number' || hop < 1))) return undefined;
  const centred = call.runtime.truth(call.value('center') ?? true);
  const half = call.value('onesided') ?? isHalf;
  if (centred === undefined || typeof half !== 'boolean') return undefined;
  const bins = half ? Math.floor(size / 2) + 1 : size;
  return { size, hop: hop ?? Math.floor(size / 4), margin: centred ? Math.floor(size / 2) : 0, bins };
}

/** A frame for each hop, of so many frequencies; complex numbers, or as older code wants them, pairs of floats. */
const framed: TorchBody = (call) => {
  const input = call.native('input');
  const isReal = input.volume.dtype !== 'complex';
  const framing = framingOf(call, isReal);
  const length = input.dims?.at(-1);
  const complex = call.value('return_complex') ?? !isReal;
  if (!framing || !input.dims || length === undefined || typeof complex !== 'boolean')
    return call.lightOne([input], [lostLike(input)]);
  const { size, hop, margin, bins } = framing;
  const frames = isKnown(length) ? 1 + Math.floor((length + 2 * margin - size) / hop) : unknownDim(call.dataCause());
  if (typeof frames === 'number' && frames < 1) return call.lightOne([input], [lostLike(input)]);
  const dims = [...input.dims.slice(0, -1), bins, frames, ...(complex ? [] : [2])];
  return call.lightOne([input], [volume(dims, complex ? 'complex' : 'float')], { global: true });
};

const unframed: TorchBody = (call) => {
  const input = call.native('input');
  const dims = input.volume.dtype === 'complex' ? input.dims : input.dims?.slice(0, -1);
  const framing = framingOf(call, true);
  const [frames, asked] = [dims?.at(-1), call.value('length') ?? null];
  if (!framing || !dims || frames === undefined) return call.lightOne([input], [lostLike(input)]);
  const { size, hop, margin } = framing;
  const whole = isKnown(frames) ? size + hop * (frames - 1) - 2 * margin : unknownDim(call.dataCause());
  const length = asked === null ? whole : typeof asked === 'number' ? asked : unknownDim(call.dataCause());
  return call.lightOne([input], [volume([...dims.slice(0, -2), length], 'float')], { global: true });
};

export const COMPLEX_FUNCTIONS: readonly TorchFunction[] = torchFunctions({
  'complex(real, imag, **)': (call) =>
    call.lightOne([call.native('real'), call.native('imag')], [{ ...call.native('real').volume, dtype: 'complex' }]),
  'view_as_complex(input)': (call) => {
    const input = call.native('input');
    const last = input.dims?.at(-1);
    if (input.dims && (last === undefined || differ(last, 2))) {
      const quote = 'Tensor must have a last dimension of size 2';
      call.refuse('features-mismatch', { expected: 2, actual: last ?? 1, input: input.volume }, quote);
    }
    return call.lightOne([input], [input.dims ? volume(input.dims.slice(0, -1), 'complex') : lostLike(input)]);
  },
  'real(input)': (call) => part(call),
  'imag(input)': (call) => part(call),
  'view_as_real(input)': (call) => {
    const input = call.native('input');
    return call.lightOne([input], [input.dims ? volume([...input.dims, 2], 'float') : lostLike(input)]);
  },
  [`stft(input, ${FRAMES}, pad_mode='reflect', normalized=False, onesided=None, return_complex=None, **)`]: framed,
  [`istft(input, ${FRAMES}, normalized=False, onesided=None, length=None, return_complex=False)`]: unframed,
  'polar(abs, angle, **)': (call) =>
    call.lightOne([call.native('abs'), call.native('angle')], [{ ...call.native('abs').volume, dtype: 'complex' }]),
});

export const FFT_FUNCTIONS: readonly TorchFunction[] = torchFunctions(
  Object.fromEntries(
    ['', '2', 'n'].flatMap((rank) => [
      ...['fft', 'ifft'].map(
        (name) =>
          [
            `${name}${rank}(input, ${rank === '' ? 'n' : 's'}=None, dim=None, norm=None, **)`,
            spectrum('whole', -1),
          ] as const,
      ),
      [`rfft${rank}(input, ${rank === '' ? 'n' : 's'}=None, dim=None, norm=None, **)`, spectrum('half', -1)] as const,
      [`irfft${rank}(input, ${rank === '' ? 'n' : 's'}=None, dim=None, norm=None, **)`, spectrum('back', -1)] as const,
    ]),
  ),
);

const shifted: TorchBody = (call) => call.lightOne([call.native('input')], [call.native('input').volume]);

export const FFT_SHIFTS: readonly TorchFunction[] = torchFunctions({
  'fftshift(input, dim=None)': shifted,
  'ifftshift(input, dim=None)': shifted,
});

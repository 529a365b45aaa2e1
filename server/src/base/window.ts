// How a window slides along one axis: pure arithmetic on plain numbers, shared by the operators and the preview panel.

/** A filter or pooling window on one axis, with every number known. */
export interface AxisWindow {
  /** Cells along the axis before padding. */
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: readonly [before: number, after: number];
  readonly dilation: number;
  /** Round up: a last window may start inside and end beyond the edge. */
  readonly ceil: boolean;
}

/** F′ = D·(F − 1) + 1: how many cells a dilated kernel spans. */
export function effectiveKernel(kernel: number, dilation: number): number {
  return dilation * (kernel - 1) + 1;
}

/** N + P_before + P_after. */
export function paddedInput({ input, padding }: AxisWindow): number {
  return input + padding[0] + padding[1];
}

/**
 * Output cells along one axis: ⌊(N + 2P − F′)/S⌋ + 1, or ⌈…⌉ in ceil mode, where the last window must start inside the
 * input or its leading padding. Not clamped: below 1 means that the volume is gone.
 * Source: aten/src/ATen/native/Pool.h, pooling_output_shape_pad_lr, PyTorch 2.13.
 */
export function outputSize(window: AxisWindow): number {
  const reach = paddedInput(window) - effectiveKernel(window.kernel, window.dilation);
  if (!window.ceil) return Math.floor(reach / window.stride) + 1;
  const size = Math.ceil(reach / window.stride) + 1;
  const lastStartsOutside = (size - 1) * window.stride >= window.input + window.padding[0];
  return lastStartsOutside ? size - 1 : size;
}

/** The course's (N + 2P − F′)/S + 1 before any rounding. */
export function exactOutput(window: AxisWindow): number {
  return (paddedInput(window) - effectiveKernel(window.kernel, window.dilation)) / window.stride + 1;
}

/** r: the rest that the division leaves; the far edge of so many padded cells is never a window's last column. */
export function rest(window: AxisWindow): number {
  const reach = paddedInput(window) - effectiveKernel(window.kernel, window.dilation);
  return reach < 0 ? 0 : reach % window.stride;
}

/** (F′ − 1)/2 on both sides keeps the size at stride 1; one more after than before where F′ is even. */
export function samePadding(kernel: number, dilation: number): [before: number, after: number] {
  const total = effectiveKernel(kernel, dilation) - 1;
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

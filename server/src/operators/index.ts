// The registry: every operator once. To add one, write its file and name it here.
import type { Operator, OperatorCatalogue } from '../graph/operator.ts';
import * as activation from './activation.ts';
import * as adaptivePool from './adaptive-pool.ts';
import * as arithmetic from './arithmetic.ts';
import * as attention from './attention.ts';
import * as batchNorm from './batch-norm.ts';
import * as classLoss from './class-loss.ts';
import * as concat from './concat.ts';
import * as conv from './conv.ts';
import * as convTranspose from './conv-transpose.ts';
import * as depthwiseConv from './depthwise-conv.ts';
import * as dropout from './dropout.ts';
import * as einsum from './einsum.ts';
import * as embedding from './embedding.ts';
import * as fold from './fold.ts';
import * as fractionalMaxPool from './fractional-max-pool.ts';
import * as groupNorm from './group-norm.ts';
import * as instanceNorm from './instance-norm.ts';
import * as layerNorm from './layer-norm.ts';
import * as learnedActivation from './learned-activation.ts';
import * as linear from './linear.ts';
import * as localResponseNorm from './local-response-norm.ts';
import * as loss from './loss.ts';
import * as matmul from './matmul.ts';
import * as maxUnpool from './max-unpool.ts';
import * as pad from './pad.ts';
import * as permute from './permute.ts';
import * as pixelShuffle from './pixel-shuffle.ts';
import * as pool from './pool.ts';
import * as recurrent from './recurrent.ts';
import * as recurrentCell from './recurrent-cell.ts';
import * as reduce from './reduce.ts';
import * as reshape from './reshape.ts';
import * as similarity from './similarity.ts';
import * as slice from './slice.ts';
import * as softmax from './softmax.ts';
import * as split from './split.ts';
import * as squeeze from './squeeze.ts';
import * as tensorFunction from './tensor-function.ts';
import * as transformer from './transformer.ts';
import * as upsample from './upsample.ts';

const FAMILIES = [
  conv,
  upsample,
  pool,
  pixelShuffle,
  pad,
  maxUnpool,
  fractionalMaxPool,
  fold,
  depthwiseConv,
  convTranspose,
  adaptivePool,
  activation,
  arithmetic,
  attention,
  batchNorm,
  classLoss,
  concat,
  dropout,
  embedding,
  groupNorm,
  instanceNorm,
  layerNorm,
  learnedActivation,
  linear,
  localResponseNorm,
  loss,
  matmul,
  permute,
  recurrent,
  recurrentCell,
  reduce,
  reshape,
  similarity,
  slice,
  softmax,
  split,
  squeeze,
  transformer,
];

/** What only code computes: no file format has words for it. */
export const inCode = operatorsOf([einsum, tensorFunction]);

const all = operatorsOf(FAMILIES);
const byId = new Map([...all, ...inCode].map((operator) => [operator.id, operator]));

function operatorsOf(families: readonly object[]): readonly Operator[] {
  return families.flatMap((family) => Object.values(family).flat().filter(isOperator));
}

function isOperator(value: unknown): value is Operator {
  return typeof value === 'object' && value !== null && 'infer' in value;
}

export const operators: OperatorCatalogue = { all, get: (id) => byId.get(id) };

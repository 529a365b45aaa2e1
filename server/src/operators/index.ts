// The registry: every operator once. To add one, write its file and name it here.
import type { Operator, OperatorCatalogue } from '../graph/operator.ts';
import * as activation from './activation.ts';
import * as conv from './conv.ts';

const FAMILIES = [conv, activation];

const all: readonly Operator[] = FAMILIES.flatMap((family) => Object.values(family).filter(isOperator));
const byId = new Map(all.map((operator) => [operator.id, operator]));

function isOperator(value: unknown): value is Operator {
  return typeof value === 'object' && value !== null && 'infer' in value;
}

export const operators: OperatorCatalogue = { all, get: (id) => byId.get(id) };

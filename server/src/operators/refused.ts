// What stands for a refused size: shared with the front ends, and so written beside the graph.
export * from '../graph/refused.ts';

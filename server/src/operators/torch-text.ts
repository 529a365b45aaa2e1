// How PyTorch writes sizes: shared with the front ends, and so written beside the graph.
export * from '../graph/torch-text.ts';

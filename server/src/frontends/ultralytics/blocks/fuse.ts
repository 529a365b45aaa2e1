// YOLOv9's join of several levels: rows that make several volumes each give one of theirs.
// Source: ultralytics 8.4.117, nn/modules/block.py, CBFuse.
import { counts, defineBlock } from './block.ts';

export const CBFuse = defineBlock({
  doc: 'Takes one volume of each row, resizes all to the size of the last, and adds them up.',
  args: { idx: counts('Which volume to take of each row but the last.') },
  forward(net, inputs, { idx, groups }) {
    net.leaf();
    const last = inputs.at(-1) ?? inputs[0];
    // A row that makes several volumes gives all of them, one behind the other.
    let from = 0;
    const taken = idx.map((index, row) => {
      const x = inputs[from + index] ?? last;
      from += groups[row] ?? 1;
      return net.resizeLike(x, last);
    });
    return net.add(...taken, last);
  },
});

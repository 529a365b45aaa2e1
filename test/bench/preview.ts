// How smoothly the preview plays: frames a second on a 224×224 input, in a headless browser, and how long a frame takes to draw.
import { layerOf, square } from '../harness/preview.ts';
import { launchBrowser } from '../vscode/browser.ts';
import { openPreviewPage } from './preview-page.ts';

const SECONDS = 5;
/** ResNet's first layer. */
const LAYER = layerOf(
  { kind: 'conv', type: 'Conv2d', path: 'conv1', axes: square(224, 7, 2, 3), channels: [3, 64] },
  { exact: false },
);

export interface Smoothness {
  readonly framesPerSecond: number;
  /** Of the time between two frames, in milliseconds. */
  readonly median: number;
  readonly p95: number;
  /** Script, layout and painting of one frame, in milliseconds. */
  readonly work: number;
}

export async function previewSmoothness(): Promise<Smoothness> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
    await openPreviewPage(page, LAYER);
    // As fast as it goes: another window in every frame.
    await page.getByRole('slider', { name: 'Speed' }).fill('10');
    await page.getByRole('button', { name: 'Play' }).click();
    await page.waitForTimeout(1000);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const busy = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
    };
    const before = await busy();
    const times = await page.evaluate(framesFor, SECONDS * 1000);
    const work = (1000 * ((await busy()) - before)) / times.length;
    const sorted = [...times].sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
    const total = times.reduce((sum, time) => sum + time, 0);
    return { framesPerSecond: (1000 * times.length) / total, median: at(0.5), p95: at(0.95), work };
  } finally {
    await browser.close();
  }
}

/** Runs in the page: milliseconds between frames in which the picture was drawn anew. */
function framesFor(milliseconds: number): Promise<number[]> {
  let drawn = 0;
  // A scene begins with it, once.
  CanvasRenderingContext2D.prototype.setTransform = new Proxy(CanvasRenderingContext2D.prototype.setTransform, {
    apply(original, context, values) {
      drawn++;
      return Reflect.apply(original, context, values);
    },
  });
  return new Promise((resolve) => {
    const times: number[] = [];
    const end = performance.now() + milliseconds;
    let [last, before] = [performance.now(), drawn];
    const next = (now: number) => {
      if (drawn > before) times.push(now - last);
      [last, before] = [now, drawn];
      if (now < end) requestAnimationFrame(next);
      else resolve(times);
    };
    requestAnimationFrame(next);
  });
}

if (process.argv[1] === import.meta.filename) {
  const { framesPerSecond, median, p95, work } = await previewSmoothness();
  const number = (value: number) => value.toFixed(1);
  console.log(
    `Preview, 224×224, 7×7/2: ${number(framesPerSecond)} frames/s, ${number(median)} ms between frames (p95 ${number(p95)}), ${number(work)} ms of work each`,
  );
}

import { createRequire } from 'node:module';
import type * as OpenCv from '@techstark/opencv-js';

/**
 * OpenCV's module has a method `then` of its own, which calls back with itself: whoever awaits it, as a dynamic import does, waits
 * for ever.
 */
const opencv: typeof OpenCv = createRequire(import.meta.url)('@techstark/opencv-js');

/** OpenCV's code is ready. */
const started = new Promise<void>((resolve) => {
  opencv.onRuntimeInitialized = resolve;
});

/** Levels of the pyramid and side of the window, pixels: what passes by at arm's length moves by a quarter of the picture at once. */
const levels = 5;
const window = 21;

/** The motion of each pixel between two pictures at half their size, pixels: [height / 2, width / 2, 2], to the right and downwards. */
export type Flow = Float32Array;

export interface FlowSize {
  width: number;
  height: number;
}

/**
 * Dense optical flow by OpenCV: Farneback, "Two-Frame Motion Estimation Based on Polynomial Expansion", SCIA 2003, at half size, because that takes a quarter of the time.
 */
export class OpticalFlow {
  readonly #size: FlowSize;
  #former: InstanceType<typeof opencv.Mat> | undefined;

  private constructor(size: FlowSize) {
    this.#size = size;
  }

  static async create(size: FlowSize): Promise<OpticalFlow> {
    await started;
    return new OpticalFlow(size);
  }

  /** Forgets the picture before the next one. */
  reset(): void {
    this.#former?.delete();
    this.#former = undefined;
  }

  /** Takes the next picture, uint8 [height, width, 3]; undefined for the first one. */
  next(rgb: Uint8Array): Flow | undefined {
    const cv = opencv;
    const { width, height } = this.#size;
    const colour = cv.matFromArray(height, width, cv.CV_8UC3, rgb);
    const grey = new cv.Mat();
    cv.cvtColor(colour, grey, cv.COLOR_RGB2GRAY);
    colour.delete();
    cv.resize(grey, grey, new cv.Size(width / 2, height / 2), 0, 0, cv.INTER_AREA);
    const former = this.#former;
    this.#former = grey;
    if (former === undefined) return undefined;
    const flow = new cv.Mat();
    cv.calcOpticalFlowFarneback(former, grey, flow, 0.5, levels, window, 3, 5, 1.2, 0);
    const found = Float32Array.from(flow.data32F);
    flow.delete();
    former.delete();
    return found;
  }
}

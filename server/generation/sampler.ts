import type { Manifest } from '../../shared/pack.ts';
import type { GeneratedView } from '../contracts/view.ts';
import type { Conditioner } from './conditioning/conditioner.ts';
import type { Drawer } from './drawing/drawer.ts';
import type { Enlarger } from './drawing/enlarger.ts';
import { Imagination, noteImagined, type SamplerRequest } from './imagination.ts';
import { Relighting } from './relighting.ts';
import type { ViewGraphs } from './session.ts';
import type { SurfacePainter } from './surfaces/surface-painter.ts';
import { BatchTensors } from './tensor-storage.ts';
import { allocatePlanes, splitPlanes } from './view-planes.ts';
import { createViewTensors, type ViewTensors } from './view-tensors.ts';

/** The steps of drawing a view, in order. */
export const viewSteps = ['condition', 'paint', 'imagine', 'draw', 'relight', 'enlarge'] as const;

/** Milliseconds of a batch in graphs and native code, by step. */
export type InferenceTime = Record<(typeof viewSteps)[number], number>;

export function noInference(): InferenceTime {
  return { condition: 0, paint: 0, imagine: 0, draw: 0, relight: 0, enlarge: 0 };
}

export interface SampledViews {
  /** In the order of the requests. */
  views: GeneratedView[];
  /** Milliseconds for the batch, inference included. */
  milliseconds: number;
  inference: InferenceTime;
}

/** Steps that have several implementations. */
export interface ViewSteps {
  conditioner: Conditioner;
  drawer: Drawer;
  /** Undefined if pictures only have the view's own size. */
  enlarger?: Enlarger;
  /** Undefined if the pack cannot paint the ground of maps. */
  painter?: SurfacePainter;
}

/**
 * Turns view requests into pictures. Play, evaluation and benchmark all use it. The same requests give the
 * same pictures on the same build.
 */
export class Sampler {
  readonly #conditioner: Conditioner;
  readonly #drawer: Drawer;
  readonly #enlarger: Enlarger | undefined;
  readonly #painter: SurfacePainter | undefined;
  readonly #manifest: Manifest;
  readonly #tensors: BatchTensors<ViewTensors>;
  readonly #imagination: Imagination;
  readonly #relighting: Relighting;

  constructor(
    graphs: Pick<ViewGraphs, 'imagine' | 'relight' | 'channels'>,
    { conditioner, drawer, enlarger, painter }: ViewSteps,
    manifest: Manifest,
  ) {
    this.#conditioner = conditioner;
    this.#drawer = drawer;
    this.#enlarger = enlarger;
    this.#painter = painter;
    this.#manifest = manifest;
    this.#tensors = new BatchTensors((views, storage) =>
      createViewTensors(manifest, graphs.channels, views, storage),
    );
    this.#imagination = new Imagination(graphs.imagine, manifest);
    this.#relighting = new Relighting(graphs.relight, manifest);
  }

  /**
   * Draws one view for each request: condition on memory and state, paint and imagine uncovered parts, draw, relight
   * for a requested look, enlarge. `warp` adds the reprojection without networks.
   */
  async sample(requests: readonly SamplerRequest[], options: { warp?: boolean } = {}): Promise<SampledViews> {
    const started = performance.now();
    const inference = noInference();
    const tensors = this.#tensors.of(requests.length);
    const painted = this.#painter !== undefined && requests.some(({ ground }) => ground !== undefined);
    const planes = allocatePlanes(requests.length, this.#manifest, { warp: options.warp, painted });

    inference.condition = await this.#conditioner.condition(requests, tensors, planes);
    inference.paint = await timed(async () => this.#painter?.paint(requests, tensors, planes));
    const views = splitPlanes(planes, requests, this.#manifest);

    const open = this.#imagination.openViews(requests, views, tensors);
    tensors.imagined.fill(0);
    tensors.coarse.fill(0);
    inference.imagine = await this.#imagination.imagine(open, tensors, requests.length);

    inference.draw = await timed(() => this.#drawer.draw(requests.length, tensors, planes));
    inference.relight = await timed(() => this.#relighting.relight(requests, views));
    inference.enlarge = await timed(async () =>
      this.#enlarger?.enlarge(requests, views, tensors, (row) => this.#painter?.larger(row)),
    );

    const milliseconds = performance.now() - started;
    for (const [i, view] of views.entries()) {
      noteImagined(view, requests[i], tensors.imagined[i] === 1);
      view.milliseconds = milliseconds / requests.length;
    }
    return { views, milliseconds, inference };
  }
}

/** Milliseconds that `run` takes. */
async function timed(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

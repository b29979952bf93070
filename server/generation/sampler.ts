import { wrapAngle } from '../../shared/camera.ts';
import type { Manifest } from '../../shared/pack.ts';
import { sketchRoots, tellCoarse, tellConditions, toldShare } from '../../shared/sketch-depth.ts';
import type { GeneratedView, ViewRequest } from '../contracts/view.ts';
import { fillUniform } from './noise.ts';
import { Relighting } from './relighting.ts';
import type { ViewGraphs } from './session.ts';
import { allocatePlanes, splitPlanes } from './view-planes.ts';
import {
  createImagineTensors,
  createViewTensors,
  type ImagineTensors,
  type ViewTensors,
  writeRequests,
} from './view-tensors.ts';

/** The graphs that a view is made by, in their order. */
export const viewGraphNames = ['condition', 'imagine', 'draw', 'relight'] as const;

/** Milliseconds spent inside ONNX Runtime for a batch, by graph. */
export type InferenceTime = Record<(typeof viewGraphNames)[number], number>;

export function noInference(): InferenceTime {
  return { condition: 0, imagine: 0, draw: 0, relight: 0 };
}

export interface SampledViews {
  /** In the order of the requests. */
  views: GeneratedView[];
  /** Milliseconds for the batch, inference included. */
  milliseconds: number;
  inference: InferenceTime;
}

/** Metres and radians within which a view that was imagined is not imagined again. */
const settledDistance = 0.3;
const settledTurn = 0.12;
/** A pixel whose coverage is below this counts as not covered. */
const coveredFrom = 128;
/** A view is imagined, too, when a sketch tells at least this share of it, all of it uncovered. */
const toldFrom = 0.03;

/**
 * The one way from requests to pictures, for play, evaluation and benchmark: condition on memory
 * and state; imagine what memory does not cover, by masked tokens in a few parallel steps (MaskGIT,
 * Chang et al. 2022); draw; relight what is to look otherwise than memory does. The same requests give the same pictures on the same build.
 */
export class Sampler {
  #graphs: ViewGraphs;
  #manifest: Manifest;
  /** By number of views in the batch. */
  #viewTensors = new Map<number, ViewTensors>();
  #imagineTensors = new Map<number, ImagineTensors>();
  #relighting: Relighting;

  constructor(graphs: ViewGraphs, manifest: Manifest) {
    this.#graphs = graphs;
    this.#manifest = manifest;
    this.#relighting = new Relighting(graphs.relight, manifest);
  }

  async sample(requests: readonly ViewRequest[], options: { warp?: boolean } = {}): Promise<SampledViews> {
    const started = performance.now();
    const inference = noInference();
    const tensors = this.#tensorsFor(requests.length);
    const planes = allocatePlanes(requests.length, this.#manifest, options.warp === true);

    writeRequests(tensors, requests, this.#manifest);
    await timed(inference, 'condition', () =>
      this.#graphs.condition.run(tensors.conditionInputs, {
        ...tensors.conditionOutputs,
        ...planes.conditionOutputs,
      }),
    );
    const views = splitPlanes(planes, requests, this.#manifest);

    const told = this.#tell(requests, tensors);
    const open = this.#openViews(requests, views, told);
    tensors.imagined.fill(0);
    tensors.coarse.fill(0);
    if (open.length > 0) await this.#imagine(requests, open, told, tensors, inference);

    await timed(inference, 'draw', () => this.#graphs.draw.run(tensors.drawInputs, planes.drawOutputs));
    await timed(inference, 'relight', () => this.#relighting.relight(requests, views));

    const milliseconds = performance.now() - started;
    for (const [i, view] of views.entries()) {
      view.imagined = tensors.imagined[i] === 1;
      if (view.imagined) view.imaginedFrom = view.camera;
      else if (isSettled(requests[i])) view.imaginedFrom = requests[i].previous?.imaginedFrom;
      view.milliseconds = milliseconds / requests.length;
    }
    return { views, milliseconds, inference };
  }

  /** What sketches tell of the views' coarse pixels that memory does not know, by view. */
  #tell(requests: readonly ViewRequest[], tensors: ViewTensors): Map<number, Float32Array> {
    const told = new Map<number, Float32Array>();
    if (!this.#manifest.imagine || !this.#graphs.imagine) return told;
    const { width, height, focal } = this.#manifest.view;
    const coarse = { width: width / 2, height: height / 2, focal: focal / 2 };
    for (const [i, { sketches, camera }] of requests.entries()) {
      if (!sketches || sketches.length === 0) continue;
      const roots = sketchRoots(sketches, camera, coarse);
      if (toldShare(roots, rowOf(tensors.coarseConditions, i, requests.length)) >= toldFrom)
        told.set(i, roots);
    }
    return told;
  }

  /** Fills the coarse views of the batch's views `open`, a share of all tokens a step. */
  async #imagine(
    requests: readonly ViewRequest[],
    open: readonly number[],
    told: ReadonlyMap<number, Float32Array>,
    into: ViewTensors,
    inference: InferenceTime,
  ): Promise<void> {
    const { imagine } = this.#graphs;
    const settings = this.#manifest.imagine;
    if (!imagine || !settings) return;
    const count = settings.rows * settings.columns;
    const tensors = this.#imagineTensorsFor(open.length, count);
    gather(into.coarseConditions, open, tensors.coarseConditions);
    for (const [i, view] of open.entries()) {
      const roots = told.get(view);
      if (roots) tellConditions(roots, rowOf(tensors.coarseConditions, i, open.length));
    }
    tensors.tokens.fill(0n);
    tensors.known.fill(0);
    for (let step = 0; step < settings.steps; step++) {
      for (const [i, view] of open.entries()) {
        fillUniform(tensors.noise.subarray(i * count, (i + 1) * count), requests[view], 2 * step);
        fillUniform(tensors.order.subarray(i * count, (i + 1) * count), requests[view], 2 * step + 1);
      }
      tensors.reveal.fill(revealedShare(step, settings.steps));
      await timed(inference, 'imagine', () => imagine.run(tensors.inputs, tensors.outputs));
      tensors.tokens.set(tensors.nextTokens);
      tensors.known.set(tensors.nextKnown);
    }
    for (const [i, view] of open.entries()) {
      const roots = told.get(view);
      const conditions = rowOf(into.coarseConditions, view, requests.length);
      // The tokens only come near what was told; what is drawn shall stand there.
      if (roots) tellCoarse(roots, conditions, rowOf(tensors.coarse, i, open.length));
      into.imagined[view] = 1;
    }
    scatter(tensors.coarse, open, into.coarse);
  }

  /**
   * Indices of the views to imagine: memory leaves enough of them uncovered, or some of it and a sketch
   * says what is there, and they were not imagined from there just now. What memory cannot keep would else be imagined anew, and
   * differently, in every tick; the previous frame holds it until the player moves on.
   */
  #openViews(
    requests: readonly ViewRequest[],
    views: readonly GeneratedView[],
    told: ReadonlyMap<number, Float32Array>,
  ): number[] {
    const settings = this.#manifest.imagine;
    if (!settings || !this.#graphs.imagine) return [];
    return [...views.keys()].filter(
      (i) =>
        (told.has(i) || uncoveredShare(views[i].coverage) >= settings.threshold) && !isSettled(requests[i]),
    );
  }

  #tensorsFor(views: number): ViewTensors {
    let tensors = this.#viewTensors.get(views);
    if (!tensors) {
      tensors = createViewTensors(this.#manifest, this.#graphs.channels, views);
      this.#viewTensors.set(views, tensors);
    }
    return tensors;
  }

  #imagineTensorsFor(views: number, tokens: number): ImagineTensors {
    let tensors = this.#imagineTensors.get(views);
    if (!tensors) {
      tensors = createImagineTensors(this.#manifest, tokens, views);
      this.#imagineTensors.set(views, tensors);
    }
    return tensors;
  }
}

/** Share of all tokens known after `step` of `steps`: MaskGIT's cosine schedule, 1 after the last. */
export function revealedShare(step: number, steps: number): number {
  return step === steps - 1 ? 1 : 1 - Math.cos(((Math.PI / 2) * (step + 1)) / steps);
}

/** Share of pixels that neither memory nor an entity covers; coverage is [H, W]. */
export function uncoveredShare(coverage: Uint8Array): number {
  let uncovered = 0;
  for (let i = 0; i < coverage.length; i++) if (coverage[i] < coveredFrom) uncovered++;
  return uncovered / coverage.length;
}

/** True when the view's previous frame still holds what was imagined near here. */
function isSettled({ camera, previous }: ViewRequest): boolean {
  const from = previous?.imaginedFrom;
  if (!from) return false;
  const distance = Math.hypot(camera.x - from.x, camera.y - from.y, camera.z - from.z);
  const turn = Math.hypot(wrapAngle(camera.yaw - from.yaw), camera.pitch - from.pitch);
  return distance < settledDistance && turn < settledTurn;
}

async function timed(
  inference: InferenceTime,
  graph: keyof InferenceTime,
  run: () => Promise<unknown>,
): Promise<void> {
  const started = performance.now();
  await run();
  inference[graph] += performance.now() - started;
}

/** Row `index` of an array [rows, n]; the array's own memory. */
function rowOf(values: Float32Array, index: number, rows: number): Float32Array {
  const length = values.length / rows;
  return values.subarray(index * length, (index + 1) * length);
}

/** Copies the rows `indices` of `from` [B, n] to the first rows of `to`. */
function gather(from: Float32Array, indices: readonly number[], to: Float32Array): void {
  const length = to.length / indices.length;
  for (const [i, index] of indices.entries())
    to.set(from.subarray(index * length, (index + 1) * length), i * length);
}

/** Copies the first rows of `from` to the rows `indices` of `to` [B, n]. */
function scatter(from: Float32Array, indices: readonly number[], to: Float32Array): void {
  const length = from.length / indices.length;
  for (const [i, index] of indices.entries())
    to.set(from.subarray(i * length, (i + 1) * length), index * length);
}

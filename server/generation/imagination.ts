import { wrapAngle } from '../../shared/geometry/camera.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { GeneratedView, ViewRequest } from '../contracts/view.ts';
import { type DepthHint, enforceHint, hintedShare, writeHint } from './depth-hint.ts';
import { fillUniform } from './noise.ts';
import type { ViewGraphs } from './session.ts';
import { BatchTensors } from './tensor-storage.ts';
import { createImagineTensors, type ImagineTensors, type ViewTensors } from './view-tensors.ts';

/** A view within this many metres and radians of an imagined one is not imagined again. */
const settledDistance = 0.3;
const settledTurn = 0.12;
/** Coverage code below which a pixel counts as uncovered. */
const coveredFrom = 128;
/** Share of hinted pixels from which a view is imagined, whatever the pack's threshold. */
const hintedFrom = 0.03;

/** A view of the batch that has to be imagined. */
interface OpenView {
  /** Its row in the batch. */
  readonly row: number;
  readonly request: ViewRequest;
  readonly hint: DepthHint | undefined;
}

/** A view request with its depth hint. */
export type SamplerRequest = ViewRequest & { readonly depthHint?: DepthHint };

/**
 * Fills uncovered parts of views by masked tokens in a few parallel steps (MaskGIT, Chang et al. 2022). Each
 * step predicts all unknown tokens and keeps a share of them. The same requests give the same tokens, because
 * the noise is counter-based (noise.ts).
 */
export class Imagination {
  readonly #graph: ViewGraphs['imagine'];
  readonly #manifest: Manifest;
  readonly #tensors: BatchTensors<ImagineTensors>;

  /** Without a graph nothing is ever imagined. */
  constructor(graph: ViewGraphs['imagine'], manifest: Manifest) {
    this.#graph = graph;
    this.#manifest = manifest;
    this.#tensors = new BatchTensors((views, storage) => createImagineTensors(manifest, views, storage));
  }

  /**
   * The views to imagine: those with enough uncovered pixels, and those with a depth hint for uncovered
   * pixels. A view that was imagined nearby a moment ago is left out. Memory cannot keep all of it, so it
   * would change with every tick.
   */
  openViews(
    requests: readonly SamplerRequest[],
    views: readonly GeneratedView[],
    { coarseConditions }: Pick<ViewTensors, 'coarseConditions'>,
  ): OpenView[] {
    const settings = this.#manifest.imagine;
    if (!settings || !this.#graph) return [];
    return requests.flatMap((request, row) => {
      if (isSettled(request)) return [];
      const { depthHint } = request;
      const conditions = rowOf(coarseConditions, row, requests.length);
      const hint = depthHint && hintedShare(depthHint, conditions) >= hintedFrom ? depthHint : undefined;
      const open = hint !== undefined || uncoveredShare(views[row].coverage) >= settings.threshold;
      return open ? [{ row, request, hint }] : [];
    });
  }

  /**
   * Writes the coarse RGB-D views of `open` into `into.coarse` and marks them in `into.imagined`.
   *
   * @returns Milliseconds inside ONNX Runtime.
   */
  async imagine(open: readonly OpenView[], into: ViewTensors, batch: number): Promise<number> {
    const settings = this.#manifest.imagine;
    const graph = this.#graph;
    if (open.length === 0 || !settings || !graph) return 0;
    const tensors = this.#tensors.of(open.length);
    const count = settings.rows * settings.columns;
    for (const [i, { row, hint }] of open.entries()) {
      const conditions = rowOf(tensors.coarseConditions, i, open.length);
      conditions.set(rowOf(into.coarseConditions, row, batch));
      if (hint) writeHint(hint, conditions);
    }
    tensors.tokens.fill(0n);
    tensors.known.fill(0);
    let milliseconds = 0;
    for (let step = 0; step < settings.steps; step++) {
      for (const [i, { request }] of open.entries()) {
        fillUniform(tensors.noise.subarray(i * count, (i + 1) * count), request, 2 * step);
        fillUniform(tensors.order.subarray(i * count, (i + 1) * count), request, 2 * step + 1);
      }
      tensors.reveal.fill(revealedShare(step, settings.steps));
      const started = performance.now();
      await graph.run(tensors.inputs, tensors.outputs);
      milliseconds += performance.now() - started;
      tensors.tokens.set(tensors.nextTokens);
      tensors.known.set(tensors.nextKnown);
    }
    for (const [i, { row, hint }] of open.entries()) {
      const coarse = rowOf(tensors.coarse, i, open.length);
      if (hint) enforceHint(hint, rowOf(into.coarseConditions, row, batch), coarse);
      rowOf(into.coarse, row, batch).set(coarse);
      into.imagined[row] = 1;
    }
    return milliseconds;
  }
}

/** Share of all tokens known after `step` of `steps`: MaskGIT's cosine schedule, 1 after the last. */
export function revealedShare(step: number, steps: number): number {
  return step === steps - 1 ? 1 : 1 - Math.cos(((Math.PI / 2) * (step + 1)) / steps);
}

/** Share of pixels that neither memory nor an entity covers. `coverage` is [H, W]. */
export function uncoveredShare(coverage: Uint8Array): number {
  let uncovered = 0;
  for (let i = 0; i < coverage.length; i++) if (coverage[i] < coveredFrom) uncovered++;
  return uncovered / coverage.length;
}

/** Whether the view's previous frame still holds what was imagined nearby. */
export function isSettled({ camera, previous }: ViewRequest): boolean {
  const from = previous?.imaginedFrom;
  if (!from) return false;
  const distance = Math.hypot(camera.x - from.x, camera.y - from.y, camera.z - from.z);
  const turn = Math.hypot(wrapAngle(camera.yaw - from.yaw), camera.pitch - from.pitch);
  return distance < settledDistance && turn < settledTurn;
}

/** Notes in a drawn view whether it was imagined, and where its player's view last was. */
export function noteImagined(view: GeneratedView, request: ViewRequest, imagined: boolean): void {
  view.imagined = imagined;
  if (imagined) view.imaginedFrom = view.camera;
  else if (isSettled(request)) view.imaginedFrom = request.previous?.imaginedFrom;
}

/** Row `index` of an array [rows, n], as a view of the array's memory. */
function rowOf(values: Float32Array, index: number, rows: number): Float32Array {
  const length = values.length / rows;
  return values.subarray(index * length, (index + 1) * length);
}

import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { askedLength, drawingControls } from '../../shared/controls.ts';
import { relightCameraFeatures, writeRelightCamera } from '../../shared/geometry/relight-camera.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { GeneratedView, RequestedLook, ViewRequest } from '../contracts/view.ts';

/**
 * The last network of a view: relights it for the controls that a host requested. The drawn view does not
 * change, because memory and the next view keep the one look of the world seed. A view without a requested
 * look costs nothing.
 */
export class Relighting {
  readonly #graph: Pick<InferenceSession, 'run'> | undefined;
  readonly #manifest: Manifest;
  readonly #drawing: number;
  readonly #asked: number;

  /** Without a graph every view is shown as it was drawn. */
  constructor(graph: Pick<InferenceSession, 'run'> | undefined, manifest: Manifest) {
    this.#graph = graph;
    this.#manifest = manifest;
    this.#drawing = drawingControls(manifest).length;
    this.#asked = askedLength(manifest);
  }

  /** Sets `shown` of the views whose requests have a look, in one batch. */
  async relight(requests: readonly ViewRequest[], views: readonly GeneratedView[]): Promise<void> {
    const graph = this.#graph;
    if (graph === undefined) return;
    const chosen = requests.flatMap((request, i) =>
      request.look === undefined ? [] : [{ request, look: request.look, view: views[i] }],
    );
    if (chosen.length === 0) return;
    const { width: W, height: H } = this.#manifest.view;
    const batch = chosen.length;
    const pixels = W * H;
    const shown = new Uint8Array(new SharedArrayBuffer(batch * 3 * pixels));
    await graph.run(this.#inputs(chosen), { shown: new Tensor('uint8', shown, [batch, 3, H, W]) });
    for (const [i, { view }] of chosen.entries()) {
      view.shown = shown.subarray(i * 3 * pixels, (i + 1) * 3 * pixels);
    }
  }

  #inputs(
    chosen: readonly { request: ViewRequest; look: RequestedLook; view: GeneratedView }[],
  ): Record<string, Tensor> {
    const { width: W, height: H } = this.#manifest.view;
    const batch = chosen.length;
    const pixels = W * H;
    const rgb = new Uint8Array(batch * 3 * pixels);
    const inverseDepth = new Uint16Array(batch * pixels);
    const entity = new Uint8Array(batch * pixels);
    const camera = new Float32Array(batch * relightCameraFeatures);
    const controls = new Float32Array(batch * this.#drawing);
    const asked = new Float32Array(batch * this.#asked);
    const guidance = new Float32Array(batch);
    for (const [i, { request, look, view }] of chosen.entries()) {
      rgb.set(view.rgb, i * 3 * pixels);
      inverseDepth.set(view.inverseDepth, i * pixels);
      entity.set(view.entity, i * pixels);
      writeRelightCamera(view.camera, look.sun, camera, i * relightCameraFeatures);
      controls.set(request.controls, i * this.#drawing);
      asked.set(look.asked, i * this.#asked);
      guidance[i] = look.guidance;
    }
    return {
      rgb: new Tensor('uint8', rgb, [batch, 3, H, W]),
      inverse_depth: new Tensor('uint16', inverseDepth, [batch, H, W]),
      entity: new Tensor('uint8', entity, [batch, H, W]),
      camera: new Tensor('float32', camera, [batch, relightCameraFeatures]),
      controls: new Tensor('float32', controls, [batch, this.#drawing]),
      asked: new Tensor('float32', asked, [batch, this.#asked]),
      guidance: new Tensor('float32', guidance, [batch]),
    };
  }
}

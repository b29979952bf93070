import { Tensor } from 'onnxruntime-node';
import type { Manifest } from '../../shared/pack.ts';
import type { GeneratedView, ViewRequest } from '../contracts/view.ts';

/** The output planes of a batch of views. They share one buffer, which the graphs fill. */
export interface ViewPlanes {
  conditionOutputs: Record<string, Tensor>;
  drawOutputs: Record<string, Tensor>;
  inverseDepth: Uint16Array<SharedArrayBuffer>;
  rgb: Uint8Array<SharedArrayBuffer>;
  entity: Uint8Array<SharedArrayBuffer>;
  confidence: Uint8Array<SharedArrayBuffer>;
  coverage: Uint8Array<SharedArrayBuffer>;
  /** 1 where a view was painted from its map; undefined if no view of the batch has one. */
  painted: Uint8Array<SharedArrayBuffer> | undefined;
  warp: Uint8Array<SharedArrayBuffer> | undefined;
}

/**
 * @param wants `warp` adds a plane for the reprojection without networks, `painted` one for what is painted from maps.
 */
export function allocatePlanes(
  views: number,
  manifest: Manifest,
  wants: { warp?: boolean; painted?: boolean } = {},
): ViewPlanes {
  const { width: W, height: H } = manifest.view;
  const pixels = views * W * H;
  const buffer = new SharedArrayBuffer((8 + (wants.warp ? 3 : 0) + (wants.painted ? 1 : 0)) * pixels);
  const inverseDepth = new Uint16Array(buffer, 0, pixels);
  const rgb = new Uint8Array(buffer, 2 * pixels, 3 * pixels);
  const entity = new Uint8Array(buffer, 5 * pixels, pixels);
  const confidence = new Uint8Array(buffer, 6 * pixels, pixels);
  const coverage = new Uint8Array(buffer, 7 * pixels, pixels);
  const painted = wants.painted ? new Uint8Array(buffer, 8 * pixels, pixels) : undefined;
  const last = buffer.byteLength - 3 * pixels;
  const warp = wants.warp ? new Uint8Array(buffer, last, 3 * pixels) : undefined;
  return {
    conditionOutputs: {
      coverage: new Tensor('uint8', coverage, [views, H, W]),
      ...(warp && { warp: new Tensor('uint8', warp, [views, 3, H, W]) }),
    },
    drawOutputs: {
      rgb: new Tensor('uint8', rgb, [views, 3, H, W]),
      inverse_depth: new Tensor('uint16', inverseDepth, [views, H, W]),
      entity: new Tensor('uint8', entity, [views, H, W]),
      confidence: new Tensor('uint8', confidence, [views, H, W]),
    },
    inverseDepth,
    rgb,
    entity,
    confidence,
    coverage,
    painted,
    warp,
  };
}

/** Splits the planes into views in the order of `requests`. The views share the planes' memory. */
export function splitPlanes(
  planes: ViewPlanes,
  requests: readonly ViewRequest[],
  manifest: Manifest,
): GeneratedView[] {
  const pixels = manifest.view.width * manifest.view.height;
  return requests.map(({ room, view, tick, camera, ground }, i) => {
    const plane = (bytes: Uint8Array<SharedArrayBuffer>) => bytes.subarray(i * pixels, (i + 1) * pixels);
    const colours = (bytes: Uint8Array<SharedArrayBuffer>) =>
      bytes.subarray(i * 3 * pixels, (i + 1) * 3 * pixels);
    return {
      room,
      view,
      tick,
      camera,
      rgb: colours(planes.rgb),
      inverseDepth: planes.inverseDepth.subarray(i * pixels, (i + 1) * pixels),
      entity: plane(planes.entity),
      confidence: plane(planes.confidence),
      coverage: plane(planes.coverage),
      ...(ground && planes.painted && { painted: plane(planes.painted) }),
      ...(planes.warp && { warp: colours(planes.warp) }),
      imagined: false,
      milliseconds: 0,
    };
  });
}

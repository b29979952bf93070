import { type DepthMap, depthMapOf, readDepthMap, residualLimit } from '../../shared/depth-map.ts';
import { FrameMaps, inflated } from '../connection/media/frame-maps.ts';

/** The newest depth maps of one view. */
export class DepthMaps extends FrameMaps<DepthMap> {
  constructor() {
    super((message) => {
      const found = readDepthMap(message);
      const residuals = found && inflated(found.compressed, residualLimit(found.header));
      return found && residuals && depthMapOf(found.header, residuals);
    });
  }
}

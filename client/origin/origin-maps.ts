import { type OriginMap, originMapOf, packedOriginLength, readOriginMap } from '../../shared/origin-map.ts';
import { FrameMaps, inflated } from '../connection/media/frame-maps.ts';

/** The newest maps of where the parts of one view's frames come from. */
export class OriginMaps extends FrameMaps<OriginMap> {
  constructor() {
    super((message) => {
      const found = readOriginMap(message);
      const packed = found && inflated(found.compressed, packedOriginLength(found.header));
      return found && packed && originMapOf(found.header, packed);
    });
  }
}

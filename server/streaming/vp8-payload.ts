/**
 * RTP payload format of VP8 (RFC 7741) with a 15-bit picture id, and with temporal layers where there are some. A
 * descriptor of four bytes, or six, precedes each part of the frame.
 */

/** Where a frame is among temporal layers. */
export interface Vp8Layer {
  /** TID. */
  temporal: 0 | 1;
  /** TL0PICIDX: counts the frames of layer 0, modulo 256. One of layer 1 has that of the frame that it is decoded from. */
  base: number;
}

/** The parsed descriptor of one part of a frame. */
export interface Vp8Payload {
  /** Whether the part begins the frame. */
  start: boolean;
  /** 0 to 32767, the same in all parts of a frame. Undefined if the sender sends none. */
  pictureId: number | undefined;
  /** Left out where the sender has no layers. */
  layer?: { temporal: number; base: number | undefined };
  part: Uint8Array;
}

/** Picture ids count modulo this. */
export const pictureIds = 1 << 15;

const descriptorLengths = { alone: 4, layered: 6 };
/** Bits of the descriptor's first byte: extended control bits follow; start of a partition. */
const extended = 0x80;
const startOfPartition = 0x10;
/** Bits of the extension byte: which fields follow. */
const hasPictureId = 0x80;
const hasLayerIndex = 0x40;
const hasTemporalLayer = 0x20;
const hasKeyIndex = 0x10;
/** Of the byte of the temporal layer: it is decoded from layer 0 alone. */
const layerSync = 0x20;
const longPictureId = 0x80;

/**
 * Splits one encoded frame into RTP payloads of at most `limit` bytes, in order. The caller sets the marker
 * bit on the last one's packet.
 *
 * @throws RangeError if `limit` leaves no room for the frame
 */
export function packetizeVp8(
  frame: Uint8Array,
  pictureId: number,
  limit: number,
  layer?: Vp8Layer,
): Uint8Array[] {
  const descriptorLength = layer ? descriptorLengths.layered : descriptorLengths.alone;
  const room = limit - descriptorLength;
  if (room < 1) throw new RangeError(`a payload of ${limit} bytes leaves no room for the frame`);
  const payloads: Uint8Array[] = [];
  for (let at = 0; at < frame.length; at += room) {
    const part = frame.subarray(at, at + room);
    const payload = new Uint8Array(descriptorLength + part.length);
    payload[0] = extended | (at === 0 ? startOfPartition : 0);
    payload[1] = hasPictureId | (layer ? hasLayerIndex | hasTemporalLayer : 0);
    payload[2] = longPictureId | ((pictureId >> 8) & 0x7f);
    payload[3] = pictureId & 0xff;
    if (layer) payload.set([layer.base, (layer.temporal << 6) | (layer.temporal > 0 ? layerSync : 0)], 4);
    payload.set(part, descriptorLength);
    payloads.push(payload);
  }
  return payloads;
}

/**
 * Parses a payload with any descriptor that RFC 7741 allows.
 *
 * @throws RangeError if it is cut short
 */
export function readVp8Payload(payload: Uint8Array): Vp8Payload {
  let at = 0;
  const next = () => {
    if (at >= payload.length) throw new RangeError('the VP8 payload descriptor is cut short');
    return payload[at++];
  };
  const first = next();
  let pictureId: number | undefined;
  let base: number | undefined;
  let temporal: number | undefined;
  if (first & extended) {
    const extension = next();
    if (extension & hasPictureId) {
      const high = next();
      pictureId = high & longPictureId ? ((high & 0x7f) << 8) | next() : high;
    }
    if (extension & hasLayerIndex) base = next();
    if (extension & (hasTemporalLayer | hasKeyIndex)) {
      const indexes = next();
      if (extension & hasTemporalLayer) temporal = indexes >> 6;
    }
  }
  // A frame starts with its first partition, whose index is 0.
  const start = (first & startOfPartition) !== 0 && (first & 0x07) === 0;
  const layer = temporal === undefined ? undefined : { temporal, base };
  return { start, pictureId, ...(layer && { layer }), part: payload.subarray(at) };
}

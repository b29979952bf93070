/**
 * RTP payload format of VP8 (RFC 7741) with a 15-bit picture id and without layers. A descriptor of four
 * bytes precedes each part of the frame.
 */

/** The parsed descriptor of one part of a frame. */
export interface Vp8Payload {
  /** Whether the part begins the frame. */
  start: boolean;
  /** 0 to 32767, the same in all parts of a frame. Undefined if the sender sends none. */
  pictureId: number | undefined;
  part: Uint8Array;
}

/** Picture ids count modulo this. */
export const pictureIds = 1 << 15;

const descriptorLength = 4;
/** Bits of the descriptor's first byte: extended control bits follow; start of a partition. */
const extended = 0x80;
const startOfPartition = 0x10;
/** Bits of the extension byte: which fields follow. */
const hasPictureId = 0x80;
const hasLayerIndex = 0x40;
const hasTemporalLayer = 0x20;
const hasKeyIndex = 0x10;
const longPictureId = 0x80;

/**
 * Splits one encoded frame into RTP payloads of at most `limit` bytes, in order. The caller sets the marker
 * bit on the last one's packet.
 *
 * @throws RangeError if `limit` leaves no room for the frame
 */
export function packetizeVp8(frame: Uint8Array, pictureId: number, limit: number): Uint8Array[] {
  const room = limit - descriptorLength;
  if (room < 1) throw new RangeError(`a payload of ${limit} bytes leaves no room for the frame`);
  const payloads: Uint8Array[] = [];
  for (let at = 0; at < frame.length; at += room) {
    const part = frame.subarray(at, at + room);
    const payload = new Uint8Array(descriptorLength + part.length);
    payload[0] = extended | (at === 0 ? startOfPartition : 0);
    payload[1] = hasPictureId;
    payload[2] = longPictureId | ((pictureId >> 8) & 0x7f);
    payload[3] = pictureId & 0xff;
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
  if (first & extended) {
    const extension = next();
    if (extension & hasPictureId) {
      const high = next();
      pictureId = high & longPictureId ? ((high & 0x7f) << 8) | next() : high;
    }
    if (extension & hasLayerIndex) next();
    if (extension & (hasTemporalLayer | hasKeyIndex)) next();
  }
  // A frame starts with its first partition, whose index is 0.
  const start = (first & startOfPartition) !== 0 && (first & 0x07) === 0;
  return { start, pictureId, part: payload.subarray(at) };
}

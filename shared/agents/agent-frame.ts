/**
 * A message with pictures as one binary frame: the length of the message in bytes (uint32, little-endian), the message as
 * JSON in UTF-8, and the planes one after the other, as the message lists them. Their uint16 are little-endian, too.
 */
export function binaryFrame(message: object, planes: readonly (Uint8Array | Uint16Array)[]): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(message));
  const bytes = planes.map((plane) => new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength));
  const frame = new Uint8Array(4 + json.length + bytes.reduce((sum, { length }) => sum + length, 0));
  new DataView(frame.buffer).setUint32(0, json.length, true);
  frame.set(json, 4);
  let at = 4 + json.length;
  for (const plane of bytes) {
    frame.set(plane, at);
    at += plane.length;
  }
  return frame;
}

import type { JSX } from 'preact';
import { encode } from 'uqr';

/** White modules around a code that readers require (ISO/IEC 18004). */
const quietZone = 4;

/** A QR code of a text, as wide as its container; `label` is its accessible name. */
export function QrCode({ text, label }: { text: string; label: string }): JSX.Element {
  const { data, size } = encode(text, { border: quietZone });
  return (
    <svg viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges" role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path
        fill="#000"
        d={data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : []))).join('')}
      />
    </svg>
  );
}

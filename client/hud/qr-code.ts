import { encode } from 'uqr';

const svg = 'http://www.w3.org/2000/svg';

/** White modules around a code that readers require (ISO/IEC 18004). */
const quietZone = 4;

/** A QR code of a text, as wide as its container; `label` is its accessible name. */
export function qrCode(text: string, label: string): SVGElement {
  const { data, size } = encode(text, { border: quietZone });
  const made = document.createElementNS(svg, 'svg');
  made.setAttribute('viewBox', `0 0 ${size} ${size}`);
  made.setAttribute('shape-rendering', 'crispEdges');
  made.setAttribute('role', 'img');
  made.setAttribute('aria-label', label);
  const ground = document.createElementNS(svg, 'rect');
  for (const side of ['width', 'height']) ground.setAttribute(side, String(size));
  ground.setAttribute('fill', '#fff');
  const modules = document.createElementNS(svg, 'path');
  modules.setAttribute('fill', '#000');
  modules.setAttribute(
    'd',
    data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : []))).join(''),
  );
  made.append(ground, modules);
  return made;
}

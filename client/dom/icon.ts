import { type IconName, outlines } from '../ui/outlines.ts';

const svg = 'http://www.w3.org/2000/svg';

/** A decorative icon. Its meaning is in the text beside it, or in the label of its parent. */
export function icon(name: IconName): SVGElement {
  const made = document.createElementNS(svg, 'svg');
  made.setAttribute('viewBox', '0 0 24 24');
  made.setAttribute('class', 'icon');
  made.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg, 'path');
  path.setAttribute('d', outlines[name]);
  made.append(path);
  return made;
}

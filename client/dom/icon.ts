/** Outlines on a 24 x 24 grid, drawn with the text's colour. */
const outlines = {
  link: 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2',
  qr: 'M4 4h6v6H4ZM14 4h6v6h-6ZM4 14h6v6H4ZM14 14h2v2h-2ZM18 14h2v2h-2ZM14 18h2v2h-2ZM18 18h2v2h-2ZM7 7h.01M17 7h.01M7 17h.01',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
  grid: 'M4 4h7v7H4ZM13 4h7v7h-7ZM4 13h7v7H4ZM13 13h7v7h-7Z',
  pulse: 'M3 12h4l3-8 4 16 3-8h4',
  keys: 'M3 6h18v12H3ZM7 10h.01M11 10h.01M15 10h.01M17 14h.01M7 14h7',
  expand: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  leave: 'M14 4h5v16h-5M3.5 12H14M7.5 8l-4 4 4 4',
  look: 'M12 3v3M12 18v3M3 12h3M18 12h3M8 12a4 4 0 1 1 1.2 2.8M8 16v-2h2',
  walk: 'M12 5.2a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2ZM12 8l-1 6 3 3 1 5M11 14l-1.5 4L6 21M11.5 9 8 11v3M12.5 9.5l2 2.5 3 .5',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M15.5 4.3a3.5 3.5 0 0 1 0 6.4M18 14.6c2 .8 3.5 2.8 3.5 5.4',
  lock: 'M6 11h12v9H6ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  renew: 'M20 10a8 8 0 0 0-14.5-2.5L4 9M4 4v5h5M4 14a8 8 0 0 0 14.5 2.5L20 15M20 20v-5h-5',
  tag: 'M3 5h11l7 7-7 7H3ZM7.5 12h.01',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  chat: 'M4 5h16v11H10l-5 4v-4H4ZM8 9h8M8 12h5',
  camera: 'M4 8h4l1.5-2.5h5L16 8h4v11H4ZM12 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z',
  record: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
  sound: 'M4 9.5v5h3.5L12 19V5L7.5 9.5ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  caption: 'M3 5.5h18v13H3ZM10.5 10.2a2.3 2.3 0 1 0 0 3.6M17 10.2a2.3 2.3 0 1 0 0 3.6',
  muted: 'M4 9.5v5h3.5L12 19V5L7.5 9.5ZM16 9.5l5 5M21 9.5l-5 5',
  film: 'M3 6h18v13H3ZM3 10h18M8 6l2 4M14 6l2 4',
  drone: 'M4 8h11v9H4ZM15 11l5-3v9l-5-3ZM7 4h5',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5V12l3 2',
  flag: 'M5 21V4h12l-2 4 2 4H5',
  pause: 'M8 5v14M16 5v14',
  skip: 'M6 5v14l9-7ZM18 5v14',
  pencil: 'M4 20l1-5L16 4l4 4L9 19ZM13.5 6.5l4 4',
  play: 'M7 4.5v15l12-7.5Z',
  map: 'M3 6.5l6-2.5 6 2.5 6-2.5v13.5L15 20l-6-2.5L3 20ZM9 4v13.5M15 6.5V20',
  layers: 'M12 3l9 4.7-9 4.7-9-4.7ZM3 12.2l9 4.7 9-4.7M3 16.5l9 4.7 9-4.7',
  menu: 'M4 6.5h16M4 12h16M4 17.5h16',
  sliders: 'M4 7h9M17 7h3M15 4.5v5M4 17h3M11 17h9M9 14.5v5',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  tick: 'M5 12.5l4.5 4.5L19 7.5',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  wave: 'M7 12.5V6.6a1.4 1.4 0 0 1 2.8 0v4.6V4.9a1.4 1.4 0 0 1 2.8 0v6.3-5.1a1.4 1.4 0 0 1 2.8 0v6.2-3.6a1.4 1.4 0 0 1 2.8 0V14c0 3.9-2.4 6.5-5.8 6.5-2.7 0-4.3-1.2-5.6-3.5l-2.3-3.8a1.4 1.4 0 0 1 2.4-1.4L7 12.5',
  yes: 'M4 11h3.5v9H4ZM7.5 11l4-7c1.6 0 2.4 1.1 2.1 2.6L12.9 10h5.9a1.7 1.7 0 0 1 1.7 2.1l-1.5 6.3A2 2 0 0 1 17 20H7.5',
  laugh:
    'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM8.6 9.4h.01M15.4 9.4h.01M7.3 13h9.4a4.7 4.7 0 0 1-9.4 0Z',
  heart: 'M12 20S3.5 14.7 3.5 8.9A4.4 4.4 0 0 1 12 7.2a4.4 4.4 0 0 1 8.5 1.7C20.5 14.7 12 20 12 20Z',
  question: 'M8.4 9.2a3.6 3.6 0 1 1 5.4 3.1c-1.3.8-1.8 1.4-1.8 2.7M12 18.8h.01',
  crown: 'M4 17.5h16M4 17.5 2.8 7.5l5 3.8L12 5l4.2 6.3 5-3.8-1.2 10',
  here: 'M12 4.5v10M12 18.8h.01',
} as const;
export type IconName = keyof typeof outlines;

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

/** What can be heard happening in a room; the ball's rolling and the air are heard all the time. */
export const soundKinds = [
  'footstep',
  'jump',
  'landing',
  'doorOpening',
  'doorClosing',
  'doorStop',
  'place',
  'take',
  'orb',
  'orbBack',
  'bounce',
  'join',
] as const;
export type SoundKind = (typeof soundKinds)[number];

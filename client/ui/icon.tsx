import type { JSX } from 'preact';
import { type IconName, outlines } from './outlines.ts';

/** A decorative icon. Its meaning is in the text beside it, or in the label of its parent. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" class="icon" aria-hidden="true">
      <path d={outlines[name]} />
    </svg>
  );
}

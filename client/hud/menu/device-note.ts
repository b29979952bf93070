import { isInsecure, knowsGamepads } from '../../browser/browser-features.ts';
import { element } from '../../dom/element.ts';
import type { Device } from '../../input/control.ts';
import { texts } from '../../texts.ts';

/** Names the features that the browser withholds for a device, and the remedy; hidden if there are none. */
export function deviceNote(device: Device): HTMLElement {
  const text = noteOf(device);
  const note = element('p', { class: 'device-note', 'data-testid': 'device-note' }, text ?? '');
  note.hidden = text === undefined;
  return note;
}

function noteOf(device: Device): string | undefined {
  const { lost, insecure, noGamepads } = texts.devices;
  if (isInsecure()) return insecure(lost[device]);
  return device === 'gamepad' && !knowsGamepads() ? noGamepads : undefined;
}

import type { JSX } from 'preact';
import { isInsecure, knowsGamepads } from '../../browser/browser-features.ts';
import type { Device } from '../../input/control.ts';
import { texts } from '../../texts.ts';

/** Names the features that the browser withholds for a device, and the remedy; hidden if there are none. */
export function DeviceNote({ device }: { device: Device }): JSX.Element {
  const text = noteOf(device);
  return (
    <p class="device-note" data-testid="device-note" hidden={text === undefined}>
      {text}
    </p>
  );
}

function noteOf(device: Device): string | undefined {
  const { lost, insecure, noGamepads } = texts.devices;
  if (isInsecure()) return insecure(lost[device]);
  return device === 'gamepad' && !knowsGamepads() ? noGamepads : undefined;
}

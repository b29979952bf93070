declare global {
  interface Window {
    /** The pads that the browser shows; a test presses what it wants. */
    emulatedPad?: { plug(): void; unplug(): void; push(axes: number[], pressed: number[]): void };
  }
}

/** Runs in a page before its own code: one gamepad with the standard layout, not yet plugged in. */
export function installPad(): void {
  let plugged = false;
  let axes = [0, 0, 0, 0];
  let pressed: number[] = [];
  const reading = (): Gamepad => ({
    id: 'Emulated pad (STANDARD GAMEPAD)',
    index: 0,
    mapping: 'standard',
    connected: true,
    timestamp: performance.now(),
    axes,
    buttons: Array.from({ length: 17 }, (_, index) => {
      const down = pressed.includes(index);
      return { pressed: down, touched: down, value: down ? 1 : 0 };
    }),
    vibrationActuator: {
      playEffect: () => Promise.resolve('complete'),
      reset: () => Promise.resolve('complete'),
    },
  });
  navigator.getGamepads = () => (plugged ? [reading()] : [null]);
  window.emulatedPad = {
    plug() {
      plugged = true;
      window.dispatchEvent(new Event('gamepadconnected'));
    },
    unplug() {
      plugged = false;
      window.dispatchEvent(new Event('gamepaddisconnected'));
    },
    push(newAxes, newPressed) {
      axes = newAxes;
      pressed = newPressed;
    },
  };
}

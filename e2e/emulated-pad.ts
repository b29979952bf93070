declare global {
  interface Window {
    /** The gamepads that the page sees, and functions with which a test operates them. */
    emulatedPad?: { plug(): void; unplug(): void; push(axes: number[], pressed: number[]): void };
  }
}

/**
 * Replaces the page's gamepads with one of the standard layout, initially unplugged. Runs in a page before
 * its own code.
 */
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

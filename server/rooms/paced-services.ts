import type { Pace } from '../../shared/pace.ts';
import type { RoomServices } from './room-services.ts';

/**
 * What a room has that waits for its agents. No deadline has to be met there, so nothing may depend on how fast the
 * machine is: views have one size, nobody waits for the machine, and seats do not pass on. It is not kept, because it
 * begins the same way whenever it is asked to.
 */
function unhurried(services: RoomServices): RoomServices {
  return {
    ...services,
    saves: undefined,
    // It says nothing of what this machine draws in time.
    capacity: {
      observe() {},
      mayBegin: (room) => services.capacity.mayBegin(room),
      mayGoOn: () => services.capacity.mayGoOn(),
    },
    idleSeatSeconds: 0,
    governor: { advanced() {}, delivered() {}, ended() {}, limitedBy: () => undefined },
    drawing: { players() {}, shortage: () => undefined },
  };
}

const paced: Readonly<Record<Pace, (services: RoomServices) => RoomServices>> = {
  'real-time': (services) => services,
  'lock-step': unhurried,
};

/** The services of a room at this pace. */
export function pacedServices(pace: Pace, services: RoomServices): RoomServices {
  return paced[pace](services);
}

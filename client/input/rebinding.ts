import type { PublicPack } from '../../shared/messages.ts';
import { type BindingChanges, bindingsOf, type Slot } from './bindings.ts';
import { type Control, type Device, deviceOf, isBindable, oppositeOf } from './control.ts';

export interface Rebinding {
  slot: Slot;
  /** The pressed control. */
  control: Control;
  /** The control of the slot to replace; without it, the pressed control is added. */
  replaces?: Control;
}

export interface RebindingResult {
  changes: BindingChanges;
  /** Slots that lost the control, or the other side of its stick axis. */
  taken: readonly Slot[];
}

/**
 * Binds a control to a slot and removes it from all others, so that no control has two functions. If a side
 * of a stick is bound to a side of an axis, the opposite sides are bound to each other as well. Returns
 * undefined if the control belongs to the page.
 */
export function rebind(
  actions: PublicPack['actions'],
  changes: BindingChanges,
  { slot, control, replaces }: Rebinding,
): RebindingResult | undefined {
  if (!isBindable(control)) return undefined;
  const device = deviceOf(control);
  const lists = new Map(
    [...bindingsOf(actions, changes).slots].map(([name, controls]) => [
      name,
      controls.filter((item) => deviceOf(item) === device),
    ]),
  );
  const taken = new Set<Slot>();
  const put = (target: Slot, wanted: Control, former: Control | undefined) => {
    for (const [other, controls] of lists) {
      if (other === target || !controls.includes(wanted)) continue;
      lists.set(
        other,
        controls.filter((item) => item !== wanted),
      );
      taken.add(other);
    }
    const before = lists.get(target) ?? [];
    const at = former === undefined ? -1 : before.indexOf(former);
    const after = at < 0 ? [...before, wanted] : before.map((item, i) => (i === at ? wanted : item));
    lists.set(target, [...new Set(after)]);
  };
  const otherSlot = oppositeSlot(slot);
  const otherControl = oppositeOf(control);
  put(slot, control, replaces);
  if (otherSlot && otherControl) {
    const former = replaces === undefined ? undefined : oppositeOf(replaces);
    put(otherSlot, otherControl, former);
    taken.delete(slot);
    taken.delete(otherSlot);
  }
  return { changes: { ...changes, [device]: Object.fromEntries(lists) }, taken: [...taken] };
}

/** Restores the pack's bindings of a device. */
export function resetDevice(changes: BindingChanges, device: Device): BindingChanges {
  return { ...changes, [device]: undefined };
}

/** The other side of an axis; undefined for buttons. */
function oppositeSlot(slot: Slot): Slot | undefined {
  switch (slot) {
    case 'move-':
      return 'move+';
    case 'move+':
      return 'move-';
    case 'strafe-':
      return 'strafe+';
    case 'strafe+':
      return 'strafe-';
    case 'turn-':
      return 'turn+';
    case 'turn+':
      return 'turn-';
    case 'look-':
      return 'look+';
    case 'look+':
      return 'look-';
    default:
      return undefined;
  }
}

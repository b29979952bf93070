import type { TrunkCode } from './drawing/trunk-drawer.ts';

/** Whether a step of a worker is done by a graph or natively, and why. */
export interface MethodReport {
  name: 'graph' | 'native';
  reason: string;
}

/** How a worker conditions, paints and draws views. */
export interface ViewMethods {
  conditioning: MethodReport;
  /** `code`: where the kernel computes the layers itself. */
  drawing: MethodReport & { code?: TrunkCode };
  /** Of ground that memory has not seen; left out where the pack cannot. */
  painting?: MethodReport;
}

import type { Role } from '../../../shared/messages.ts';
import type { RoomCapture } from '../../capture/room-capture.ts';
import type { ControlsPanel } from '../../hud/controls-panel.ts';
import { Toolbar } from '../../hud/menu/toolbar.ts';
import type { ToolbarOptions } from '../../hud/menu/tools.ts';
import type { PageSlot } from '../../input/page-slots.ts';
import { changePreferences, readPreferences } from '../../preferences.ts';
import type { VideoStage } from '../../video/video-stage.ts';
import type { Measurements } from './measurements.ts';
import type { RoomAccess } from './room-access.ts';
import type { RoomGround } from './room-ground.ts';

/** The toolbar of a page in a room. It stores its switches in the preferences. */
export function roomToolbar(
  options: Pick<ToolbarOptions, 'helpToggled' | 'isTaken' | 'look' | 'walking' | 'say'> & {
    role: Role;
    press(slot: PageSlot): void;
    door: RoomAccess;
    ground: RoomGround;
    capture: RoomCapture;
    measurements: Measurements;
    worldControls: ControlsPanel;
    stage: VideoStage;
    /** Shows or hides the names above heads. */
    showNames(on: boolean): void;
  },
): Toolbar {
  const { role, press, door, ground, capture, measurements, worldControls, stage, showNames, ...own } =
    options;
  const preferences = readPreferences();
  const plays = role !== 'spectator';
  return new Toolbar({
    ...own,
    map: { on: ground.map.shown, toggled: () => press('map') },
    originToggled: () => press('origin'),
    emotesToggled: plays ? () => press('emotes') : undefined,
    photoTaken: () => capture.takePhoto(),
    recordingsToggled: plays ? () => capture.toggleRecordings() : undefined,
    linkCopied: (role) => void door.copy(role),
    linksToggled: () => door.toggleLinks(),
    rendering: preferences.rendering,
    stats: preferences.stats,
    names: {
      on: preferences.names,
      toggled: (on) => {
        changePreferences({ names: on });
        showNames(on);
      },
    },
    renderingChanged: (rendering) => {
      stage.rendering = rendering;
      changePreferences({ rendering });
    },
    statsToggled: (shown) => {
      measurements.shown = shown;
    },
    lockToggled: () => door.toggleLock(),
    controlsToggled: () => worldControls.toggle(),
    revoked: () => door.revoke(),
    savesToggled: () => door.toggleSaves(),
    sketchToggled: () => ground.sketch.toggle(),
  });
}

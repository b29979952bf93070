import type { PublicPack } from '../../../shared/messages.ts';
import type { RoomSession } from '../../connection/room-session.ts';
import { readPreferences } from '../../preferences.ts';
import { LookCompensation } from '../../video/look-compensation.ts';
import { rendersInHardware } from '../../video/webgl/hardware-rendering.ts';
import type { OwnPlayer } from './own-player.ts';
import type { PictureLayers } from './picture-layers.ts';

export interface OwnPictureOptions {
  session: RoomSession;
  pack: PublicPack;
  layers: PictureLayers;
  player: OwnPlayer;
}

/** Whether the picture moves with the walking player: as chosen, or where a graphics card draws it. */
export function compensatesWalking(): boolean {
  return readPreferences().walkingCompensation ?? rendersInHardware();
}

/** Whether depth maps are needed: walking is nothing without look compensation. */
export function walksSmoothly(): boolean {
  return readPreferences().lookCompensation && compensatesWalking();
}

/** Look compensation of a player's own picture, which follows its devices from now on. */
export function compensated({ session, pack, layers, player }: OwnPictureOptions): LookCompensation {
  const made = new LookCompensation({
    stage: session.stage,
    intrinsics: pack.view,
    looked: (time, ahead) => player.prediction.look.at(time, ahead),
    enabled: readPreferences().lookCompensation,
    walking: {
      eye: (time, ahead) => player.prediction.eye(time, ahead),
      maps: layers.maps,
      displayed: (hadMap, now) => layers.depth.displayed(hadMap, now),
      enabled: compensatesWalking(),
    },
  });
  layers.walks = walksSmoothly();
  session.follower = made;
  return made;
}

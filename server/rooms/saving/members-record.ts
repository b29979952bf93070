import type { SavedMembers } from '../../contracts/saved-members.ts';
import type { AdmissionControl } from '../members/admission-control.ts';
import type { HostRole } from '../members/host-role.ts';
import type { Roster } from '../members/roster.ts';
import type { AbsentPlayers } from './absent-players.ts';

/** The parts of a room that know something of people. */
export interface PeopleParts {
  readonly roster: Roster;
  readonly admission: AdmissionControl;
  readonly hostRole: Pick<HostRole, 'host'>;
  readonly absent: AbsentPlayers;
}

/** Who is in a room, and what was decided about people, as plain data. Those who are not back yet come first. Bots are not kept. */
export function membersRecord({ roster, admission, hostRole, absent }: PeopleParts): SavedMembers {
  const host = hostRole.host;
  const away = absent.members;
  return {
    host: host === '' ? (away.find((one) => absent.wasHost(one))?.id ?? '') : host,
    members: [
      ...away,
      ...[...roster]
        .filter(({ controller }) => controller !== 'bot')
        .map(({ id, name, visitor, role, waiting, mayHost }) => {
          return { id, name, visitor, role, waiting, mayHost };
        }),
    ],
    locked: admission.locked,
    edition: admission.edition,
    kicked: [...admission.kicked.entries()],
    silenced: [...roster.silencedVisitors],
    places: roster.lastPlaces.entries(),
  };
}

/** Makes people of a reopened room what they were. Their bodies wait for them: absent-players.ts. */
export function restorePeople(
  { roster, admission }: Pick<PeopleParts, 'roster' | 'admission'>,
  { locked, edition, kicked, silenced, places }: SavedMembers,
): void {
  admission.restore({ locked, edition, kicked });
  roster.restoreSilenced(silenced);
  roster.lastPlaces.restore(places);
}

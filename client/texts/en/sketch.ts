export const sketch = {
  open: 'Sketch',
  openTitle: 'Sketch walls of a place that nobody has seen',
  heading: 'Sketch a place',
  hint: 'Draw walls from above where the map is dark: drag, or move the cross with the arrow keys and press Enter at both ends. What the room knows already stays as it is.',
  canvas: (x: string, z: string, begun: boolean) =>
    `Map from above. Cross at x ${x}, z ${z}.${begun ? ' A wall begins here; Enter ends it, Escape drops it.' : ' Enter begins a wall.'}`,
  fields: {
    fromX: 'From x',
    fromZ: 'z',
    toX: 'To x',
    toZ: 'z',
    height: 'Height',
    thickness: 'Thickness',
  },
  legend: 'Metres',
  add: 'Add wall',
  walls: 'Walls',
  wall: (index: number, from: string, to: string, height: string) =>
    `${index}: ${from} to ${to}, ${height} m high`,
  remove: 'Remove',
  removeWall: (index: number) => `Remove wall ${index}`,
  clear: 'Clear',
  paint: 'Draw this place',
  close: 'Close',
  empty: 'There are no walls yet.',
  full: (most: number) => `A sketch has at most ${most} walls.`,
  outside: (metres: number) =>
    `The walls lie too far apart: a place is at most ${metres} m wide. Remove some, and sketch them later.`,
  notSent: 'Not sent: there is no connection to the room right now.',
  sent: 'The room begins to draw.',
  progress: (done: number, of: number) => `${done} of ${of} looks drawn`,
  done: (kept: number) =>
    kept === 1 ? 'Done: one picture is remembered.' : `Done: ${kept} pictures are remembered.`,
  nothing: 'Nothing of it is new: the room knows this place already, or there is no free spot to look from.',
  otherwise: (percent: number) =>
    `${percent} % of what the room knows there is not as sketched; what is known stays.`,
  known: (percent: number) => `${percent} % of it was known already.`,
} as const;

// At how many positions two sequences of one length differ: a byte a position, sixteen at a time.

let positions: usize = 0;
let pitch: usize = 0;

/** A lane counts up to 255 differences before they are added up. */
const mostAtATime: usize = 255 * 16;

/** Says where the states stand: `bytes` a sequence, a multiple of 16, of which those past its end are the same in all. */
export function preparePositions(states: usize, bytes: usize): void {
  positions = states;
  pitch = bytes;
}

/** How many positions of two sequences differ, by their numbers. */
export function differing(one: i32, other: i32): i32 {
  let at = positions + <usize>one * pitch;
  let facing = positions + <usize>other * pitch;
  const end = at + pitch;
  let total = i32x4.splat(0);
  while (at < end) {
    const stop = min(end, at + mostAtATime);
    let counts = i8x16.splat(0);
    for (; at < stop; at += 16) {
      // Lanes that differ have all bits set: one more, taken off.
      counts = i8x16.sub(counts, i8x16.ne(v128.load(at), v128.load(facing)));
      facing += 16;
    }
    total = i32x4.add(total, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(counts)));
  }
  const halves = i32x4.add(total, v128.shuffle<i32>(total, total, 2, 3, 0, 1));
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1);
}

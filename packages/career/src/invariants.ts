// What must be true of every career, whatever the facts. Cheap enough to stay on; a failure is our fault, never the sender's.
import type { Move, Spell } from './career.ts';

/** Throws where spells are out of order or overlap, or where a move stands beside spells that tell otherwise. */
export function assertCareer(spells: readonly Spell[], moves: readonly Move[]): void {
  let before: Spell | null = null;
  for (const spell of spells) {
    assert(spell.end === null || spell.start < spell.end, 'a spell has length');
    assert((spell.end === null) === (spell.endedBy === null), 'a spell that ended says why');
    if (before !== null)
      assert(before.end !== null && before.end <= spell.start, 'spells are ordered, and never overlap');
    before = spell;
  }
  let last: Move | null = null;
  for (const move of moves) {
    if (last !== null) {
      const isSameDay = last.date === move.date;
      assert(last.date <= move.date && move.sequence === (isSameDay ? last.sequence + 1 : 0), 'moves are in order');
      assert(!isSameDay || (last.from === move.from && last.to === move.to), 'moves of a day share its standings');
    } else assert(move.sequence === 0, 'the first move of a day is number 0');
    last = move;
  }
}

function assert(isTrue: boolean, what: string): asserts isTrue {
  if (!isTrue) throw new Error(`invariant: ${what}`);
}

// Any registry and any staff: every method gives a release or a refusal, never a fault, and never a figure that is not a number.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Classification,
  defineClassification,
  isRefusal,
  methods,
  type Registry,
  type Release,
  type ReleaseMemory,
  registerLattice,
  type Workforce,
} from '../src/index.ts';
import { methodOf, secretOf } from './made-staff.ts';

const classification = (place: number) =>
  fc
    .record({ size: fc.integer({ min: 1, max: 5 }), secret: fc.boolean(), grouped: fc.boolean() })
    .map(({ size, secret, grouped }): Classification => {
      const name = `classification-${place}`;
      return defineClassification({
        name,
        secret,
        codes: Array.from({ length: size }, (_, code) => `${name}-${code}`),
        groupings: grouped
          ? [{ name: `${name}-groups`, groupOf: (code) => (code.endsWith('-0') ? 'first' : 'rest') }]
          : [],
      });
    });

const lattice = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    classification(0),
    classification(1),
    classification(2),
    classification(3),
    fc.integer({ min: 0, max: 3 }),
    fc.boolean(),
  )
  .map(([count, one, two, three, four, ways, rated]): Registry => {
    const classifications = [one, two, three, four].slice(0, count);
    const rates = rated ? [classifications.map(({ name }) => ({ classification: name, level: name })).slice(0, 2)] : [];
    return registerLattice(classifications, { ways, levels: 'all', rates });
  });

function workforceOf(registry: Registry, date: number, people: number, seed: number): Workforce {
  const columns = new Map(
    registry.classifications.map(({ name, levels }, place) => {
      const size = levels[0]?.codes.length ?? 1;
      return [
        name,
        Uint16Array.from({ length: people }, (_, row) => ((row + date) * (seed + place + 1) + (row >> 2)) % size),
      ];
    }),
  );
  const personNumber = Uint32Array.from({ length: people }, (_, row) => row * 3 + date);
  const rows = { personNumber, columns };
  const months = new Uint8Array(people).fill(12);
  const promotions = Uint8Array.from({ length: people }, (_, row) => (row % 7 === 0 ? 1 : 0));
  return {
    referenceDate: `20${20 + date}-03-31`,
    people,
    ...rows,
    year: { rows: people, ...rows, months, promotions },
  };
}

function isSound(release: Release): boolean {
  return [...release.tables, ...release.estimates].every(({ values, standardErrors }) =>
    values.every((value, cell) => {
      const error = standardErrors[cell] ?? -1;
      return Number.isNaN(value) ? Number.isNaN(error) : Number.isFinite(value) && error >= 0 && Number.isFinite(error);
    }),
  );
}

describe.each(methods.map(({ name }) => name))('%s', (name) => {
  test('publishes three releases of anything that can be registered', () => {
    const method = methodOf(name);
    const people = fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: 3, max: 400 }));
    fc.assert(
      fc.property(lattice, people, fc.nat(20), (registry, count, seed) => {
        const earlier: Release[] = [];
        let memory: ReleaseMemory | null = null;
        for (let date = 0; date < 3; date += 1) {
          const context = { secret: secretOf(seed), releaseNumber: date + 1, earlier: [...earlier], memory };
          const answer = method.publish(registry, workforceOf(registry, date, count, seed), context);
          if (isRefusal(answer)) throw new Error(`${answer.code} ${answer.field}: ${answer.message}`);
          expect(isSound(answer.release)).toBe(true);
          memory = answer.memory;
          earlier.push(answer.release);
        }
      }),
      { numRuns: name === 'clew' ? 60 : 15 },
    );
  });
});

// Questions: what can be asked, what is refused and why, and what is nearest to it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ask, decide, isRefusal, type LogEntry, quantities } from '../src/index.ts';
import { registry } from './made-staff.ts';

describe('a query', () => {
  test.each([
    [{ quantity: 'headcount', by: [] }, 'headcount'],
    [{ quantity: 'headcount', by: ['grade'] }, 'headcount by grade'],
    [
      { quantity: 'headcount', by: ['region', 'background', 'grade-group'] },
      'headcount by background, grade-group, region',
    ],
    [{ quantity: 'promotions', by: ['grade', 'background'] }, 'promotions by background, grade'],
  ])('%o is answered by %s', (query, name) => {
    expect(ask(registry, query)).toMatchObject({ name });
  });

  test.each([
    [null, 'query-not-expressible', 'query'],
    ['headcount', 'query-not-expressible', 'query'],
    [{ quantity: 'headcount', by: ['grade'], where: { grade: 'grade-1' } }, 'query-not-expressible', 'query'],
    [{ quantity: 'headcount', by: ['grade'], not: ['london'] }, 'query-not-expressible', 'query'],
    [{ quantity: 'headcount', by: ['grade'], people: [4, 5] }, 'query-not-expressible', 'query'],
    [{ quantity: 'headcount', by: ['grade'], on: '2024-05-17' }, 'query-not-expressible', 'query'],
    [{ quantity: 'headcount', by: 'grade' }, 'query-not-expressible', 'by'],
    [{ quantity: 'headcount', by: [{ or: ['grade', 'region'] }] }, 'query-not-expressible', 'by'],
    [{ quantity: 'salaries', by: [] }, 'quantity-unknown', 'quantity'],
    [{ quantity: 'headcount', by: ['grade', 'shoe-size'] }, 'level-unknown', 'by[1]'],
    [{ quantity: 'headcount', by: ['grade', 'region', 'grade-group'] }, 'dimension-repeated', 'by[2]'],
    [{ quantity: 'headcount', by: ['grade', 'region', 'profession', 'background'] }, 'table-not-registered', 'by'],
    [{ quantity: 'promotions', by: ['region'] }, 'table-not-registered', 'by'],
    // What it would be a part of is registered, and does not answer it.
    [{ quantity: 'promotions', by: [] }, 'table-not-registered', 'by'],
  ])('%o is refused as %s in %s', (query, code, field) => {
    expect(ask(registry, query)).toMatchObject({ code, field });
  });

  test.each([
    [['grade', 'region', 'profession', 'background'], 'headcount by background, grade, region'],
    [['grade', 'region', 'shoe-size'], 'headcount by grade, region'],
    [['grade', 'region', 'grade-group'], 'headcount by grade, region'],
  ])('%o has %s nearest', (by, nearest) => {
    const answer = ask(registry, { quantity: 'headcount', by });
    expect(isRefusal(answer) && answer.nearest?.[0]).toBe(nearest);
  });

  test('has tables of its own quantity nearest, and rather one at another level than one without', () => {
    const answer = ask(registry, { quantity: 'promotions', by: ['grade-group'] });
    expect(isRefusal(answer) && answer.nearest).toEqual([
      'promotions by grade',
      'promotions by background, grade',
      'promotions by background',
    ]);
  });

  test('is answered whole or refused with a remedy, whatever it is, and never repeated', () => {
    const levels = registry.classifications.flatMap((each) => each.levels.map((level) => level.name));
    const query = fc.oneof(
      fc.anything(),
      fc.record({
        quantity: fc.oneof(fc.constantFrom(...quantities), fc.string()),
        by: fc.array(fc.oneof(fc.constantFrom(...levels), fc.constant('Jane Example, 1 Any Street')), { maxLength: 6 }),
      }),
    );
    fc.assert(
      fc.property(query, (each) => {
        const answer = ask(registry, each);
        if (!isRefusal(answer)) {
          expect(registry.tables).toContain(answer);
          return;
        }
        expect(answer.remedy.length).toBeGreaterThan(5);
        expect(JSON.stringify(answer)).not.toContain('Jane');
      }),
    );
  });
});

describe('a budget', () => {
  const purposes = [{ name: 'annual-report', mostTables: 2 }];
  const request = (by: readonly string[], more = {}) => ({
    askedAt: '2024-05-01T09:00:00Z',
    analyst: 'analyst-1',
    purpose: 'annual-report',
    releaseNumber: 1,
    query: { quantity: 'headcount', by },
    ...more,
  });

  test('counts tables that were not had before, by analyst, purpose and release', () => {
    const log: LogEntry[] = [];
    const steps = [
      [request(['grade']), 'answered', 1, 1],
      [request(['grade']), 'answered', 0, 1],
      [request(['shoe-size']), 'refused', 0, 1],
      [request(['region']), 'answered', 1, 0],
      [request(['profession']), 'refused', 0, 0],
      [request(['grade']), 'answered', 0, 0],
      [request(['profession'], { analyst: 'analyst-2' }), 'answered', 1, 1],
      [request(['profession'], { releaseNumber: 2 }), 'answered', 1, 1],
    ] as const;
    for (const [asked, outcome, spent, left] of steps) {
      const decision = decide(registry, purposes, log, asked);
      expect(decision).toMatchObject({ left, entry: { outcome, spent } });
      log.push(decision.entry);
    }
    expect(log.map(({ refusal }) => refusal).filter((code) => code !== null)).toEqual([
      'level-unknown',
      'budget-spent',
    ]);
  });

  test('is of each purpose by itself, and what a purpose has had is not taken back when its budget is cut', () => {
    const cut = [
      { name: 'annual-report', mostTables: 1 },
      { name: 'review', mostTables: 1 },
    ];
    const log: LogEntry[] = ['grade', 'region'].map((by) => decide(registry, purposes, [], request([by])).entry);
    const ask = (by: string, more = {}) => decide(registry, cut, log, request([by], more));
    expect(ask('grade')).toMatchObject({ left: 0, entry: { outcome: 'answered', spent: 0 } });
    expect(ask('shoe-size').left).toBe(0);
    expect(ask('grade', { purpose: 'review' })).toMatchObject({ left: 0, entry: { outcome: 'answered', spent: 1 } });
  });

  test('that is spent is logged with the table that was asked for', () => {
    const none = [{ name: 'annual-report', mostTables: 0 }];
    expect(decide(registry, none, [], request(['region', 'grade'])).entry).toMatchObject({
      outcome: 'refused',
      refusal: 'budget-spent',
      table: 'headcount by grade, region',
    });
  });

  test('is for a purpose that exists', () => {
    const decision = decide(registry, purposes, [], request(['grade'], { purpose: 'curiosity about Jane' }));
    expect(decision).toMatchObject({ answer: { code: 'purpose-unknown' }, entry: { purpose: null, table: null } });
    expect(JSON.stringify(decision)).not.toContain('Jane');
  });

  test('is logged without what was sent', () => {
    const { entry } = decide(registry, purposes, [], request(['Jane Example']));
    expect(JSON.stringify(entry)).not.toContain('Jane');
    expect(entry).toMatchObject({ outcome: 'refused', refusal: 'level-unknown', spent: 0 });
  });
});

// The example that docs/how-to/protect-figures.md leads to: from a workforce to figures that leave, and to what is kept.
import { expect, test } from 'vitest';
import {
  ask,
  createMethod,
  decide,
  defineClassification,
  figureOf,
  isRefusal,
  type LogEntry,
  lossOf,
  percentage,
  type Refusal,
  rateGap,
  registerLattice,
} from '../src/index.ts';
import { secretOf, staffOn } from './made-staff.ts';

function taken<Answer>(answer: Answer | Refusal): Answer {
  if (isRefusal(answer)) throw new Error(`${answer.code}: ${answer.message} ${answer.remedy}`);
  return answer;
}

test('from a workforce to figures that leave', () => {
  // Once: what may be asked. Secret is what people said about themselves.
  const background = defineClassification({
    name: 'background',
    secret: true,
    codes: ['high', 'intermediate', 'low', 'not-declared'],
  });
  const grade = defineClassification({ name: 'grade', secret: false, codes: ['AO', 'EO', 'HEO', 'SEO', 'G7'] });
  const region = defineClassification({ name: 'region', secret: false, codes: ['NE', 'NW', 'YH', 'EM', 'LN', 'WA'] });
  const registry = registerLattice([background, grade, region], {
    rates: [[{ classification: 'background', level: 'background' }]],
  });

  // Once: how it is protected. The secret is drawn by the caller, and kept apart from the figures.
  const method = taken(createMethod('clew', { accuracy: 0.75 }));
  const secret = secretOf(1);

  // At each reference date: a release, and a memory for the next. The first is published, the second is kept beside the secret.
  const { release: first, memory } = taken(
    method.publish(registry, staffOn(0), { secret, releaseNumber: 1, earlier: [], memory: null }),
  );
  const { release } = taken(
    method.publish(registry, staffOn(1), { secret, releaseNumber: 2, earlier: [first], memory }),
  );
  expect(release.contentHash).toMatch(/^[0-9a-f]{64}$/);

  // What an analyst asks, and what is kept of it.
  const log: LogEntry[] = [];
  const request = {
    askedAt: '2024-05-01T09:00:00Z',
    analyst: 'analyst-1',
    purpose: 'annual-report',
    releaseNumber: 2,
    query: { quantity: 'headcount', by: ['grade', 'background'] },
  };
  const { answer, entry, left } = decide(registry, [{ name: 'annual-report', mostTables: 20 }], log, request);
  log.push(entry);
  expect([taken(answer).name, left]).toEqual(['headcount by background, grade', 19]);

  // A share, from two published figures and nothing else.
  const find = (from: typeof release, name: string) => {
    const table = from.tables.find((each) => each.name === name);
    if (table === undefined) throw new Error('there is no such table');
    return table;
  };
  const [low, all] = [
    taken(figureOf(find(release, 'headcount by background'), background.levels[0]?.codes.indexOf('low') ?? -1)),
    taken(figureOf(find(release, 'headcount'), 0)),
  ];
  const share = taken(percentage(low, all));
  expect(share.low).toBeLessThan(share.estimate);

  // A gap of rates, from what was measured; at releases that measure.
  const exposed = (code: string) => {
    const cell = background.levels[0]?.codes.indexOf(code) ?? -1;
    return {
      events: taken(figureOf(find(first, 'promotions by background'), cell)),
      months: taken(figureOf(find(first, 'exposure-months by background'), cell)),
    };
  };
  const gap = taken(rateGap(exposed('low'), exposed('high'), { per: 100 }));
  expect(gap.low).toBeLessThan(gap.high);

  // What the series has told of anybody's answer so far, and what it was declared to tell in all.
  const [loss] = lossOf(registry, [first, release]);
  expect(loss?.accuracyBound).toBeLessThanOrEqual(0.75);

  // What cannot be asked is refused, with the nearest that can.
  expect(ask(registry, { quantity: 'headcount', by: ['grade'], not: ['LN'] })).toMatchObject({
    code: 'query-not-expressible',
  });
});

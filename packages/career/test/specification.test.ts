// The rules hold for `replay`; every given event is valid; every finding, move and fact has a rule; the reference is fresh.
import { readFileSync } from 'node:fs';
import { decodeEvent, encodeEvent, factNames } from '@clew/events';
import { describe, expect, it } from 'vitest';
import {
  careerRules,
  describeCareer,
  describeSuperseded,
  eventsOfRule,
  expectedOf,
  generateCareerRules,
} from '../specification/index.ts';
import { findingCodes, replay } from '../src/index.ts';

const rules = careerRules.flatMap((table) => table.rules.map((rule) => ({ table: table.title, rule })));
const cases = rules.map(({ table, rule }, index) => ({ table, rule, person: index + 1 }));
const careerOf = ({ rule, person }: (typeof cases)[number]) => {
  const { events, labels } = eventsOfRule(rule, person);
  return { career: replay(events.map((event) => ({ event, recordedAt: event.time }))), labels };
};

describe.each(careerRules)('$title', (table) => {
  it.each(cases.filter((each) => each.table === table.title).map((each) => [each.rule.title, each] as const))(
    '%s',
    (_title, each) => {
      const { career, labels } = careerOf(each);
      expect(describeCareer(career)).toEqual(expectedOf(each.rule));
      expect(career.superseded.map((one) => describeSuperseded(one, labels))).toEqual(each.rule.superseded ?? []);
    },
  );
});

describe('the rules', () => {
  it('are given events that the catalogue accepts strictly', () => {
    for (const { rule, person } of cases) {
      for (const event of eventsOfRule(rule, person).events) {
        const decoded = decodeEvent(JSON.parse(JSON.stringify(encodeEvent(event))), { unknownFields: 'refuse' });
        expect(decoded).toEqual({ ok: true, value: event });
      }
    }
  });

  it('have titles of their own', () => {
    const titles = rules.map(({ rule }) => rule.title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('exercise every finding, every kind of move and of episode, and every fact about a person', () => {
    const careers = cases.map((each) => careerOf(each).career);
    const found = new Set(careers.flatMap((career) => career.findings.map((finding) => finding.code)));
    expect([...found].sort()).toEqual(Object.keys(findingCodes).sort());
    const kinds = new Set(careers.flatMap((career) => career.moves.map((move) => move.kind)));
    expect([...kinds].sort()).toEqual(
      [
        'hired',
        'returned',
        'transferred',
        'promoted',
        'regraded',
        'postingChanged',
        'temporaryPromotionStarted',
        'temporaryPromotionEnded',
        'loanStarted',
        'loanEnded',
        'exited',
      ].sort(),
    );
    const given = new Set(
      cases.flatMap((each) => eventsOfRule(each.rule, each.person).events.map((event) => event.name as string)),
    );
    const organisational = /^(organisation|functions|role)/;
    expect(factNames.filter((name) => !organisational.test(name) && !given.has(name))).toEqual([]);
    expect(given.has('corrected') && given.has('retracted')).toBe(true);
  });

  it('are rendered in docs/reference/career-rules.md as they are now', () => {
    const page = readFileSync(new URL('../../../docs/reference/career-rules.md', import.meta.url), 'utf8');
    expect(page).toBe(generateCareerRules());
  });
});

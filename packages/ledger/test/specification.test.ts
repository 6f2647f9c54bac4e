// The rules of careers hold for the rows of the live projection, in any order of arrival, and for those of a rebuild.
import {
  careerRules,
  type DescribedCareer,
  describeCareer,
  eventsOfRule,
  expectedOf,
} from '@clew/career/specification';
import { type EventLog, openPostgresLog } from '@clew/event-log';
import { encodeRecord } from '@clew/events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { careerOfRows } from './support/career-of-rows.ts';
import { createTestLedger, type TestLedger, violations } from './support/ledger.ts';
import { testTopics } from './support/logs.ts';

const rules = careerRules
  .flatMap((table) => table.rules.map((rule) => ({ table: table.title, title: rule.title, rule })))
  .map((each, index) => ({ ...each, given: eventsOfRule(each.rule, index + 1) }));

describe('career rules', () => {
  let own: TestLedger;
  let log: EventLog;
  beforeAll(async () => {
    own = await createTestLedger();
    log = openPostgresLog({ connectionString: own.database.connectionString });
    await log.administration.ensureTopics(testTopics);
    // Neither in the order in which things happened, nor person by person.
    const records = rules.flatMap(({ given }) => given.events).map(encodeRecord);
    await log.publish(records.toSorted((one, other) => (mixed(one.headers) < mixed(other.headers) ? -1 : 1)));
    for (const { name, partitions } of testTopics) {
      for (let partition = 0; partition < partitions; partition += 1) {
        const batches = log.read({ topic: name, partition, nextOffset: 0 }, { maximumBatchRecords: 37 });
        for await (const batch of batches) expect(await own.ledger.applyBatch(batch)).toMatchObject({ parked: {} });
      }
    }
    const report = await own.ledger.rebuild({ log, maximumBatchRecords: 50 });
    expect(report).toMatchObject({ ok: true, identical: true, switched: true });
  });
  afterAll(async () => {
    await log.close();
    await own.dispose();
  });

  describe.each([
    { path: 'live projection', schema: 'ledger_previous' },
    { path: 'rebuild', schema: 'ledger' },
  ])('$path', ({ schema }) => {
    test.each(rules)('$table: $title', async ({ rule, given }) => {
      const career = await careerOfRows(own.pool, schema, given.staffNumber);
      expect(comparable(describeCareer(career))).toEqual(comparable(expectedOf(rule)));
    });
  });

  test('the audit finds nothing', async () => {
    expect(await violations(own.ledger)).toEqual([]);
  });
});

/** Episodes and findings have no order in tables, and the day of a declaration is not kept there. */
function comparable(described: DescribedCareer): DescribedCareer {
  return {
    ...described,
    episodes: described.episodes.toSorted(),
    findings: described.findings.toSorted(),
    declarations: described.declarations.map((line) => line.replace(/, declared .*/, '')),
  };
}

function mixed(headers: Readonly<Record<string, string>>): string {
  return [...(headers.ce_id ?? '')].toReversed().join('');
}

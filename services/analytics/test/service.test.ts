// The service over HTTP: protected answers, clear refusals, one page; and nothing about a single person.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateLedger } from '@clew/ledger';
import { measures } from '@clew/measures';
import { examplePeople, insertIntoLedger } from '@clew/measures/testing';
import { createLogger, createRegistry, listen, problemSchema, type Server } from '@clew/service-kit';
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnalytics, SnapshotKeeper } from '../src/index.ts';
import { answerSchema } from '../src/schemas.ts';

const lines: string[] = [];
let database: TestDatabase;
let directory: string;
let keeper: SnapshotKeeper;
let server: Server;
let url: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrateLedger(database.pool);
  await insertIntoLedger(database.pool, examplePeople(600), 1);
  directory = await mkdtemp(join(tmpdir(), 'clew-analytics-'));
  keeper = new SnapshotKeeper({ pool: database.pool, directory, today: () => '2024-03-31', maximumOpen: 1 });
  const logger = createLogger({
    service: 'analytics',
    level: 'debug',
    destination: { write: (line) => void lines.push(line) },
  });
  const registry = createRegistry({ service: 'analytics', processMetrics: false });
  server = await createAnalytics({ pool: database.pool, keeper, logger, registry });
  ({ url } = await listen(server, { host: '127.0.0.1', port: 0, logger }));
});
afterAll(async () => {
  await server.close();
  await keeper.close();
  await database.dispose();
  await rm(directory, { recursive: true, force: true });
});

const get = (path: string) => fetch(url + path);
const problemOf = async (answer: Response) => problemSchema.parse(await answer.json());
const post = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  fetch(`${url}/snapshots`, { method: 'POST', body, headers });

describe('before there is a snapshot', () => {
  it('is alive and not ready, and says why', async () => {
    expect((await get('/healthz')).status).toBe(200);
    const ready = await get('/readyz');
    expect([ready.status, (await problemOf(ready)).detail]).toEqual([503, 'snapshot: no snapshot has been made yet.']);
    const asked = await get('/measures/promotions');
    expect([asked.status, (await problemOf(asked)).code]).toEqual([503, 'snapshot-missing']);
    const page = await get('/');
    expect([page.status, (await page.text()).includes('There is no snapshot yet')]).toEqual([503, true]);
  });
});

describe('snapshots', () => {
  it('are made, made once, and listed', async () => {
    const made = await post('{}');
    expect(made.status).toBe(201);
    const again = await post('{}');
    expect([again.status, await again.json()]).toEqual([200, await made.json()]);
    const older = await post('{"asOf": "2022-03-31"}');
    expect(await older.json()).toMatchObject({ asOf: '2022-03-31', current: false });
    const { snapshots } = (await (await get('/snapshots')).json()) as {
      snapshots: { asOf: string; current: boolean }[];
    };
    expect(snapshots.map(({ asOf, current }) => [asOf, current]).toSorted()).toEqual([
      ['2022-03-31', false],
      ['2024-03-31', true],
    ]);
    expect((await get('/readyz')).status).toBe(200);
  });

  it('become the current one when asked to', async () => {
    const older = await post('{"asOf": "2022-03-31", "current": true}');
    expect(await older.json()).toMatchObject({ asOf: '2022-03-31', current: true });
    expect(answerSchema.parse(await (await get('/measures/headcount')).json()).snapshot.asOf).toBe('2022-03-31');
    expect(await (await post('{}')).json()).toMatchObject({ asOf: '2024-03-31', current: true });
  });

  it('say nothing of how many people are in them', async () => {
    const { snapshots } = (await (await get('/snapshots')).json()) as { snapshots: object[] };
    expect(snapshots).toHaveLength(2);
    // By its fields: the digits of a figure may stand in an id or a time by chance.
    for (const each of snapshots)
      expect(Object.keys(each).toSorted()).toEqual(['asOf', 'createdAt', 'current', 'id', 'knownAt']);
  });

  it.each([
    ['a date that does not exist', '{"asOf": "2023-02-30"}', 400, 'invalid-date'],
    ['a field that is not known', '{"as_of": "2023-02-28"}', 400, 'unknown-field'],
    ['malformed JSON', '{', 400, 'malformed-json'],
    ['no body', '', 400, 'body-missing'],
    ['__proto__', '{"__proto__": {}}', 400, 'forbidden-key'],
  ])('refuse %s', async (_name, body, status, code) => {
    const answer = await post(body);
    expect([answer.status, (await problemOf(answer)).code]).toEqual([status, code]);
  });

  it('are not made by a form on a stranger’s page', async () => {
    expect((await post('asOf=2023-01-01', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
  });
});

describe('measures', () => {
  it('are listed as they are declared', async () => {
    const listed = (await (await get('/measures')).json()) as { measures: { name: string }[] };
    expect(listed.measures.map(({ name }) => name)).toEqual(measures.map(({ name }) => name));
  });

  it.each(
    measures.flatMap(({ name, breakdowns }) => [
      [name, ''],
      [name, breakdowns.slice(0, 4).join(',')],
      [name, 'seb,year'],
    ]),
  )('%s by %s: answered, protected, in the declared shape', async (name, by) => {
    const answer = await get(`/measures/${name}?by=${by}&from=2020-04-01&to=2024-04-01`);
    expect(answer.status).toBe(200);
    const result = answerSchema.parse(await answer.json());
    expect(result.snapshot.asOf).toBe('2024-03-31');
    for (const row of [...result.rows, ...result.totals]) {
      for (const count of [row.events, row.count]) {
        if (typeof count === 'number') expect(count >= 10 && count % 5 === 0).toBe(true);
      }
      expect(Object.keys(row)).not.toEqual(expect.arrayContaining(['people']));
      expect(Object.keys(row)).not.toEqual(expect.arrayContaining(['eventPeople']));
      expect(Object.keys(row)).not.toEqual(expect.arrayContaining(['personDays']));
    }
    // Nobody of these people is promoted temporarily, so all of that is hidden.
    const hasFigures = result.rows.some((row) => row.suppression === null);
    expect(hasFigures).toBe(name !== 'temporary-promotion-starts');
  });

  it('take breakdowns in either way of writing, repeated or with commas', async () => {
    const one = await (await get('/measures/promotions?by=grade-group,seb')).json();
    expect(await (await get('/measures/promotions?by=gradeGroup&by=seb')).json()).toEqual(one);
  });

  it('answer from the snapshot that is named', async () => {
    const { snapshots } = (await (await get('/snapshots')).json()) as { snapshots: { id: string; asOf: string }[] };
    const older = snapshots.find(({ asOf }) => asOf === '2022-03-31');
    const answer = answerSchema.parse(await (await get(`/measures/headcount?snapshot=${older?.id}`)).json());
    expect([answer.snapshot.id, answer.at]).toEqual([older?.id, '2022-03-31']);
    const beyond = await get(`/measures/headcount?snapshot=${older?.id}&at=2022-04-01`);
    expect((await problemOf(beyond)).code).toBe('beyond-snapshot');
  });

  it('answer for whole months alone: a day more would show whose promotion it was', async () => {
    const codeOf = async (question: string) => (await problemOf(await get(`/measures/${question}`))).code;
    expect(await codeOf('promotions?from=2023-04-02&to=2024-01-01')).toBe('not-whole-months');
    expect(await codeOf('promotions?from=2023-04-01&to=2024-01-02')).toBe('not-whole-months');
    expect(await codeOf('headcount?at=2023-12-30')).toBe('not-whole-months');
    expect((await get('/measures/headcount?at=2024-02-29')).status).toBe(200);
    const { to } = answerSchema.parse(await (await get('/measures/promotions?from=2023-05-01')).json());
    expect(to).toBe('2024-04-01');
  });

  it('answer many at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => get(`/measures/${measures[index % measures.length]?.name}?by=year`)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });

  it('come as CSV', async () => {
    const answer = await get('/measures/exits?by=department,cause&from=2020-04-01&to=2024-04-01&format=csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="exits-[0-9a-f]{16}\.csv"$/);
    const [header, first] = (await answer.text()).split('\r\n');
    expect(header).toMatch(/^row,department,department-label,cause,cause-label,events,person-years,rate,low,high,/);
    expect(first).toMatch(/^group,hm-treasury,HM Treasury,voluntary,Voluntary,/);
  });
});

const badQuestions: readonly (readonly [string, string, number, string])[] = [
  ['an unknown measure', '/measures/salaries', 404, 'unknown-measure'],
  ['a measure called __proto__', '/measures/__proto__', 404, 'unknown-measure'],
  ['a measure called constructor', '/measures/constructor', 404, 'unknown-measure'],
  ['an unknown breakdown', '/measures/promotions?by=salary', 400, 'unknown-breakdown'],
  ['a breakdown of another measure', '/measures/promotions?by=cause', 400, 'unknown-breakdown'],
  ['a breakdown twice', '/measures/promotions?by=seb,seb', 400, 'repeated-breakdown'],
  ['SQL for a breakdown', "/measures/promotions?by=1;DROP%20TABLE%20person--'", 400, 'unknown-breakdown'],
  ['SQL for a date', "/measures/promotions?from=2020-01-01'%20OR%201=1", 400, 'invalid-date'],
  ['SQL for a snapshot', "/measures/promotions?snapshot=';SELECT", 404, 'snapshot-unknown'],
  ['a path for a snapshot', '/measures/promotions?snapshot=..%2F..%2Fetc', 404, 'snapshot-unknown'],
  ['a date that does not exist', '/measures/promotions?from=2023-02-30', 400, 'invalid-date'],
  ['a date in another writing', '/measures/promotions?from=1/4/2023', 400, 'invalid-date'],
  ['a date of another age', '/measures/promotions?from=0001-01-01', 400, 'invalid-date'],
  ['an empty date', '/measures/promotions?from=', 400, 'invalid-date'],
  ['an empty period', '/measures/promotions?from=2023-01-01&to=2023-01-01', 400, 'empty-period'],
  ['a period backwards', '/measures/promotions?from=2023-01-02&to=2023-01-01', 400, 'empty-period'],
  ['a period past the snapshot', '/measures/promotions?to=2024-04-02', 400, 'beyond-snapshot'],
  ['a day past the snapshot', '/measures/headcount?at=2024-04-01', 400, 'beyond-snapshot'],
  ['a day for a rate', '/measures/promotions?at=2023-01-01', 400, 'at-not-allowed'],
  ['an unknown parameter', '/measures/promotions?unprotected=true', 400, 'unknown-field'],
  ['a filter', '/measures/promotions?filters[seb]=low', 400, 'unknown-field'],
  ['an unknown format', '/measures/promotions?format=xlsx', 400, 'invalid-value'],
  ['a date given twice', '/measures/promotions?from=2020-01-01&from=2021-01-01', 400, 'wrong-type'],
  ['too long a name', `/measures/promotions?by=${'x'.repeat(300)}`, 400, 'invalid-value'],
  ['NUL', '/measures/promotions?by=%00', 400, 'unknown-breakdown'],
  ['broken percent encoding', '/measures/%E0%A4%A', 400, 'malformed-request'],
  ['a career', '/careers/K4T9WM2H7C', 404, 'not-found'],
  ['people', '/people', 404, 'not-found'],
  ['spells', '/measures/promotions/spells', 404, 'not-found'],
];

describe('bad questions', () => {
  it.each(badQuestions)('%s', async (_name, path, status, code) => {
    const answer = await get(path);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = await problemOf(answer);
    expect({ status: answer.status, code: problem.code }).toEqual({ status, code });
    expect(problem.errors.every(({ remedy }) => remedy.length > 0)).toBe(true);
  });

  it('name the allowed values, and never repeat what was sent', async () => {
    const text = await (await get('/measures/promotions?by=Ada-Lovelace')).text();
    expect(text).toContain('grade-group');
    expect(text).not.toContain('Lovelace');
  });

  it('are all named at once', async () => {
    const problem = await problemOf(await get('/measures/promotions?by=salary,grade&from=never'));
    expect(problem.errors.map(({ code, field }) => [code, field])).toEqual([
      ['unknown-breakdown', 'query/by'],
      ['invalid-date', 'query/from'],
    ]);
  });

  it('leave no text of theirs in labels or lines', async () => {
    const text = await (await get('/metrics')).text();
    expect(text).toContain('analytics_questions_total{measure="unknown",outcome="unknown-measure"');
    expect(text).not.toContain('salaries');
    expect(lines.join('')).not.toContain('salaries');
  });
});

describe('the page', () => {
  it.each(measures.map(({ name }) => [name]))('shows %s with a table, the snapshot and the notes', async (name) => {
    const answer = await get(`/?measure=${name}&by=seb&by=year&from=2020-04-01&to=2024-04-01`);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).toMatch(/<table>[\s\S]*<\/table>/);
    expect(text).toContain('Declared %');
    expect(text).toContain(keeper.current()?.id);
    expect(text).toContain('not shown');
    expect(text).toContain('fewer than 10 people');
  });

  it('draws rates with their intervals', async () => {
    const text = await (await get('/?measure=promotions&by=grade&from=2020-04-01&to=2024-04-01')).text();
    expect(text.match(/class="bar"/g)?.length).toBeGreaterThan(0);
    expect(text.match(/class="interval"/g)?.length).toBeGreaterThan(0);
  });

  it('brings everything itself, and runs no script', async () => {
    const answer = await get('/');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await answer.text();
    expect(text).not.toMatch(/<script|(src|href)="(https?:)?\/\//);
    expect((await get('/dashboard.css')).headers.get('content-type')).toContain('text/css');
  });

  it.each([
    ['/?measure=salaries', 400],
    ['/?measure=promotions&by=salary', 400],
    ['/?measure=promotions&from=never', 400],
    ['/?measure=%3Cscript%3Ealert(1)%3C/script%3E', 400],
    ['/?measure=promotions&by=%22%3E%3Cscript%3E', 400],
    ['/?measure=promotions&from=%22%3E%3Cscript%3E', 400],
  ])('says what is wrong with %s, and escapes it', async (path, status) => {
    const answer = await get(path);
    const text = await answer.text();
    expect([answer.status, text.includes('There is a problem')]).toEqual([status, true]);
    expect(text).not.toContain('<script');
  });
});

describe('the description', () => {
  it('is valid OpenAPI and names every address', async () => {
    const document = (await (await get('/openapi.json')).json()) as { paths: object };
    expect(await new Validator().validate(document)).toMatchObject({ valid: true });
    expect(Object.keys(document.paths).toSorted()).toEqual([
      '/healthz',
      '/measures',
      '/measures/{name}',
      '/readyz',
      '/snapshots',
    ]);
    expect((await get('/docs/')).status).toBe(200);
  });
});

// The pages in a browser: a question asked and its answer read, by pointer and by keyboard, wide and narrow; nothing from elsewhere, no error.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateLedger } from '@clew/ledger';
import { examplePeople, insertIntoLedger } from '@clew/measures/testing';
import { createLogger, createRegistry, listen, type Server } from '@clew/service-kit';
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAnalytics, SnapshotKeeper } from '../src/index.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const hasChromium = existsSync(executablePath);
if (!hasChromium) console.log(`skipped: no browser at ${executablePath}; CHROMIUM_PATH names one`);

let database: TestDatabase;
let directory: string;
let keeper: SnapshotKeeper;
let server: Server;
let url: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];

describe.skipIf(!hasChromium)('in a browser', () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    await migrateLedger(database.pool);
    await insertIntoLedger(database.pool, examplePeople(600), 1);
    directory = await mkdtemp(join(tmpdir(), 'clew-browser-'));
    keeper = new SnapshotKeeper({ pool: database.pool, directory, today: () => '2024-03-31' });
    await keeper.make();
    const logger = createLogger({ service: 'analytics', level: 'error' });
    const registry = createRegistry({ service: 'analytics', processMetrics: false });
    server = await createAnalytics({ pool: database.pool, keeper, logger, registry });
    ({ url } = await listen(server, { host: '127.0.0.1', port: 0, logger }));
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await keeper?.close();
    await database?.dispose();
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  });
  beforeEach(async () => {
    complaints = [];
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (fault) => complaints.push(`script: ${fault.message}`));
    page.on('request', (request) => {
      const address = request.url();
      if (!address.startsWith(`${url}/`) && !address.startsWith('data:')) complaints.push(`external: ${address}`);
    });
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  });
  afterEach(() => context.close());

  /** The cells of the row whose name begins so. */
  const row = (name: string) =>
    page
      .locator('table tr', { has: page.locator('th', { hasText: name }) })
      .locator('td')
      .allInnerTexts();

  it('asks by background at first, and shows the declaration rate and what to cite', async () => {
    await page.goto(url);
    expect(await page.locator('h1').textContent()).toBe('Promotions');
    expect(await page.locator('#by-seb').isChecked()).toBe(true);
    expect(await page.locator('thead th').allInnerTexts()).toEqual(
      expect.arrayContaining(['Rate', '95% from', 'Declared %']),
    );
    expect(await page.locator('main').textContent()).toContain(`snapshot ${keeper.current()?.id}`);
    expect(complaints).toEqual([]);
  });

  it('answers a question that is asked with the form, as the API does', async () => {
    await page.goto(url);
    await page.getByRole('link', { name: 'Exits' }).click();
    await page.getByLabel('Background (SEB)').uncheck();
    await page.getByLabel('Grade group').check();
    await page.getByLabel('First day', { exact: true }).fill('2020-04-01');
    await page.getByLabel('First day after the period').fill('2024-04-01');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('heading', { name: '1 April 2020 to 31 March 2024' }).waitFor();
    const answer = await fetch(`${url}/measures/exits?by=grade-group&from=2020-04-01&to=2024-04-01`);
    const { rows } = (await answer.json()) as { rows: { labels: Record<string, string>; events: number | null }[] };
    const shown = rows.find(({ events }) => events !== null);
    expect(shown).toBeDefined();
    expect((await row(shown?.labels['grade-group'] ?? ''))[0]).toBe(String(shown?.events));
    expect(await page.locator('figure svg .bar').count()).toBe(rows.filter(({ events }) => events !== null).length);
    expect(complaints).toEqual([]);
  });

  it('lays moves between regions out as a matrix', async () => {
    await page.goto(`${url}/?measure=regional-moves&from=2020-04-01&to=2024-04-01`);
    const answer = await fetch(`${url}/measures/regional-moves?from=2020-04-01&to=2024-04-01`);
    const { rows } = (await answer.json()) as { rows: { labels: Record<string, string>; count: number | null }[] };
    const shown = rows.find(({ count }) => count !== null);
    const columns = await page.locator('.matrix thead th').allInnerTexts();
    const line = page.locator('.matrix tbody tr', {
      has: page.locator('th', { hasText: shown?.labels['origin'] ?? '' }),
    });
    const cells = await line.first().locator('th, td').allInnerTexts();
    expect(cells[columns.indexOf(shown?.labels['destination'] ?? '')]).toBe(String(shown?.count));
    expect(complaints).toEqual([]);
  });

  it('gives the figures as CSV, of the same snapshot', async () => {
    await page.goto(`${url}/?measure=headcount&by=seb`);
    const loading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).click();
    const download = await loading;
    expect(download.suggestedFilename()).toBe(`headcount-${keeper.current()?.id}.csv`);
    expect(complaints.filter((each) => !each.startsWith('failed'))).toEqual([]);
  });

  it('can be used with the keyboard alone, and says what is wrong where it is', async () => {
    await page.goto(url);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to main content');
    await page.getByLabel('First day', { exact: true }).fill('2020-04-02');
    await page.getByRole('button', { name: 'Show' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await page.getByRole('alert').textContent()).toContain('whole months');
    await page.getByRole('alert').getByRole('link').first().click();
    expect(await page.evaluate('location.hash')).toBe('#from');
    // The browser tells of the refusal's status itself; nothing else may be wrong.
    expect(complaints.filter((each) => !each.includes('400'))).toEqual([]);
  });

  it.each([
    '/',
    '/?measure=promotions&by=grade&by=seb&by=year',
    '/?measure=regional-moves',
    '/?measure=headcount&by=department',
  ])('fits a narrow screen: %s', async (path) => {
    await page.setViewportSize({ width: 400, height: 800 });
    await page.goto(url + path);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBe(400);
    expect(complaints).toEqual([]);
  });

  it('has names for everything that is chosen, seen or read aloud', async () => {
    await page.goto(`${url}/?measure=promotions&by=grade&by=seb`);
    const unnamed = await page.evaluate(`
      [...document.querySelectorAll('input:not([type=hidden]), svg, [role=region]')]
        .filter((each) => (each.labels ?? []).length === 0 && !each.getAttribute('aria-label'))
        .map((each) => each.outerHTML.slice(0, 80))`);
    expect(unnamed).toEqual([]);
    expect(await page.locator('html').getAttribute('lang')).toBe('en-GB');
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('thead th:not([scope=col]), tbody th:not([scope=row])').count()).toBe(0);
  });

  it('shows the pages of the API without anything from elsewhere', async () => {
    await page.goto(`${url}/docs`);
    await page.getByText('/measures/{name}').first().waitFor();
    expect(complaints).toEqual([]);
  });
});

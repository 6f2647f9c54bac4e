// Where the tests' Kafka comes from, and what happens where there is none: a skip that says so, and in CI a failure.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startControl } from '../src/control.ts';
import { testKafka } from '../src/index.ts';
import { createTestKafka } from '../src/kafka-server.ts';

beforeEach(() => {
  vi.stubEnv('KAFKA_BROKERS', '');
  vi.stubEnv('DOCKER_HOST', 'unix:///nonexistent/docker.sock');
  vi.stubEnv('JAVA_HOME', '/nonexistent');
});
afterEach(() => vi.unstubAllEnvs());

test('configured brokers come first', async () => {
  vi.stubEnv('KAFKA_BROKERS', 'one:9092, two:9092');
  const kafka = createTestKafka();
  expect(await kafka.ask()).toEqual({ brokers: ['one:9092', 'two:9092'], kind: 'configured' });
  await kafka.stop();
});

test('without brokers, Docker and Java the answer says what was tried', async () => {
  const kafka = createTestKafka();
  const answer = await kafka.ask();
  expect(answer).toMatchObject({
    brokers: null,
    reason: expect.stringMatching(/KAFKA_BROKERS is not set; no Docker engine answers; Kafka needs Java 17/),
  });
  await kafka.stop();
});

test('a test that asks is told to skip, with a line; in CI it fails instead', async () => {
  vi.stubEnv('CLEW_TEST_CONTROL', '');
  let asked = 0;
  const control = await startControl({
    ask: () => {
      asked += 1;
      return Promise.resolve({ brokers: null, reason: 'nothing is there' });
    },
    stop: () => Promise.resolve(),
  });
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    vi.stubEnv('CI', '');
    expect(await testKafka()).toBeUndefined();
    expect(written).toHaveBeenCalledWith('Kafka tests are skipped: nothing is there\n');
    vi.stubEnv('CI', 'true');
    await expect(testKafka()).rejects.toThrow('Kafka tests are skipped: nothing is there');
    expect(asked).toBe(2);
  } finally {
    written.mockRestore();
    await control.stop();
  }
});

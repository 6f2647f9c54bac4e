// The gateway's process: read configuration, listen, wait for what it stands on, open.
import { createPool, reasonDatabaseIsAway, translateDatabaseError } from '@clew/database';
import { LogError, openLog } from '@clew/event-log';
import { topics } from '@clew/events';
import { openLedger } from '@clew/ledger';
import { createRegistry, listen, type Refusal, runService, waitFor } from '@clew/service-kit';
import {
  configurationSchema,
  createGateway,
  createHttpDirectory,
  migrateGateway,
  progressInLedger,
} from './src/index.ts';

const starting: Refusal = {
  code: 'not-ready',
  field: '',
  message: 'The service is starting.',
  remedy: 'Send the same again after a pause; /readyz says what is waited for.',
  retryable: true,
};

await runService({
  name: 'gateway',
  configuration: configurationSchema,
  start: async ({ configuration, logger, stopping, closing }) => {
    const pool = createPool({
      connectionString: configuration.DATABASE_URL,
      applicationName: 'clew-gateway',
      maximumConnections: 20,
    });
    closing('database', () => pool.end());
    const log = openLog({
      databaseUrl: configuration.DATABASE_URL,
      kafkaBrokers: configuration.KAFKA_BROKERS,
      clientId: 'clew-gateway',
    });
    closing('log', () => log.close());
    const idServiceUrl = configuration.CLEW_ID_SERVICE_URL;
    const token = configuration.CLEW_ID_SERVICE_TOKEN;
    const directory = idServiceUrl === undefined ? undefined : createHttpDirectory({ url: idServiceUrl, token });
    const credentials = configuration.CLEW_GATEWAY_CREDENTIALS ?? [];
    if (credentials.length === 0) {
      logger.warn(
        { event: 'door-open' },
        'no credentials are configured: whoever reaches this address may publish for anybody',
      );
    }
    if (directory === undefined) {
      logger.warn(
        { event: 'no-id-service' },
        'no ID service is configured: staff numbers are held to their check character only',
      );
    }

    let started = false;
    const server = await createGateway({
      pool,
      log,
      ...(directory === undefined ? {} : { directory }),
      progressOf: progressInLedger(openLedger({ pool, rememberedEvents: 0 })),
      credentials,
      logger,
      registry: createRegistry({ service: 'gateway' }),
      readiness: [
        { name: 'started', check: () => (started ? undefined : 'the service is starting') },
        {
          name: 'database',
          check: () => reasonDatabaseIsAway(pool),
        },
        { name: 'log', check: () => log.check().then(() => undefined, reasonOf) },
        ...(directory === undefined
          ? []
          : [{ name: 'id-service', check: () => directory.check().then(() => undefined, reasonOf) }]),
      ],
      gate: () => (started ? undefined : starting),
      idleMilliseconds: configuration.CLEW_STREAM_IDLE_SECONDS * 1_000,
      stopping,
    });
    closing('server', () => server.close());
    await listen(server, { host: configuration.HOST, port: configuration.PORT, logger });

    const canPass = (fault: unknown) => !(fault instanceof LogError) || fault.retryable;
    await waitFor(() => migrateGateway(pool), {
      name: 'database',
      logger,
      signal: stopping,
      canPass: (fault) => translateDatabaseError(fault).retryable,
      reasonOf: (fault) => translateDatabaseError(fault).message,
    });
    await waitFor(() => log.administration.ensureTopics(Object.values(topics)), {
      name: 'log',
      logger,
      signal: stopping,
      canPass,
    });
    started = true;
  },
});

function reasonOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : 'it does not answer';
}

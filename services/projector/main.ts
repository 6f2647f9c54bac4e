// The projector's process: read configuration, wait for what it stands on, subscribe, stop cleanly.
import { createPool, reasonDatabaseIsAway, translateDatabaseError } from '@clew/database';
import { LogError, openLog, type Subscription } from '@clew/event-log';
import { topics } from '@clew/events';
import { migrateLedger, openLedger } from '@clew/ledger';
import { createRegistry, createServer, listen, runService, waitFor } from '@clew/service-kit';
import { configurationSchema, createMetrics, createProgress, startProjector } from './src/index.ts';

await runService({
  name: 'projector',
  configuration: configurationSchema,
  start: async ({ configuration, logger, stopping, closing }) => {
    const { DATABASE_URL: databaseUrl, KAFKA_BROKERS: kafkaBrokers, HOST: host, PORT: port } = configuration;
    const pool = createPool({ connectionString: databaseUrl, applicationName: 'clew-projector' });
    closing('database', () => pool.end());
    const log = openLog({ databaseUrl, kafkaBrokers, clientId: 'clew-projector' });
    closing('log', () => log.close());
    const ledger = openLedger({ pool, rememberedEvents: configuration.CLEW_PROJECTOR_REMEMBERED_EVENTS });

    let subscription: Subscription | undefined;
    const progress = createProgress({ ledger, log, subscription: () => subscription });
    const registry = createRegistry({ service: 'projector' });
    const metrics = createMetrics(registry, progress);
    const server = await createServer({
      title: 'Clew projector',
      version: '0.1.0',
      description: 'Reads the log into the ledger: events, careers and positions in one transaction per batch.',
      logger,
      registry,
      readiness: [
        {
          name: 'database',
          check: () => reasonDatabaseIsAway(pool),
        },
        { name: 'log', check: () => log.check().then(() => undefined, reasonOf) },
        {
          name: 'subscription',
          check: () => {
            if (subscription === undefined) return 'the projector is starting';
            return subscription.healthy() ? undefined : 'the projector is not in its group';
          },
        },
        {
          name: 'lag',
          check: async () => {
            const lag = (await progress.lags()).reduce((sum, each) => sum + each.lag, 0);
            return lag > configuration.CLEW_PROJECTOR_READY_LAG ? `${lag} records behind the log` : undefined;
          },
        },
      ],
      routes: () => undefined,
    });
    closing('server', () => server.close());
    await listen(server, { host, port, logger });

    await waitFor(() => migrateLedger(pool), {
      name: 'database',
      logger,
      signal: stopping,
      canPass: (fault) => translateDatabaseError(fault).retryable,
      reasonOf: (fault) => translateDatabaseError(fault).message,
    });
    subscription = await waitFor(
      async () => {
        await log.administration.ensureTopics(Object.values(topics));
        const { CLEW_PROJECTOR_GROUP: group, CLEW_PROJECTOR_BATCH_RECORDS: maximumBatchRecords } = configuration;
        return startProjector({ log, ledger, logger, metrics, group, maximumBatchRecords });
      },
      {
        name: 'log',
        logger,
        signal: stopping,
        canPass: (fault) => !(fault instanceof LogError) || fault.retryable,
      },
    );
    const running = subscription;
    closing('subscription', () => running.stop());
  },
});

function reasonOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : 'it does not answer';
}

// The analytics service's process: read configuration, listen, make the first snapshot as soon as there is a ledger.
import { setTimeout as pause } from 'node:timers/promises';
import { createPool, translateDatabaseError } from '@clew/database';
import { createRegistry, listen, runService, waitFor } from '@clew/service-kit';
import { configurationSchema, createAnalytics, SnapshotKeeper, snapshotDirectoryOf } from './src/index.ts';

await runService({
  name: 'analytics',
  configuration: configurationSchema,
  start: async ({ configuration, logger, stopping, closing }) => {
    const pool = createPool({
      connectionString: configuration.DATABASE_URL,
      applicationName: 'clew-analytics',
      maximumConnections: 4,
    });
    closing('database', () => pool.end());
    const keeper = new SnapshotKeeper({
      pool,
      directory: snapshotDirectoryOf(configuration),
      today: () => configuration.CLEW_SNAPSHOT_AS_OF ?? new Date().toISOString().slice(0, 10),
    });
    closing('snapshots', () => keeper.close());

    let reason: string | undefined;
    const reasonOf = (fault: unknown): string => {
      const { code, message } = translateDatabaseError(fault);
      return code === 'schema-missing' ? 'the ledger has no tables yet: start the projector' : message;
    };
    const server = await createAnalytics({
      pool,
      keeper,
      logger,
      registry: createRegistry({ service: 'analytics' }),
      tokenHashes: configuration.CLEW_ANALYTICS_TOKENS ?? [],
      waitingFor: () => reason,
    });
    closing('server', () => server.close());
    await listen(server, { host: configuration.HOST, port: configuration.PORT, logger });

    await keeper.adopt();
    await waitFor(() => keeper.make(), {
      name: 'snapshot',
      logger,
      signal: stopping,
      canPass: (fault) => {
        const { retryable, code } = translateDatabaseError(fault);
        // The reading views are made by the projector, which may start after us.
        return retryable || code === 'schema-missing';
      },
      reasonOf,
      onAttemptFailed: (fault) => {
        reason = reasonOf(fault);
      },
    });

    const seconds = configuration.CLEW_SNAPSHOT_EVERY_SECONDS;
    if (seconds > 0) {
      const refreshing = (async () => {
        while (!stopping.aborted) {
          await pause(seconds * 1_000, undefined, { signal: stopping }).catch(() => undefined);
          if (stopping.aborted) return;
          await keeper.make().catch((fault: unknown) => logger.warn({ event: 'refresh-failed', err: fault }));
        }
      })();
      closing('refreshing', () => refreshing);
    }
  },
});

// The ID service as a process: wiring only.

import { createPool, translateDatabaseError } from '@clew/database';
import { openLog } from '@clew/event-log';
import { createRegistry, listen, runService, waitFor } from '@clew/service-kit';
import { idServiceConfiguration, keysOf } from './src/configuration.ts';
import { migrateIdentity } from './src/migrations.ts';
import { createIdService } from './src/service.ts';

await runService({
  name: 'id-service',
  configuration: idServiceConfiguration,
  start: async ({ configuration, logger, stopping, closing }) => {
    const { DATABASE_URL: databaseUrl, KAFKA_BROKERS: kafkaBrokers, HOST: host, PORT: port } = configuration;
    const keys = await keysOf(configuration);
    const pool = createPool({ connectionString: databaseUrl, applicationName: 'clew-id-service' });
    closing('database', () => pool.end());
    const log = openLog(kafkaBrokers === undefined ? { databaseUrl } : { databaseUrl, kafkaBrokers });
    closing('log', () => log.close());
    const registry = createRegistry({ service: 'id-service' });
    const tokenHashes = configuration.CLEW_ID_SERVICE_TOKENS ?? [];
    if (tokenHashes.length === 0)
      logger.warn({ event: 'door-open' }, 'no tokens are configured: whoever reaches this address may ask for numbers');
    const service = await createIdService({ pool, log, keys, tokenHashes, logger, registry });
    closing('service', () => service.close());
    await listen(service.server, { host, port, logger });
    await waitFor(() => migrateIdentity(pool), {
      name: 'database',
      logger,
      signal: stopping,
      canPass: (fault) => translateDatabaseError(fault).retryable,
      reasonOf: (fault) => translateDatabaseError(fault).message,
      onAttemptFailed: (fault) => service.waitingFor(translateDatabaseError(fault).message),
    });
    service.open();
  },
});

// The analytics service put together: its door, its readiness, its page.
import { type Pool, reasonDatabaseIsAway } from '@clew/database';
import { createServer, type Logger, type Registry, requireToken, type Server } from '@clew/service-kit';
import { addDashboard } from './dashboard/routes.ts';
import { createMetrics } from './metrics.ts';
import { analyticsProblems, refusalOfFault } from './problems.ts';
import { addAnalyticsRoutes } from './routes.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';

export interface AnalyticsOptions {
  readonly pool: Pool;
  readonly keeper: SnapshotKeeper;
  readonly logger: Logger;
  readonly registry: Registry;
  /** SHA-256 of the tokens that callers send; none: the door is open, and the caller listens on loopback only. */
  readonly tokenHashes?: readonly string[];
  /** Why there is no snapshot yet, as far as it is known. */
  readonly waitingFor?: () => string | undefined;
}

/** Builds the server; nothing listens yet. */
export function createAnalytics(options: AnalyticsOptions): Promise<Server> {
  const { pool, keeper, logger, registry } = options;
  const context = { keeper, logger, metrics: createMetrics(registry, () => keeper.current()?.createdAt) };
  return createServer({
    title: 'Clew analytics',
    version: '0.1.0',
    description:
      'Declared measures over an immutable snapshot of careers. Try `GET /measures`, then `GET /measures/promotions?by=grade`. ' +
      'Everything that leaves is protected; nothing about a single person has an address.',
    logger,
    registry,
    problems: analyticsProblems,
    translateFault: refusalOfFault,
    readiness: [
      {
        name: 'database',
        check: () => reasonDatabaseIsAway(pool),
      },
      {
        name: 'snapshot',
        check: () =>
          keeper.current() === undefined ? (options.waitingFor?.() ?? 'no snapshot has been made yet') : undefined,
      },
    ],
    routes: (server) => {
      requireToken(server, { hashes: options.tokenHashes ?? [], realm: 'clew-analytics', browsers: true });
      addDashboard(server, context);
      addAnalyticsRoutes(server, context);
    },
  });
}

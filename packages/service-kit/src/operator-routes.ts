// What operators and their machines ask a service: does it live, can it work, what does it count.

import { z } from 'zod';
import { problemSchema, refuse } from './problem.ts';
import { runReadinessChecks } from './readiness.ts';
import type { Server, ServerOptions } from './server.ts';

const livingSchema = z.object({ status: z.literal('alive') });
const readySchema = z.object({
  status: z.literal('ready'),
  checks: z.array(z.object({ name: z.string(), ready: z.literal(true) })),
});

/** `/healthz`, `/readyz` and `/metrics`: open before the service is ready, and never gated. */
export function addOperatorRoutes(
  server: Server,
  options: Pick<ServerOptions, 'readiness' | 'registry' | 'description'>,
): void {
  const tags = ['operators'];
  server.get(
    '/healthz',
    { schema: { tags, summary: 'Does the process live', response: { 200: livingSchema } } },
    async () => ({ status: 'alive' as const }),
  );
  server.get(
    '/readyz',
    {
      schema: {
        tags,
        summary: 'Can the service work, and if not, why',
        response: { 200: readySchema, 503: problemSchema },
      },
    },
    async (_request, reply) => {
      const results = await runReadinessChecks(options.readiness);
      const failing = results.filter((result) => !result.ready);
      if (failing.length === 0) {
        return reply.send({ status: 'ready', checks: results.map(({ name }) => ({ name, ready: true as const })) });
      }
      const refusals = failing.map(({ name, reason }) => ({
        code: 'not-ready',
        field: name,
        message: `${name}: ${reason ?? 'failed'}.`,
        remedy: 'Wait; the service keeps trying by itself.',
        retryable: true,
      }));
      const detail = refusals.map((refusal) => refusal.message).join(' ');
      return refuse(reply, refusals, { detail, retryAfterSeconds: 1 });
    },
  );
  server.get('/metrics', { schema: { tags, summary: 'Prometheus metrics', hide: true } }, async (_request, reply) => {
    const text = await options.registry.metrics();
    return reply.type(options.registry.contentType).send(text);
  });
}

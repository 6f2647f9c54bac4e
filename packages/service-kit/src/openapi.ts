// The service's own description: OpenAPI 3.1 from its zod schemas, and a page to browse it that needs no internet.

import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { polishDocument } from './openapi-document.ts';
import type { Server } from './server.ts';

export interface ServiceDescription {
  readonly title: string;
  readonly version: string;
  /** Markdown: what the service is for and the first request to try. */
  readonly description: string;
}

const onlyFromHere = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'self'",
  "frame-ancestors 'self'",
].join('; ');

/** Must be registered before the routes, which it watches being added. */
export async function describeRoutes(server: Server, description: ServiceDescription): Promise<void> {
  await server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: description.title, version: description.version, description: description.description },
      servers: [{ url: '/' }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  server.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('application/json').send(JSON.stringify(polishDocument(server.swagger()))),
  );
  await server.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    // The policy, not only the page, forbids other hosts; and the badge that asks a validator on the internet is off.
    staticCSP: onlyFromHere,
    transformSpecification: polishDocument,
    transformSpecificationClone: false,
    uiConfig: { validatorUrl: null, docExpansion: 'list', tryItOutEnabled: true },
    theme: { title: description.title },
    logLevel: 'silent',
  });
}

// What is made of the generated OpenAPI document before anybody reads it: true media types, no leftovers, plain names.

interface Schemas {
  [name: string]: unknown;
}

interface Answer {
  description?: string;
  content?: Record<string, unknown>;
}

interface MediaType {
  schema?: unknown;
  example?: unknown;
}

interface Operation {
  responses?: Record<string, Answer>;
  requestBody?: { required?: boolean; content?: Record<string, MediaType> };
  /** See `requestContent`. */
  'x-request-content'?: Record<string, MediaType>;
}

/**
 * Describes the body of a route by media type, beside what its zod schema says: an example of each, and a schema where the route
 * reads the body itself. Spread it into the route's schema.
 */
export function requestContent(content: Readonly<Record<string, Readonly<MediaType>>>): {
  readonly 'x-request-content': Readonly<Record<string, Readonly<MediaType>>>;
} {
  return { 'x-request-content': content };
}

/** The parts of an OpenAPI document that are touched here. */
export interface OpenApiDocument {
  readonly openapi?: string;
  readonly paths?: Record<string, Record<string, Operation> | undefined>;
  readonly components?: { readonly schemas?: Schemas };
}

const statusTexts: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Made',
  202: 'Accepted',
  400: 'The request is not valid',
  404: 'Not found',
  409: 'The request contradicts what is known',
  413: 'Too large',
  422: 'Understood, and refused',
  503: 'Not possible just now: send the same again after Retry-After',
};

/** Returns a corrected copy: refusals are application/problem+json, each operation says what any other refusal looks like. */
export function polishDocument(document: object): OpenApiDocument {
  const copy = structuredClone(document) as OpenApiDocument;
  for (const path of Object.values(copy.paths ?? {})) {
    for (const operation of Object.values(path ?? {})) polishOperation(operation);
  }
  return withPlainNames(withoutLeftovers(copy));
}

function polishOperation(operation: Operation): void {
  describeBody(operation);
  const responses = operation.responses ?? {};
  for (const [status, answer] of Object.entries(responses)) {
    if (answer.description === 'Default Response') answer.description = statusTexts[status] ?? `Status ${status}`;
    const schema = answer.content?.['application/json'];
    if (status >= '400' && schema !== undefined) answer.content = { 'application/problem+json': schema };
  }
  responses['default'] ??= {
    description: 'Any other refusal',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  operation.responses = responses;
}

function describeBody(operation: Operation): void {
  const { 'x-request-content': given } = operation;
  if (given === undefined) return;
  delete operation['x-request-content'];
  const content = { ...operation.requestBody?.content };
  for (const [mediaType, more] of Object.entries(given)) content[mediaType] = { ...content[mediaType], ...more };
  operation.requestBody = { required: true, ...operation.requestBody, content };
}

const reference = /"#\/components\/schemas\/([^"/]+)"/g;

/** The generator lists every schema that has a name anywhere in the process, twice; only those that are pointed at stay. */
function withoutLeftovers(document: OpenApiDocument): OpenApiDocument {
  const schemas = document.components?.schemas ?? {};
  const kept = new Set<string>();
  const keepAll = (part: unknown): void => {
    for (const [, name] of (JSON.stringify(part) ?? '').matchAll(reference)) {
      if (name === undefined || kept.has(name)) continue;
      kept.add(name);
      keepAll(schemas[name]);
    }
  };
  keepAll(document.paths ?? {});
  const used = Object.fromEntries(Object.entries(schemas).filter(([name]) => kept.has(name)));
  return { ...document, components: { ...document.components, schemas: used } };
}

/** `PersonInput` is called `Person` where nothing else is. */
function withPlainNames(document: OpenApiDocument): OpenApiDocument {
  const schemas = document.components?.schemas ?? {};
  const plain = (name: string) => {
    const short = name.replace(/Input$/, '');
    return short in schemas ? name : short;
  };
  const renamed = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [plain(name), schema]));
  const text = JSON.stringify({ ...document, components: { ...document.components, schemas: renamed } });
  return JSON.parse(
    text.replaceAll(reference, (_, name: string) => `"#/components/schemas/${plain(name)}"`),
  ) as OpenApiDocument;
}

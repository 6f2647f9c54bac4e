// The service's addresses: measures, their answers, and snapshots. Nothing about a single person has an address.
import { describeMeasure, measures, reportCsv, type SnapshotManifest } from '@clew/measures';
import { problemSchema, refuse, requestContent, type Server } from '@clew/service-kit';
import { z } from 'zod';
import { type AnswerContext, answerProtected } from './answers.ts';
import { refusalsOfQuestion } from './problems.ts';
import {
  answerSchema,
  measureDescriptionSchema,
  measureNameSchema,
  namesOf,
  newSnapshotSchema,
  questionSchema,
  snapshotSchema,
} from './schemas.ts';

export function addAnalyticsRoutes(server: Server, context: AnswerContext): void {
  addMeasureRoutes(server, context);
  addSnapshotRoutes(server, context);
}

function addMeasureRoutes(server: Server, context: AnswerContext): void {
  const tags = ['measures'];
  server.get(
    '/measures',
    {
      schema: {
        tags,
        summary: 'The measures that can be asked for',
        response: { 200: z.object({ measures: z.array(measureDescriptionSchema) }) },
      },
    },
    async (_request, reply) => reply.send({ measures: measures.map((measure) => openDescription(measure)) }),
  );
  const schema = {
    tags,
    summary: 'Answer a measure',
    description:
      'Protected: no figure rests on fewer than 10 people, counts are rounded to 5, rates come from rounded figures, ' +
      'and periods are whole months (a headcount is on the last day of one). ' +
      'Without dates, the answer is for the last whole financial year of the snapshot. `format=csv` gives text/csv.',
    params: measureNameSchema,
    querystring: questionSchema,
    response: { 200: answerSchema, 400: problemSchema, 404: problemSchema, 503: problemSchema },
  };
  server.get('/measures/:name', { schema }, async (request, reply) => {
    const { by, from, to, at, snapshot, format } = request.query;
    const dates = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    const question = { name: request.params.name, by: namesOf(by), ...dates, ...(at === undefined ? {} : { at }) };
    const reading = await answerProtected(context, question, snapshot);
    if (!reading.ok) return refuse(reply, refusalsOfQuestion(reading.refusals));
    if (format !== 'csv') return reply.send(reading.value as unknown as z.input<typeof answerSchema>);
    const file = `${reading.value.measure.name}-${reading.value.snapshot.id}.csv`;
    reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${file}"`);
    return reply.send(reportCsv(reading.value) as never);
  });
}

function openDescription(measure: (typeof measures)[number]): z.infer<typeof measureDescriptionSchema> {
  const { breakdowns, alwaysApart, definitions, actionPoints, ...rest } = describeMeasure(measure);
  return {
    ...rest,
    actionPoints: [...actionPoints],
    breakdowns: [...breakdowns],
    alwaysApart: [...alwaysApart],
    definitions: [...definitions],
  };
}

function addSnapshotRoutes(server: Server, { keeper, metrics, logger }: AnswerContext): void {
  const tags = ['snapshots'];
  const described = ({ id, asOf, knownAt, createdAt }: SnapshotManifest) => ({
    id,
    asOf,
    knownAt,
    createdAt,
    current: id === keeper.current()?.id,
  });
  server.get(
    '/snapshots',
    {
      schema: {
        tags,
        summary: 'The snapshots that can be asked, newest first',
        response: { 200: z.object({ snapshots: z.array(snapshotSchema) }), 503: problemSchema },
      },
    },
    async (_request, reply) => reply.send({ snapshots: (await keeper.list()).map(described) }),
  );
  const schema = {
    tags,
    summary: 'Make a snapshot of the ledger as it stands',
    description: '201 with the new one; 200 where nothing has changed since one that is there.',
    body: newSnapshotSchema,
    ...requestContent({ 'application/json': { example: { asOf: '2024-03-31' } } }),
    response: { 200: snapshotSchema, 201: snapshotSchema, 400: problemSchema, 503: problemSchema },
  };
  server.post('/snapshots', { schema }, async (request, reply) => {
    const { asOf, current } = request.body;
    try {
      const { manifest, reused } = await keeper.make({
        ...(asOf === undefined ? {} : { asOf }),
        ...(current === undefined ? {} : { current }),
      });
      metrics.snapshots.inc({ outcome: reused ? 'reused' : 'made' });
      logger.info({ event: 'snapshot', snapshot: manifest.id, asOf: manifest.asOf, reused });
      return reply.code(reused ? 200 : 201).send(described(manifest));
    } catch (fault) {
      metrics.snapshots.inc({ outcome: 'failed' });
      throw fault;
    }
  });
}

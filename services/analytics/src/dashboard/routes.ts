// The addresses of the dashboard, and the headers that keep its page to itself.
import { findMeasure, type Measure, type MeasureResult, measures } from '@clew/measures';
import type { Refusal, Server } from '@clew/service-kit';
import { z } from 'zod';
import { type AnswerContext, answerProtected } from '../answers.ts';
import { refusalOfFault, refusalsOfQuestion } from '../problems.ts';
import { namesOf } from '../schemas.ts';
import { type PageState, page } from './page.ts';
import { style } from './style.ts';

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const text = z.string().max(200).optional();

/** A person's address bar: whatever is not known is left aside, whatever is wrong is shown on the page. */
const pageQuery = z.object({
  measure: text,
  by: z.union([z.string().max(200), z.array(z.string().max(200)).max(20)]).optional(),
  from: text,
  to: text,
  at: text,
});

type PageQuery = z.infer<typeof pageQuery>;

export function addDashboard(server: Server, context: AnswerContext): void {
  server.get('/', { schema: { hide: true, querystring: pageQuery } }, async (request, reply) => {
    const state = await stateOf(request.query, context);
    const refusals = 'refusals' in state.outcome ? state.outcome.refusals : [];
    const status = refusals.some((refusal) => refusal.retryable) ? 503 : refusals.length > 0 ? 400 : 200;
    reply.header('content-security-policy', policy).header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer').type('text/html; charset=utf-8').code(status);
    return reply.send(page(state).text);
  });
  server.get('/dashboard.css', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'max-age=300').send(style),
  );
}

async function stateOf(query: PageQuery, context: AnswerContext): Promise<PageState> {
  const given = (value: string | undefined) => (value === undefined || value === '' ? undefined : value);
  const [from, to, at] = [given(query.from), given(query.to), given(query.at)];
  const known = query.measure === undefined ? measures[0] : findMeasure(query.measure);
  const measure = known ?? (measures[0] as Measure);
  // Without a choice the page asks what this ledger is for. A form that was sent with nothing ticked names its dates.
  const isChosen = query.by !== undefined || query.from !== undefined || query.at !== undefined;
  const by = isChosen ? namesOf(query.by) : measure.kind === 'flow' ? [] : ['seb'];
  const dates = {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(at === undefined ? {} : { at }),
  };
  const request = { name: known === undefined ? (query.measure ?? '') : measure.name, by, ...dates };
  const outcome = await outcomeOf(context, request);
  const shown = 'result' in outcome ? outcome.result : undefined;
  const [shownFrom, shownTo, shownAt] =
    shown === undefined
      ? [from, to, at]
      : shown.kind === 'headcount'
        ? [from, to, shown.at]
        : [shown.from, shown.to, at];
  return {
    measure,
    by,
    from: shownFrom ?? '',
    to: shownTo ?? '',
    at: shownAt ?? '',
    query: new URLSearchParams({
      ...(by.length > 0 ? { by: by.join(',') } : {}),
      ...shownDates(shown, dates),
    }).toString(),
    snapshot: context.keeper.current(),
    outcome,
  };
}

/** The dates that the answer is for, so that a link that is kept gives the same figures next year. */
function shownDates(shown: MeasureResult | undefined, asked: Readonly<Record<string, string>>): Record<string, string> {
  if (shown === undefined) return { ...asked };
  const { id: snapshot } = shown.snapshot;
  return shown.kind === 'headcount' ? { at: shown.at, snapshot } : { from: shown.from, to: shown.to, snapshot };
}

async function outcomeOf(
  context: AnswerContext,
  request: Parameters<typeof answerProtected>[1],
): Promise<PageState['outcome']> {
  try {
    const reading = await answerProtected(context, request);
    return reading.ok ? { result: reading.value } : { refusals: refusalsOfQuestion(reading.refusals) };
  } catch (fault) {
    const refusal: Refusal | undefined = refusalOfFault(fault);
    if (refusal === undefined) throw fault;
    return { refusals: [refusal] };
  }
}

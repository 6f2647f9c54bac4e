// The answer to a stream of events is a stream of answers: a line for each event, in order, and a last line that says how it ended.
import { type Line, parseJson, type Refusal } from '@clew/service-kit';
import { lineOf } from './answer.ts';
import { checkEvent, tooLarge } from './check-event.ts';
import type { Caller } from './credentials.ts';
import { StreamGivenUp } from './group-lines.ts';
import { type Item, isAccepted, isRefused, type Outcome } from './item.ts';
import { maximumDepth, maximumEventBytes } from './limits.ts';

export interface StreamContext {
  readonly caller: Caller;
  /** Admits one group; throws on a fault, and then nothing of the group is acknowledged. */
  readonly admit: (items: readonly Item[]) => Promise<readonly Outcome[]>;
  /** Names a fault; undefined for one that is our own mistake. */
  readonly translateFault: (thrown: unknown) => Refusal | undefined;
  /** Told of a fault that ends a stream after its answer began. */
  readonly onFault: (thrown: unknown) => void;
  /** Only refusals, and a line of progress for each group, instead of a line for each event. */
  readonly minimal: boolean;
}

/** How far a stream has come. Counts of events; `received` is what has been answered. */
interface Tally {
  received: number;
  accepted: number;
  duplicates: number;
  refused: number;
}

/**
 * Answers groups of lines. One group is checked while the one before it is being published; publishing itself is one at a time,
 * so that the events of one person keep their order.
 * A fault before the first answer is thrown, to become an ordinary problem; a later one becomes the last line.
 */
export async function* answerStream(
  groups: AsyncIterable<readonly Line[]>,
  context: StreamContext,
): AsyncGenerator<string> {
  const tally: Tally = { received: 0, accepted: 0, duplicates: 0, refused: 0 };
  let position = 0;
  let inHand: Promise<readonly Outcome[]> | undefined;
  try {
    for await (const group of groups) {
      const items = group.map((line, index) => readItem(line, position + index, context.caller));
      position += group.length;
      if (inHand !== undefined) yield answerGroup(await inHand, tally, context.minimal);
      inHand = context.admit(items);
      // Whoever awaits it gets the fault; this only keeps it from counting as unhandled until then.
      inHand.catch(() => undefined);
    }
    if (inHand !== undefined) yield answerGroup(await inHand, tally, context.minimal);
    yield endLine({ status: 'complete', ...tally });
  } catch (fault) {
    const last = await settleLast(inHand, tally, context, fault);
    const refusal = refusalOf(fault, context);
    if (tally.received === 0) throw fault;
    if (last !== undefined) yield last;
    context.onFault(fault);
    const { code, message, remedy, retryable } = refusal;
    yield endLine({ status: 'interrupted', ...tally, code, message, remedy, retryable });
  } finally {
    // A client that went away in the middle: the group in hand is finished, so that nothing is left half done.
    await inHand?.catch(() => undefined);
  }
}

/** The group before the fault may still succeed: then its events are acknowledged, and the answer says so. */
async function settleLast(
  inHand: Promise<readonly Outcome[]> | undefined,
  tally: Tally,
  context: StreamContext,
  fault: unknown,
): Promise<string | undefined> {
  if (!(fault instanceof StreamGivenUp) || inHand === undefined) return undefined;
  const outcomes = await inHand.catch(() => undefined);
  return outcomes === undefined ? undefined : answerGroup(outcomes, tally, context.minimal);
}

/** Reads one line: JSON of a stranger, checked like any other event. */
function readItem(line: Line, position: number, caller: Caller): Item {
  const place = { position, line: line.lineNumber };
  if (line.tooLarge) return { ...place, refusals: [tooLarge(maximumEventBytes)] };
  const reading = parseJson(line.bytes, { maximumDepth });
  if (!reading.ok) return { ...place, refusals: [reading.refusal] };
  return checkEvent(reading.value, place, caller);
}

function answerGroup(outcomes: readonly Outcome[], tally: Tally, minimal: boolean): string {
  const accepted = outcomes.filter(isAccepted);
  tally.received += outcomes.length;
  tally.accepted += accepted.length;
  tally.duplicates += accepted.filter((outcome) => outcome.duplicate).length;
  tally.refused += outcomes.length - accepted.length;
  if (!minimal) return outcomes.map(lineOf).join('');
  const refused = outcomes.filter(isRefused);
  return refused.map(lineOf).join('') + endLine({ status: 'progress', ...tally });
}

function refusalOf(fault: unknown, context: StreamContext): Refusal {
  if (fault instanceof StreamGivenUp) return givenUp[fault.code];
  return context.translateFault(fault) ?? internalFault;
}

function endLine(line: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(line)}\n`;
}

const again = 'Send the stream again from the first event that has no receipt, with the same ids.';

const givenUp = {
  'stream-idle': {
    code: 'stream-idle',
    field: '',
    message: 'No further line came in time.',
    remedy: again,
    retryable: true,
  },
  stopping: { code: 'stopping', field: '', message: 'The service is stopping.', remedy: again, retryable: true },
} as const satisfies Record<StreamGivenUp['code'], Refusal>;

const internalFault: Refusal = {
  code: 'internal-fault',
  field: '',
  message: 'The service failed; the fault is in its log.',
  remedy: again,
  retryable: true,
};

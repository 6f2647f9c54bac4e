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
 * Answers groups of lines. The next group is read and checked while one is being published; publishing itself is one group at a time,
 * so that the events of one person keep their order, and each answer goes out as soon as it is there.
 * A fault before the first answer is thrown, to become an ordinary problem; a later one becomes the last line.
 */
export async function* answerStream(
  groups: AsyncIterator<readonly Line[]>,
  context: StreamContext,
): AsyncGenerator<string> {
  const tally: Tally = { received: 0, accepted: 0, duplicates: 0, refused: 0 };
  let position = 0;
  const readItems = async (): Promise<readonly Item[] | undefined> => {
    const group = await groups.next();
    if (group.done === true) return undefined;
    const items = group.value.map((line, index) => readItem(line, position + index, context.caller));
    position += items.length;
    return items;
  };
  try {
    let reading = readItems();
    for (let items = await reading; items !== undefined; items = await reading) {
      const admitted = context.admit(items);
      reading = readItems();
      // Its fault belongs to the next turn; this only keeps it from counting as unhandled until then.
      reading.catch(() => undefined);
      yield answerGroup(await admitted, tally, context.minimal);
    }
    yield endLine({ status: 'complete', ...tally });
  } catch (fault) {
    if (tally.received === 0) throw fault;
    context.onFault(fault);
    const { code, message, remedy, retryable } = refusalOf(fault, context);
    yield endLine({ status: 'interrupted', ...tally, code, message, remedy, retryable });
  }
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

// What `clew receipt` does: the gateway's answer where one runs here, else what the ledger knows.
import { ulidPattern } from '@clew/events';
import type { Ledger } from '@clew/ledger';
import { Refused } from './failure.ts';
import type { SharedOptions } from './options.ts';
import { homeOf, type Place, withLedger } from './place.ts';
import { print, printJson } from './terminal.ts';

type Receipt = Readonly<Record<string, unknown>> & { readonly status: string };

/** Prints what became of an event. Refuses an id that nothing is known of. */
export async function showReceipt(id: string, options: SharedOptions): Promise<void> {
  if (!ulidPattern.test(id)) {
    throw new Refused('event-id-shape', 'The id of an event is a ULID: 26 characters.', 'Copy it from the receipt.');
  }
  const receipt = await withLedger(homeOf(options.home), async (ledger, place) => {
    return (await askGateway(id, place)) ?? (await askLedger(id, ledger));
  });
  if (receipt.status === 'unknown') {
    throw new Refused(
      'receipt-unknown',
      'No event of this id is known here.',
      'Check the id, and that it was published.',
    );
  }
  if (options.json === true) return printJson(receipt);
  const lines = Object.entries(receipt).map(([name, value]) => {
    const text = typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : String(value);
    return `${name.padEnd(14)} ${text}`;
  });
  print(lines.join('\n'));
}

async function askGateway(id: string, place: Place): Promise<Receipt | null> {
  const url = place.urls['gateway'];
  if (url === undefined) return null;
  const answer = await fetch(`${url}/receipts/${id}`);
  return answer.ok ? ((await answer.json()) as Receipt) : null;
}

/** In the shape and the words of the gateway. */
async function askLedger(id: string, ledger: Ledger): Promise<Receipt> {
  const [receipt] = await ledger.receipts([id]);
  if (receipt === undefined || receipt.status === 'unknown') return { id, status: 'unknown' };
  const { status, recordedAt, position } = receipt;
  const known = { id, logPosition: `${position.topic}/${position.partition}/${position.offset}`, status };
  switch (status) {
    case 'recorded':
      return { ...known, recordedAt };
    case 'projected':
      return { ...known, recordedAt, changes: receipt.changes };
    case 'parked':
      return { ...known, errors: [{ ...receipt.reason, retryable: false }] };
    case 'refused':
      return { id, status, refusedAt: recordedAt, errors: [{ ...receipt.reason, retryable: false }] };
  }
}

// Organisations of the ministers database: a code for each, and the events that say how they came, changed and went.
import type { Fact } from '@clew/events';
import { compareText } from './primary-career.ts';
import type { IfgLink, IfgOrganisation, IfgTables } from './tables.ts';

/** A fact about an organisation, before it has an envelope. */
export interface OrganisationFact {
  readonly organisationId: string;
  /** What makes the fact this fact and no other, in the database's own ids. */
  readonly key: string;
  readonly fact: Fact;
}

function slug(name: string): string {
  const words = name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/['’]|\p{M}/gu, '');
  return (
    words
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 70)
      .replace(/-$/, '') || 'organisation'
  );
}

/**
 * A code for each organisation, by its id: its name in lower case with hyphens, which is also the code of those that the
 * reference list holds. Where several bear one name, the later ones add the year in which they started, or else their number.
 */
export function organisationCodes(organisations: readonly IfgOrganisation[]): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  const taken = new Set<string>();
  const inOrder = organisations.toSorted(
    (one, other) => compareText(one.start ?? '', other.start ?? '') || compareText(one.id, other.id),
  );
  for (const { id, name, start } of inOrder) {
    const plain = slug(name);
    let code = plain;
    if (taken.has(code) && start !== null) code = `${plain}-${start.slice(0, 4)}`;
    for (let number = 2; taken.has(code); number += 1) code = `${plain}-${number}`;
    taken.add(code);
    codes.set(id, code);
  }
  return codes;
}

/** Code of an organisation; the tables hold none without, so a missing one is a fault of ours. */
export function codeOf(codes: ReadonlyMap<string, string>, organisationId: string): string {
  const code = codes.get(organisationId);
  if (code === undefined)
    throw new Error('an organisation without a code: the tables let an unknown reference through');
  return code;
}

/** Every fact about organisations. */
export function organisationFacts(tables: IfgTables, codes: ReadonlyMap<string, string>): readonly OrganisationFact[] {
  const known = firstKnownDates(tables);
  const created = tables.organisations.map(({ id, name, start, end }): OrganisationFact => {
    const effectiveDate = start ?? known.get(id) ?? end ?? '1979-05-04';
    const data = { effectiveDate, name, ...(end === null ? {} : { closedOn: end }) };
    return { organisationId: id, key: `created:${id}`, fact: { name: 'organisationCreated', data } };
  });
  const names = new Map(tables.organisations.map(({ id, name }) => [id, name]));
  return [...created, ...splits(tables.links, codes), ...otherLinks(tables.links, codes, names)];
}

/** Where the database gives an organisation no start: the first day on which an appointment or a link shows it to exist. */
function firstKnownDates({ appointments, links }: IfgTables): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  const see = (id: string, date: string) => {
    const earlier = known.get(id);
    if (earlier === undefined || date < earlier) known.set(id, date);
  };
  for (const { post, start } of appointments) see(post.organisationId, start);
  for (const { predecessorId, successorId, start } of links)
    for (const id of [predecessorId, successorId]) see(id, start);
  return known;
}

/** One organisation that becomes several on one day is one split, whichever rows say so. */
function splits(links: readonly IfgLink[], codes: ReadonlyMap<string, string>): readonly OrganisationFact[] {
  const demergers = links.filter(({ type }) => type === 'Demerger');
  const groups = Map.groupBy(demergers, ({ predecessorId, start }) => `${predecessorId}:${start}`);
  return [...groups].flatMap(([key, group]) => {
    const [first] = group;
    if (first === undefined) return [];
    const into = [...new Set(group.map(({ successorId }) => codeOf(codes, successorId)))].toSorted(compareText);
    const fact = { name: 'organisationSplit', data: { effectiveDate: first.start, into } } as const;
    return [{ organisationId: first.predecessorId, key: `split:${key}`, fact }];
  });
}

function otherLinks(
  links: readonly IfgLink[],
  codes: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
): readonly OrganisationFact[] {
  return links
    .filter(({ type }) => type !== 'Demerger')
    .map((link): OrganisationFact => {
      const key = `link:${link.id}:${link.predecessorId}:${link.successorId}:${link.type}`;
      const fact = factOfLink(link, codeOf(codes, link.successorId), names.get(link.successorId) ?? '');
      return { organisationId: link.predecessorId, key, fact };
    });
}

function factOfLink(link: IfgLink, successor: string, successorName: string): Fact {
  const effectiveDate = link.start;
  if (link.type === 'Name change') {
    return { name: 'organisationRenamed', data: { effectiveDate, name: successorName, successor } };
  }
  if (link.type === 'Merger') return { name: 'organisationMerged', data: { effectiveDate, into: successor } };
  const until = link.end === link.start ? {} : { untilDate: link.end };
  const functions = link.type === 'Transfer of functions: equalities' ? { functions: 'Equalities' } : {};
  return { name: 'functionsTransferred', data: { effectiveDate, to: successor, ...until, ...functions } };
}

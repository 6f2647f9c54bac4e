// Amendments resolved by what they name, never by when they came: which facts are in force, and in which words.
import type { ClewEvent, FactName } from '@clew/events';
import type { Finding, Superseded } from './career.ts';
import type { EffectiveFact } from './effective-fact.ts';
import { finding, sourceDepartment } from './findings.ts';

type Amendment = ClewEvent<'corrected'> | ClewEvent<'retracted'>;

/** An event and the amendments that name it. Every amendment names one target, so the events form a forest, and perhaps circles. */
interface Node {
  readonly event: ClewEvent;
  readonly amendments: Node[];
  /** The amendments that are not resolved yet. */
  pending: number;
  isResolved: boolean;
  /** What the event comes to: itself, a correction that stands in for it, or null when it is taken back. */
  inForce: ClewEvent | null;
}

export interface Resolved {
  readonly facts: EffectiveFact[];
  readonly superseded: Superseded[];
  readonly findings: Finding[];
}

/**
 * Resolves amendments.
 * An event comes to what its last live amendment makes of it: a correction puts its replacement there, a retraction takes the event back.
 * An amendment that is itself taken back is not live, so what it had amended returns; one that is corrected acts as its correction does.
 */
export function resolveAmendments(events: readonly ClewEvent[]): Resolved {
  const nodes = nodesOf(events);
  const result: Resolved = { facts: [], superseded: [], findings: [] };
  const order = leavesFirst(nodes);
  for (const node of order) resolve(node, result);
  for (const node of order) {
    if (!isAmendment(node.event)) addFact(node, node.event, result);
    else if (!nodes.has(node.event.data.target)) addUnknownTarget(node, node.event, result);
  }
  addCircles(nodes, result);
  result.superseded.sort(compareSuperseded);
  return result;
}

function compareSuperseded(one: Superseded, other: Superseded): number {
  if (one.eventId !== other.eventId) return one.eventId < other.eventId ? -1 : 1;
  return one.by < other.by ? -1 : one.by > other.by ? 1 : 0;
}

function isAmendment(event: ClewEvent): event is Amendment {
  return event.name === 'corrected' || event.name === 'retracted';
}

function nodesOf(events: readonly ClewEvent[]): Map<string, Node> {
  const nodes = new Map<string, Node>();
  for (const event of events) {
    if (nodes.has(event.id)) continue;
    nodes.set(event.id, { event, amendments: [], pending: 0, isResolved: false, inForce: null });
  }
  for (const node of nodes.values()) {
    const target = targetOf(node, nodes);
    if (target === undefined) continue;
    target.amendments.push(node);
    target.pending += 1;
  }
  return nodes;
}

function targetOf(node: Node, nodes: ReadonlyMap<string, Node>): Node | undefined {
  return isAmendment(node.event) ? nodes.get(node.event.data.target) : undefined;
}

/** Amendments before what they amend. Those in a circle, and what they amend, never come up. No recursion: chains may be long. */
function leavesFirst(nodes: ReadonlyMap<string, Node>): Node[] {
  const order = [...nodes.values()].filter((node) => node.pending === 0);
  for (const node of order) {
    const target = targetOf(node, nodes);
    if (target === undefined) continue;
    target.pending -= 1;
    if (target.pending === 0) order.push(target);
  }
  return order;
}

function resolve(node: Node, result: Resolved): void {
  node.isResolved = true;
  node.inForce = node.event;
  const live = node.amendments.filter((each) => each.inForce !== null).sort(byTime);
  const last = live.at(-1);
  if (last === undefined || last.inForce === null) return;
  const how = last.inForce.name === 'retracted' ? 'retracted' : 'corrected';
  node.inForce = how === 'retracted' ? null : last.inForce;
  for (const each of [node, ...live.slice(0, -1)]) {
    result.superseded.push({ eventId: each.event.id, by: last.event.id, how });
  }
  if (live.length > 1) {
    const ids = live.map((each) => each.event.id).sort();
    result.findings.push(finding('competingAmendments', dateOf(last.event), departmentOf(last.event), ids));
  }
}

/** By the time of the source, then by id: among several amendments the last counts. */
function byTime(one: Node, other: Node): number {
  if (one.event.time !== other.event.time) return one.event.time < other.event.time ? -1 : 1;
  return one.event.id < other.event.id ? -1 : 1;
}

function addFact(node: Node, root: ClewEvent<FactName>, result: Resolved): void {
  if (node.inForce === null) return;
  if (node.inForce.name !== 'corrected') {
    result.facts.push(root);
    return;
  }
  const { id, source, subject } = root;
  const { time, data } = node.inForce;
  result.facts.push({ id, source, subject, time, ...data.replacement, amendedBy: node.inForce.id } as EffectiveFact);
}

function addUnknownTarget(node: Node, event: Amendment, result: Resolved): void {
  if (node.inForce === null) return;
  result.findings.push(finding('amendmentWithoutTarget', dateOf(event), departmentOf(event), [event.id]));
}

/** What is left unresolved stands in a circle or hangs below one: a finding for each circle, with all that it holds up. */
function addCircles(nodes: ReadonlyMap<string, Node>, result: Resolved): void {
  const seen = new Set<Node>();
  for (const start of nodes.values()) {
    if (start.isResolved || seen.has(start)) continue;
    const members = [start];
    seen.add(start);
    for (const node of members) {
      const target = targetOf(node, nodes);
      for (const next of target === undefined ? node.amendments : [...node.amendments, target]) {
        if (seen.has(next)) continue;
        seen.add(next);
        members.push(next);
      }
    }
    const events = members.map((node) => node.event).sort((one, other) => (one.id < other.id ? -1 : 1));
    const date = events.map(dateOf).sort()[0] ?? dateOf(start.event);
    const department = departmentOf(events[0] ?? start.event);
    const ids = events.map((event) => event.id);
    result.findings.push(finding('circularAmendments', date, department, ids));
  }
}

/** The date that an event is about; of a retraction, which has none, the day on which its source recorded it. */
function dateOf(event: ClewEvent): string {
  if (event.name === 'retracted') return event.time.slice(0, 10);
  return event.name === 'corrected' ? event.data.replacement.data.effectiveDate : event.data.effectiveDate;
}

function departmentOf(event: ClewEvent): string | null {
  return sourceDepartment(event.source);
}

// The topics of the log. Partition counts are fixed at the start: changing one would break the order per key.

/** Every topic: its name, its partitions, and what may read it. */
export const topics = {
  career: { name: 'career.events.v1', partitions: 24, summary: 'What happened in careers, keyed by staff number' },
  identity: {
    name: 'identity.events.v1',
    partitions: 24,
    summary: 'Staff numbers issued, merged and unmerged, keyed by staff number',
  },
  diversity: {
    name: 'diversity.declarations.v1',
    partitions: 24,
    summary: 'Socio-economic background and diversity as declared, keyed by staff number; tighter access',
  },
  organisation: {
    name: 'organisation.events.v1',
    partitions: 1,
    summary: 'Departments, organisations and roles, keyed by their code',
  },
} as const;

export type TopicKey = keyof typeof topics;

// What a career is made of: spells, the moves between them, episodes beside them, declarations, and findings about the facts.
import type { ClewEvent, ConcurrentPost, FactData, Grade } from '@clew/events';

/** A fact as the log took it. `recordedAt` is an instant in UTC, ISO 8601 with milliseconds, and comes from the log alone. */
export interface RecordedEvent {
  readonly event: ClewEvent;
  readonly recordedAt: string;
}

export interface ReplayOptions {
  /** Leaves out what the log took after this instant (ISO 8601, UTC, milliseconds); absent: all that is known. */
  readonly knownAt?: string;
}

/** Whether the person works at home, on loan to a host, or is absent. An absence while on loan reads `absent`. */
export type SpellStatus = 'at-work' | 'on-loan' | 'absent';

/** Where somebody stands on a day. null: not known. */
export interface Standing {
  readonly department: string;
  readonly organisation: string | null;
  /** The substantive grade. */
  readonly grade: Grade;
  /** The higher grade of a temporary promotion, while one runs. */
  readonly actingGrade: Grade | null;
  readonly profession: string | null;
  readonly function: string | null;
  readonly region: string | null;
  readonly role: string | null;
  readonly fullTimeEquivalent: number | null;
  readonly contract: string | null;
  readonly accelerated: boolean | null;
  readonly openlyAdvertised: boolean | null;
  /** Further posts, sorted by role. */
  readonly concurrentPosts: readonly ConcurrentPost[];
  readonly status: SpellStatus;
  /** The department that a person on loan works for. */
  readonly hostDepartment: string | null;
  /** True while the absence is unpaid: official headcounts leave such people out. */
  readonly unpaidAbsence: boolean;
}

/** A span of days, half-open [start, end), on which a standing did not change. Spells of one person are ordered and never overlap. */
export interface Spell extends Standing {
  readonly start: string;
  /** null: still open. */
  readonly end: string | null;
  /** Why the spell ended: the next one follows at once, or the person left. null while open. */
  readonly endedBy: 'change' | 'exit' | null;
  /** The events that made the standing what it is on the first day, sorted. */
  readonly eventIds: readonly string[];
}

export type MoveKind =
  | 'hired'
  | 'returned'
  | 'transferred'
  | 'promoted'
  | 'regraded'
  | 'postingChanged'
  | 'temporaryPromotionStarted'
  | 'temporaryPromotionEnded'
  | 'loanStarted'
  | 'loanEnded'
  | 'exited';

/**
 * Something that moved a career on a date. Several moves can share a date (a transfer on promotion is two).
 * The standings before and after are those of the whole day: `from` is the spell that ends on the date (null when entering),
 * `to` the spell that starts on it (null when leaving), so that rates count a move against those who were at risk of it.
 */
export interface Move {
  readonly date: string;
  /** 0, 1, ... among the moves of one date, in the order of precedence. */
  readonly sequence: number;
  readonly kind: MoveKind;
  readonly from: Standing | null;
  readonly to: Standing | null;
  /** The department differs, or the host does. */
  readonly betweenDepartments: boolean;
  /** A transfer that came with its function, not by choice. */
  readonly byMachineryOfGovernment: boolean;
  /** The region went from London to elsewhere, or from elsewhere to London, between the two standings. */
  readonly london: 'in' | 'out' | null;
  readonly leavingCause: string | null;
  readonly entryRoute: string | null;
  readonly eventIds: readonly string[];
}

export type EpisodeKind =
  | 'temporaryPromotion'
  | 'loan'
  | 'absence'
  | 'expressionOfInterest'
  | 'learning'
  | 'apprenticeship'
  | 'talentScheme'
  | 'mentoring';

/** Something that runs beside the spells and has a life of its own. */
export interface Episode {
  readonly kind: EpisodeKind;
  /** The source's identifier; the event's id for learning. */
  readonly id: string;
  /** The start; of an expression of interest or a scheme, when it was submitted or applied for. null where only an end is known. */
  readonly start: string | null;
  readonly end: string | null;
  /**
   * How it ended; null while it runs. Temporary promotion: `ended`, `made-substantive`, `left-service`.
   * Expression of interest, apprenticeship, talent scheme: the outcome of the event. Others: `ended`, `left-service`.
   */
  readonly outcome: string | null;
  /** What else the events said: grade, kind, level, hours, feedbackGiven, scheme, startedOn, ... */
  readonly particulars: Readonly<Record<string, string | number | boolean | Grade | null>>;
  readonly eventIds: readonly string[];
}

/** The classes of socio-economic background: high (professional and managerial), intermediate, low (routine; never worked). */
export type SocioEconomicBackground = 'high' | 'intermediate' | 'low';

/** What a person declared, as last known. A characteristic is null where nothing is declared, or where it was withdrawn. */
export interface Declarations {
  readonly socioEconomicBackground: {
    readonly answers: Omit<FactData<'socioEconomicBackgroundDeclared'>, 'effectiveDate'>;
    readonly declaredOn: string;
    /** null: an answer was given, but it is not one that can be classed (such as prefer not to say, or do not know). */
    readonly class: SocioEconomicBackground | null;
    readonly eventId: string;
  } | null;
  readonly sex: string | null;
  readonly ethnicity: string | null;
  readonly disability: string | null;
  readonly sexualOrientation: string | null;
  readonly birthYear: number | null;
}

export type FindingSeverity = 'error' | 'warning' | 'information';

/** Something about the facts that somebody should mend. Never a drop: the event stays, the career is built as well as it can be. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: FindingSeverity;
  readonly date: string;
  /** The department that can mend it; null where none can be named. */
  readonly department: string | null;
  readonly eventIds: readonly string[];
}

/** Every finding, and what it means to the department that is asked to mend it. The list is closed. */
export const findingCodes = {
  leaverWithoutJoiner: {
    severity: 'warning',
    meaning: 'A department recorded a transfer out, and the gaining department recorded nobody coming in.',
  },
  joinerWithoutLeaver: {
    severity: 'warning',
    meaning: 'A department recorded a transfer in, and the losing department recorded nobody going out.',
  },
  transferDatesDiffer: {
    severity: 'information',
    meaning: 'The two halves of a transfer give different dates; the gaining department counts.',
  },
  transferFromElsewhere: {
    severity: 'warning',
    meaning: 'A transfer names a losing department that the person was not in.',
  },
  joinerWithoutHire: {
    severity: 'warning',
    meaning: 'The first that is known of the person is a transfer in: there is no hire.',
  },
  eventBeforeHire: {
    severity: 'warning',
    meaning: 'Something happened to the person before any hire is known; the career begins there.',
  },
  eventAfterExit: { severity: 'error', meaning: 'Something happened to the person after leaving; it has no effect.' },
  joinerAfterExit: { severity: 'warning', meaning: 'A transfer in follows an exit; it is taken as a return.' },
  hiredWhileInService: {
    severity: 'warning',
    meaning: 'A hire of somebody who was in service; it is taken as a transfer or a change of posting.',
  },
  exitWhileOut: { severity: 'error', meaning: 'An exit of somebody who had left already; it has no effect.' },
  promotionDownwards: { severity: 'warning', meaning: 'A promotion to a lower grade; it is taken as a regrading.' },
  promotionWithoutChange: { severity: 'warning', meaning: 'A promotion to the grade that the person has.' },
  regradingUpwards: { severity: 'information', meaning: 'A regrading to a higher grade.' },
  regradingWithoutChange: { severity: 'information', meaning: 'A regrading to the grade that the person has.' },
  changeWithoutChange: {
    severity: 'information',
    meaning: 'A change of posting, or a transfer in, that changes nothing.',
  },
  temporaryPromotionNotHigher: {
    severity: 'warning',
    meaning: 'A temporary promotion to a grade that is not above the substantive one.',
  },
  temporaryPromotionNeverEnded: {
    severity: 'information',
    meaning: 'A temporary promotion is past its expected end by more than a year and was not ended.',
  },
  overlappingTemporaryPromotions: {
    severity: 'warning',
    meaning: 'A temporary promotion starts while another runs; the higher grade counts.',
  },
  endWithoutStart: {
    severity: 'warning',
    meaning: 'An end of something (temporary promotion, loan, absence, scheme, ...) whose start is not known.',
  },
  endedTwice: {
    severity: 'warning',
    meaning: 'Something with this identifier ended twice; the first end counts.',
  },
  startedTwice: {
    severity: 'warning',
    meaning: 'Something with this identifier started twice; the first start counts.',
  },
  endBeforeStart: { severity: 'error', meaning: 'Something ends before it starts; the end has no effect.' },
  decisionWithoutSubmission: {
    severity: 'warning',
    meaning: 'An expression of interest is decided that was never submitted.',
  },
  amendmentWithoutTarget: {
    severity: 'warning',
    meaning: 'A correction or retraction names an event that is not known (yet); it has no effect.',
  },
  competingAmendments: {
    severity: 'information',
    meaning: 'Several amendments name the same event; the last by the time of its source counts.',
  },
  circularAmendments: { severity: 'error', meaning: 'Amendments name each other in a circle; none has an effect.' },
  staffNumberNotIssued: {
    severity: 'error',
    meaning: 'The staff number was not issued by the ID service, as far as is known.',
  },
} as const satisfies Record<string, { readonly severity: FindingSeverity; readonly meaning: string }>;

export type FindingCode = keyof typeof findingCodes;

/** An event that an amendment took out of the career, and the amendment that did. */
export interface Superseded {
  readonly eventId: string;
  readonly by: string;
  readonly how: 'corrected' | 'retracted';
}

/** A career: what follows from a set of facts about one person, and from nothing else. */
export interface Career {
  readonly spells: readonly Spell[];
  readonly moves: readonly Move[];
  readonly episodes: readonly Episode[];
  readonly declarations: Declarations;
  readonly findings: readonly Finding[];
  readonly superseded: readonly Superseded[];
}

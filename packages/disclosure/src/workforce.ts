// The microdata of one reference date: a row per person, a code per classification. It is confidential and never part of an answer.

/** People in post on a date, as typed columns. */
export interface Workforce {
  /** YYYY-MM-DD. */
  readonly referenceDate: string;
  readonly people: number;
  /** The same number for the same person in every release; ascending, each once. */
  readonly personNumber: Uint32Array;
  /** By classification: the category of its finest level, by row. */
  readonly columns: ReadonlyMap<string, Uint16Array>;
  /** What happened over the year before, for rates; absent where no table needs it. */
  readonly year?: ExposureYear;
}

/** A row for each person and each group that the person stood in during the year. */
export interface ExposureYear {
  readonly rows: number;
  /** Ascending; a person who changed groups has several rows. */
  readonly personNumber: Uint32Array;
  readonly columns: ReadonlyMap<string, Uint16Array>;
  /** Whole months of exposure in the group: at most 12 for a person over all rows. */
  readonly months: Uint8Array;
  /** Promotions out of the group: at most 1 for a person over all rows. */
  readonly promotions: Uint8Array;
}

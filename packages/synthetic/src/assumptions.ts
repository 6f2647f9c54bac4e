// What is not published, and so assumed: rates of promotion and of the lesser events, and shares that calibrate nothing.
// Every number is per person-year unless it says otherwise. Sources in brackets are those of the project's list of domain facts.

/** Substantive grades in the order of the model: the pay bands of the Senior Civil Service told apart, the unknown grade last. */
export const modelGrades = [
  'AA',
  'AO',
  'EO',
  'HEO',
  'SEO',
  'G7',
  'G6',
  'SCS1',
  'SCS2',
  'SCS3',
  'SCS4',
  'UNKNOWN',
] as const;
export type ModelGrade = (typeof modelGrades)[number];

/** The official grade (0 AA to 7 SCS, 8 unknown) of each of the model's. */
export const officialGradeOfModel: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 8];
export const unknownGrade = 11;
export const topGrade = 10;

/** Assumption: how the Senior Civil Service divides into pay bands 1 to 3 and Permanent Secretaries. */
export const seniorPayBandShares: readonly number[] = [0.765, 0.19, 0.038, 0.007];

/** Assumption: mean promotions from each grade; nothing is published centrally. Nobody is promoted from the top, or from an unknown grade. */
export const promotionRates: readonly number[] = [0.04, 0.06, 0.055, 0.07, 0.065, 0.05, 0.035, 0.035, 0.03, 0.02, 0, 0];

/** Assumption: promotion by age band, relative to the mean of the grade: most in the first half of a career. */
export const promotionByAge: readonly number[] = [1.0, 1.5, 1.3, 1.0, 0.7, 0.35, 0.2];

/** Assumption: how many times likelier promotion is while acting in the higher grade. */
export const promotionWhileActing = 3;

/** Assumption: starts of temporary promotion that no expression of interest led to. */
export const temporaryPromotionRates: readonly number[] = [
  0.012, 0.018, 0.022, 0.028, 0.028, 0.025, 0.022, 0.018, 0.012, 0.005, 0, 0,
];
/** Assumption: length of a temporary promotion in days: this at least, and as much again on average, two years at most. */
export const temporaryPromotionDays = { least: 90, mean: 180, most: 730 } as const;

/** Assumption: expressions of interest submitted, by grade, and the probability that one succeeds, before any effect. */
export const expressionOfInterestRates: readonly number[] = [
  0.02, 0.04, 0.06, 0.09, 0.09, 0.08, 0.06, 0.04, 0.03, 0.02, 0, 0.02,
];
export const expressionOfInterestSuccess = 0.3;
/** Assumption: how often those who were not successful, and those who withdrew, are given feedback. */
export const feedbackGiven = { unsuccessful: 0.62, withdrawn: 0.1 };

/** Assumption: the lesser events. */
export const lesserRates = {
  roleChanged: 0.08,
  hoursChanged: 0.02,
  professionConsidered: 0.03,
  regionConsidered: 0.04,
  regradedDown: 0.002,
  loanStarted: 0.006,
  absenceStarted: 0.03,
  learningCompleted: 0.35,
  apprenticeshipStarted: 0.012,
  talentSchemeApplied: 0.01,
  mentoringStarted: 0.012,
  nameChanged: 0.008,
} as const;

/** Assumption: of those who resign or whose period ends, so many come back, six months to three years later. */
export const returnProbability = 0.04;

/** Leaving causes of 2020-21 [M]: their counts for everybody; retirement and death by age are an assumption that keeps the totals. */
export const leavingCauseCounts: Readonly<Record<string, number>> = {
  resignation: 10780,
  retirement: 7580,
  'end-of-period-appointment': 2860,
  'voluntary-exit': 2790,
  dismissal: 1870,
  death: 660,
  other: 440,
  unknown: 230,
  'to-private-sector': 190,
  'to-other-public-sector': 170,
  'compulsory-redundancy': 20,
};

/** Assumption: how the odds of each cause go by age band, relative to each other. Nobody under 50 retires. */
export const leavingCauseByAge: Readonly<Record<string, readonly number[]>> = {
  resignation: [3, 3, 2.6, 2.0, 0.9, 0.25, 0.1],
  retirement: [0, 0, 0, 0, 1, 5, 6],
  'end-of-period-appointment': [3, 3, 1.5, 1, 0.6, 0.3, 0.2],
  'voluntary-exit': [0.1, 0.2, 0.6, 1, 1.6, 1.2, 0.5],
  dismissal: [1.5, 1.5, 1.2, 1, 0.7, 0.4, 0.2],
  death: [0.1, 0.1, 0.3, 0.8, 1.5, 1.8, 1.5],
  other: [1, 1, 1, 1, 1, 1, 1],
  unknown: [1, 1, 1, 1, 1, 1, 1],
  'to-private-sector': [1, 1.5, 1.5, 1, 0.5, 0.2, 0.1],
  'to-other-public-sector': [1, 1.5, 1.5, 1, 0.6, 0.2, 0.1],
  'compulsory-redundancy': [0.2, 0.5, 1, 1, 1.2, 1, 0.5],
};

/** % of low socio-economic background, 2024 [P], by official grade; the unknown grade is an assumption. */
export const lowShareByGrade: readonly number[] = [0.417, 0.417, 0.382, 0.318, 0.318, 0.245, 0.245, 0.182, 0.33];

/** Assumption: intermediate background among those who are not of low background, by official grade. */
export const intermediateOfNotLow: readonly number[] = [0.38, 0.36, 0.34, 0.32, 0.31, 0.28, 0.26, 0.24, 0.32];

/** % of low background by age, 2019 [P] (16-34 21.9, 35-44 29.6, 45-54 40.6, 55+ 47.1), carried over to the official bands. */
export const lowShareByAge: readonly number[] = [0.22, 0.215, 0.255, 0.351, 0.44, 0.471, 0.471];

/** % of low background by region, 2024 [P]; those marked `assumed` are not sourced. */
export const lowShareByRegion: Readonly<Record<string, number>> = {
  london: 0.229,
  'north-east': 0.441,
  'north-west': 0.386,
  'west-midlands': 0.417,
  'south-west': 0.293,
  scotland: 0.355,
  wales: 0.374,
  'yorkshire-and-the-humber': 0.39, // assumed
  'east-midlands': 0.37, // assumed
  east: 0.32, // assumed
  'south-east': 0.3, // assumed
  overseas: 0.2, // assumed
};

/** % of low background by profession, 2024 [P]. */
export const lowShareByProfession: Readonly<Record<string, number>> = {
  policy: 0.197,
  economics: 0.236,
  'operational-research': 0.236,
  'social-research': 0.236,
  statistics: 0.236,
  legal: 0.244,
  'project-delivery': 0.3,
  'human-resources': 0.344,
  'operational-delivery': 0.397,
};

/** % of low background by department, 2024 [P]. */
export const lowShareByDepartment: Readonly<Record<string, number>> = {
  'hm-treasury': 0.154,
  'department-for-work-and-pensions': 0.384,
  'hm-revenue-and-customs': 0.362,
};

/** Shares of people who give a real answer to the background questions [P: DWP 65%, HM Treasury 84%]; others are an assumption. */
export const declarationByDepartment: Readonly<Record<string, number>> = {
  'department-for-work-and-pensions': 0.65,
  'hm-treasury': 0.84,
};
export const declarationElsewhere = 0.72;

/** Assumption: odds of a real answer by background (high, intermediate, low), relative to each other: who declares is not random. */
export const declarationOddsByBackground: readonly number[] = [1.15, 1, 0.8];
/** Assumption: odds of a real answer by official grade, relative to each other. */
export const declarationOddsByGrade: readonly number[] = [0.7, 0.8, 0.95, 1.1, 1.2, 1.35, 1.4, 1.6, 0.6];
/** Assumption: of those who give no real answer, so many say that they prefer not to. */
export const preferNotToSay = 0.3;
/** Assumption: of those who declare, so many take it back within a quarter of a year. */
export const withdrawalProbability = 0.015;

// docs/reference/measures.md, written from the declarations.
import { breakdowns } from './breakdowns.ts';
import { measures } from './catalogue/index.ts';
import type { Measure } from './define-measure.ts';
import { roundingBase, threshold } from './protection.ts';

/** The reference of all measures, in Markdown. */
export function measuresReference(): string {
  return `${[
    '# Measures',
    '',
    'Generated from `packages/measures/src/catalogue` by `npm run generate`; do not edit.',
    '',
    'Ask with `clew measure NAME --by BREAKDOWN,... --from DATE --to DATE`, or over HTTP: `GET /measures/NAME?by=BREAKDOWN,...&from=DATE&to=DATE`.',
    '`to` is the first day after the period. Without dates, the answer is for the last whole financial year that the snapshot covers.',
    '',
    `What leaves over HTTP is protected, and so is the command line without \`--unprotected\`: no figure rests on fewer than ${threshold} people, counts and person-years are rounded to ${roundingBase}, and rates are worked out from the rounded figures. Where a total would give a suppressed figure away, more is suppressed. A group of nobody is suppressed like a small one. Over HTTP periods are whole months. [Why](../decisions/0011-protection-until-disclosure-control.md).`,
    '',
    'Every figure by socio-economic background has the declaration rate beside it (an answer that can be classed) and the response rate (any answer, "prefer not to say" included): the share of the people of the rest of its group, such as the department, who have one. Either rate is suppressed where fewer than ten people stand on one side of it.',
    '',
    'Background and sex are as last declared in the snapshot, for all of a career: a declaration counts for the time before it too, and rates of earlier years change when people declare. Cite the snapshot.',
    '',
    'Everything is of the snapshot that the answer names: the careers as known at a moment (`knownAt`), up to a day (`asOf`). The same snapshot gives the same figures for ever; its id is a hash of its content. [How to analyse, and cite](../how-to/analyse.md).',
    '',
    '| measure | unit | action points |',
    '|---|---|---|',
    ...measures.map(
      (measure) => `| [${measure.name}](#${anchor(measure)}) | ${measure.unit} | ${measure.actionPoints.join(', ')} |`,
    ),
    '',
    ...measures.flatMap(section),
    '## Breakdowns',
    '',
    '| breakdown | meaning | codes |',
    '|---|---|---|',
    ...breakdowns.map(({ name, summary, ...rest }) => `| \`${name}\` | ${summary} | ${codesOf(rest)} |`),
  ].join('\n')}\n`;
}

function anchor(measure: Measure): string {
  return measure.title.toLowerCase().replaceAll(/[^a-z]+/g, '-');
}

function section(measure: Measure): readonly string[] {
  return [
    `## ${measure.title}`,
    '',
    `\`${measure.name}\`, in ${measure.unit}. ${measure.summary}`,
    '',
    `Action points: ${measure.actionPoints.join(', ')}.`,
    '',
    `By any of: ${measure.breakdowns.map((name) => `\`${name}\``).join(', ')}.`,
    ...(measure.apart.length === 0
      ? []
      : ['', `Always kept apart: ${measure.apart.map((name) => `\`${name}\``).join(', ')}.`]),
    '',
    ...measure.definitions.map((text) => `- ${text}`),
    '',
  ];
}

function codesOf(breakdown: { readonly codes?: readonly string[] }): string {
  if (breakdown.codes === undefined) return 'open';
  return breakdown.codes.length > 15 ? `${breakdown.codes.length}, of the catalogue` : breakdown.codes.join(', ');
}

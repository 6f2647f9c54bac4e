// The dashboard: one page, made on the server, that works without scripts. Choose a measure, breakdowns and dates; read a table and a chart.
import {
  breakdown,
  dateInWords,
  type Measure,
  type MeasureResult,
  measures,
  periodInWords,
  reportColumns,
  rowsToRead,
  type SnapshotManifest,
  suppressedMark,
  totalName,
} from '@clew/measures';
import type { Refusal } from '@clew/service-kit';
import { chart } from './chart.ts';
import { Html, html } from './html.ts';
import { matrix } from './matrix.ts';

export interface PageState {
  readonly measure: Measure;
  readonly by: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly at: string;
  /** The query of the answer as CSV and JSON. */
  readonly query: string;
  readonly snapshot: SnapshotManifest | undefined;
  readonly outcome: { readonly result: MeasureResult } | { readonly refusals: readonly Refusal[] };
}

/** The whole page. */
export function page(state: PageState): Html {
  const { outcome, measure } = state;
  const refusals = 'refusals' in outcome ? outcome.refusals : [];
  return html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${refusals.length > 0 ? 'Error: ' : ''}${measure.title} – Clew</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='16' cy='16' r='11' fill='none' stroke='%231d70b8' stroke-width='8'/%3E%3C/svg%3E">
<link rel="stylesheet" href="/dashboard.css">
</head>
<body>
<a class="skip" href="#main">Skip to main content</a>
<header><div class="width"><a class="brand" href="/">Clew</a> <span>careers in the Civil Service</span></div></header>
<div class="width">
<nav aria-label="Measures"><ul>${measures.map((each) => navigation(each, measure))}</ul></nav>
<main id="main">
${refusals.length > 0 ? errorSummary(refusals) : null}
<h1>${measure.title}</h1>
<p class="lead">${measure.summary}</p>
${form(state)}
${'result' in outcome ? answer(outcome.result, state) : null}
</main>
</div>
<footer><div class="width">
<p>${snapshotLine(state.snapshot)}</p>
<p>For programs: <a href="/docs">the API's own pages</a>.</p>
</div></footer>
</body>
</html>
`;
}

function navigation(each: Measure, chosen: Measure): Html {
  return each === chosen
    ? html`<li><a href="/?measure=${each.name}" aria-current="page">${each.title}</a></li>`
    : html`<li><a href="/?measure=${each.name}">${each.title}</a></li>`;
}

function errorSummary(refusals: readonly Refusal[]): Html {
  return html`<div class="errors" role="alert" aria-labelledby="errors-title">
<h2 id="errors-title">There is a problem</h2>
<ul>${refusals.map(({ message, remedy, field }) => html`<li><a href="#${anchorOf(field)}">${message}</a> ${remedy}</li>`)}</ul>
</div>`;
}

function anchorOf(field: string): string {
  const name = field.replace(/^query\//, '');
  return ['from', 'to', 'at', 'by'].includes(name) ? name : 'main';
}

function form(state: PageState): Html {
  const { measure, by } = state;
  const boxes = measure.breakdowns.map((name) => {
    const checked = by.includes(name) ? html` checked` : null;
    return html`<div class="choice"><input type="checkbox" name="by" value="${name}" id="by-${name}"${checked}>
<label for="by-${name}">${breakdown(name).title}</label></div>`;
  });
  const isDay = measure.kind === 'headcount';
  const dates = isDay
    ? dateField('at', 'On', state.at)
    : html`${dateField('from', 'First day', state.from)}${dateField('to', 'First day after the period', state.to)}`;
  const hint = isDay
    ? 'The last day of a month, such as 31 March.'
    : 'Whole months: both are the first day of a month. A financial year is from 1 April to 1 April.';
  return html`<form method="get" action="/">
<input type="hidden" name="measure" value="${measure.name}">
<fieldset id="by"><legend>Broken down by</legend>${boxes}</fieldset>
<fieldset aria-describedby="dates-hint"><legend>${isDay ? 'Day' : 'Period'}</legend>
<p class="hint" id="dates-hint">${hint}</p>${dates}</fieldset>
<button type="submit">Show</button>
</form>`;
}

function dateField(name: string, label: string, value: string): Html {
  return html`<div class="date"><label for="${name}">${label}</label>
<input type="date" name="${name}" id="${name}" value="${value}"></div>`;
}

function answer(result: MeasureResult, state: PageState): Html {
  return html`<section aria-labelledby="answer">
<h2 id="answer">${sentence(periodInWords(result))}</h2>
<p>${sentence(result.measure.unit)}. ${citation(result)}</p>
<p>Download <a href="/measures/${result.measure.name}?${new Html(state.query.replaceAll('&', '&amp;'))}&amp;format=csv">CSV</a>
or <a href="/measures/${result.measure.name}?${new Html(state.query.replaceAll('&', '&amp;'))}">JSON</a>.</p>
${result.rows.length === 0 ? html`<p>Nothing was counted in this period.</p>` : html`${matrix(result) ?? chart(result)}${figures(result)}`}
<h3>How to read this</h3>
<ul>${[...marks(result), ...result.notes, ...result.measure.definitions].map((text) => html`<li>${text}</li>`)}</ul>
<p>Asked for by action points ${result.measure.actionPoints.join(', ')} of the Social Mobility Commission's action plan.</p>
</section>`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a figure that is taken from the page must name. */
function citation({ snapshot }: MeasureResult): Html {
  return html`Cite as Clew, snapshot <code>${snapshot.id}</code>, as of ${dateInWords(snapshot.asOf)}, known at ${snapshot.knownAt
    .slice(0, 16)
    .replace('T', ' ')} UTC.`;
}

function marks(result: MeasureResult): readonly string[] {
  const left = result.rows.length - rowsToRead(result).length;
  const background = reportColumns(result).some((column) => column.name === 'declared-percent');
  return [
    `${suppressedMark} means that a figure is not shown, to protect people.`,
    ...(left === 0 ? [] : [`${left} rows of which no figure is shown are left out here; the CSV has them.`]),
    ...(background
      ? ['Declared: the share of the group with an answer that can be classed. Answered: with any answer.']
      : []),
  ];
}

/** Read aloud as what it means, seen as the mark that official tables use. */
function suppressed(isHidden: boolean): Html {
  return isHidden
    ? html`<abbr title="not shown, to protect people">${suppressedMark}</abbr>`
    : html`<span aria-label="none">–</span>`;
}

function withThousands(text: string): string {
  return text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');
}

function figures(result: MeasureResult): Html {
  const columns = reportColumns(result);
  const groups = columns.filter(({ kind }) => kind === 'group').length;
  const cell = (text: string, hidden: boolean) => (text === '' ? suppressed(hidden) : withThousands(text));
  const body = rowsToRead(result).map(
    (row) =>
      html`<tr>${columns.map((column) =>
        column.kind === 'group'
          ? html`<th scope="row">${column.text(row)}</th>`
          : html`<td>${cell(column.text(row), row.suppression !== null)}</td>`,
      )}</tr>`,
  );
  const total = result.totals.map(
    (row) =>
      html`<tr>${groups === 0 ? null : html`<th scope="row" colspan="${groups}">${totalName(row)}</th>`}${columns
        .slice(groups)
        .map((column) => html`<td>${cell(column.text(row), row.suppression !== null)}</td>`)}</tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of figures"><table>
<caption>${result.measure.title}, ${periodInWords(result)}</caption>
<thead><tr>${columns.map(({ title, kind }) => html`<th scope="col" class="${kind}">${title}</th>`)}</tr></thead>
<tbody>${body}</tbody>${groups === 0 ? null : html`<tfoot>${total}</tfoot>`}
</table></div>`;
}

function snapshotLine(snapshot: SnapshotManifest | undefined): Html {
  if (snapshot === undefined) return html`There is no snapshot yet: it is made as soon as the ledger can be read.`;
  return html`Snapshot <code>${snapshot.id}</code>, up to ${dateInWords(snapshot.asOf)}, of facts recorded by
${snapshot.knownAt.slice(0, 16).replace('T', ' ')} UTC.`;
}

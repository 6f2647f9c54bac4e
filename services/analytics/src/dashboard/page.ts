// The dashboard: one page, made on the server, that works without scripts. Choose a measure, breakdowns and dates; read a table and a chart.
import {
  breakdown,
  dateInWords,
  type Measure,
  type MeasureResult,
  measures,
  periodInWords,
  reportColumns,
  type SnapshotManifest,
  suppressedMark,
  totalName,
} from '@clew/measures';
import type { Refusal } from '@clew/service-kit';
import { chart } from './chart.ts';
import { type Html, html } from './html.ts';

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
  const dates =
    measure.kind === 'headcount'
      ? dateField('at', 'On', state.at)
      : html`${dateField('from', 'First day', state.from)}${dateField('to', 'First day after the period', state.to)}`;
  return html`<form method="get" action="/">
<input type="hidden" name="measure" value="${measure.name}">
<fieldset id="by"><legend>Broken down by</legend>${boxes}</fieldset>
<fieldset><legend>${measure.kind === 'headcount' ? 'Day' : 'Period'}</legend>${dates}</fieldset>
<button type="submit">Show</button>
</form>`;
}

function dateField(name: string, label: string, value: string): Html {
  return html`<div class="date"><label for="${name}">${label}</label>
<input type="date" name="${name}" id="${name}" value="${value}"></div>`;
}

function answer(result: MeasureResult, state: PageState): Html {
  return html`<section aria-labelledby="answer">
<h2 id="answer">${periodInWords(result)}</h2>
<p>In ${result.measure.unit}. Download <a href="/measures/${result.measure.name}?${state.query}&amp;format=csv">CSV</a>
or <a href="/measures/${result.measure.name}?${state.query}">JSON</a>.</p>
${result.rows.length === 0 ? html`<p>Nothing was counted in this period.</p>` : html`${chart(result)}${figures(result)}`}
<h3>How to read this</h3>
<ul>${[...marks(result), ...result.notes, ...result.measure.definitions].map((text) => html`<li>${text}</li>`)}</ul>
<p>Asked for by action points ${result.measure.actionPoints.join(', ')} of the Social Mobility Commission's action plan.</p>
</section>`;
}

function marks(result: MeasureResult): readonly string[] {
  const background = reportColumns(result).some((column) => column.name === 'declared-percent');
  return [
    `${suppressedMark} means that a figure is not shown, to protect people.`,
    ...(background
      ? ['Declared: the share of the group with an answer that can be classed. Answered: with any answer.']
      : []),
  ];
}

function figures(result: MeasureResult): Html {
  const columns = reportColumns(result);
  const groups = columns.filter(({ kind }) => kind === 'group').length;
  const cell = (text: string, hidden: boolean) => (text === '' ? (hidden ? suppressedMark : '–') : text);
  const body = result.rows.map(
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
<thead><tr>${columns.map(({ title, kind }) => html`<th scope="col" class="${kind}">${title}</th>`)}</tr></thead>
<tbody>${body}</tbody>${groups === 0 ? null : html`<tfoot>${total}</tfoot>`}
</table></div>`;
}

function snapshotLine(snapshot: SnapshotManifest | undefined): Html {
  if (snapshot === undefined) return html`There is no snapshot yet: it is made as soon as the ledger can be read.`;
  return html`Snapshot <code>${snapshot.id}</code>, up to ${dateInWords(snapshot.asOf)}, of facts recorded by
${snapshot.knownAt.slice(0, 16).replace('T', ' ')} UTC.`;
}

// docs/reference/refusals.md: every code with which Clew refuses, from the tables in the code that decide them.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyticsProblems } from '@clew/analytics';
import { refusalCodes } from '@clew/events';
import { gatewayProblems } from '@clew/gateway';
import { identityProblems } from '@clew/id-service';
import { measureRefusalCodes } from '@clew/measures';
import { type ProblemTable, sharedProblems } from '@clew/service-kit';

const commandLine = join(import.meta.dirname, '../packages/cli/src');

export function refusalsReference(): string {
  return `# Refusals

Generated from the code by \`npm run generate\`; do not edit.

A refusal is an answer, not a fault: it names a \`code\` for programs to branch on, the \`field\` as a JSON Pointer, a \`message\` that never repeats what was sent, a \`remedy\`, and whether the same may be accepted later (\`retryable\`). Over HTTP it comes as \`application/problem+json\` (RFC 9457); a request with several mistakes names each under \`errors\`.

## Of an event

At the gateway, in the SDK, in files that are published, and in what is parked.

${meanings(refusalCodes)}

## Of a question

By \`clew measure\` and by the analytics service.

${meanings(measureRefusalCodes)}

## Of a request, by every service

${problems(sharedProblems)}

### By the gateway

${problems(gatewayProblems)}

### By the ID service

${problems(identityProblems)}

### By the analytics service

${problems(analyticsProblems)}

## Of a command

A command that refuses ends with exit code 2; 0 is done, 1 a fault, 130 stopped by Ctrl-C. Besides the codes above:

${table(['code', 'message'], commandRefusals())}
`;
}

const meanings = (codes: Readonly<Record<string, string>>) => table(['code', 'means'], Object.entries(codes));

function problems(own: ProblemTable): string {
  const rows = Object.entries(own).map(([code, { status, title }]) => [code, String(status), title]);
  return table(['code', 'HTTP status', 'title'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.map(([code, ...others]) => line([`\`${code}\``, ...others])),
  ].join('\n');
}

/** The command line has no table: each command says its own refusal where it is decided, and is read here. */
function commandRefusals(): readonly (readonly [string, string])[] {
  const found = globSync('**/*.ts', { cwd: commandLine }).flatMap((path) => {
    const text = readFileSync(join(commandLine, path), 'utf8');
    return [...text.matchAll(/new Refused\(\s*'([a-z-]+)',\s*(?:'([^']*)'|`([^`]*)`)/g)].map(
      ([, code, fixed, filled]) =>
        [code ?? '', fixed ?? (filled ?? '').replaceAll(/\$\{[^}]*\}/g, '...')] as [string, string],
    );
  });
  return [...new Map(found.toSorted(([one], [other]) => (one < other ? -1 : 1)))];
}

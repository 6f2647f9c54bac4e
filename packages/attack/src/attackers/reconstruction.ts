// Reconstruction by linear programming: finds the answers of a whole department that agree best with every published figure of it at once
// (Dinur and Nissim 2003; the objective is Dwork, McSherry and Talwar's of 2007). It knows the ordinary facts of colleagues, and no answer.
import type { PublishedTable, RegisteredTable } from '@clew/disclosure';
import type { Highs } from 'highs';
import highs from 'highs';
import { type Block, blocksOf, variable } from '../blocks.ts';
import type { Attacker, ReleaseView } from '../scene.ts';
import { answers } from '../targets.ts';
import { Gathering } from './gathering.ts';

export const reconstruction: Attacker = {
  name: 'reconstruction',
  about: 'Solves for the answers of whole small departments by linear programming, from the last release',
  start: (scene) => new Reconstruction(scene),
};

const secret = 'background';

/** The package's types take its ECMAScript module for CommonJS, and so its function for an object that holds it. */
const loadSolver = highs as unknown as () => Promise<Highs>;

class Reconstruction extends Gathering {
  override async see(view: ReleaseView): Promise<void> {
    if (view.place !== this.scene.releaseCount - 1) return;
    const solver = await loadSolver();
    for (const block of blocksOf(this.scene.registry, view.colleagues)) this.#solve(solver, view, block);
  }

  #solve(solver: Highs, view: ReleaseView, block: Block): void {
    const categories =
      this.scene.registry.classifications.find(({ name }) => name === secret)?.levels[0]?.codes.length ?? 0;
    const program = new Program(block, categories);
    for (const { table, published } of view.tables) {
      if (table.quantity === 'headcount') this.#constrain(program, block, table, published as PublishedTable);
    }
    const solution = solver.solve(program.text(), { time_limit: 20 });
    if (solution.Status !== 'Optimal') return;
    const primalOf = (name: string) => {
      const column = solution.Columns[name];
      return column !== undefined && 'Primal' in column ? column.Primal : 0;
    };
    for (const [atom, { people, targets }] of block.atoms.entries()) {
      const lead = (primalOf(variable(atom, answers[0])) - primalOf(variable(atom, answers[1]))) / people;
      for (const target of targets) this.found.scores[target] = lead;
    }
  }

  /** Every cell of the block in a table: the people in it must come to about the figure, or to what a withheld figure can be. */
  #constrain(program: Program, block: Block, table: RegisteredTable, published: PublishedTable): void {
    const members = block.membersOf(table);
    if (members === null) return;
    for (const [cell, variables] of members) {
      const value = published.values[cell] ?? Number.NaN;
      if (!Number.isNaN(value)) {
        const error = published.standardErrors[cell] ?? 0;
        program.equal(variables, value, 1 / Math.max(error, leastError));
        continue;
      }
      const { high } = this.likelihoods.support(table, value);
      if (Number.isFinite(high)) program.atMost(variables, high);
    }
  }
}

/** So sure of a figure is nobody that it should outweigh twenty others. */
const leastError = 0.25;

/** A linear program as the text that the solver reads: least weighted sum of absolute deviations. */
class Program {
  readonly #costs: string[] = [];
  readonly #rows: string[] = [];
  #deviations = 0;

  constructor({ atoms }: Block, categories: number) {
    for (const [atom, { people }] of atoms.entries()) {
      const terms = Array.from({ length: categories }, (_, category) => variable(atom, category));
      this.#rows.push(`${terms.join(' + ')} = ${people}`);
    }
  }

  equal(variables: readonly string[], value: number, cost: number): void {
    const [over, under] = [`o${this.#deviations}`, `u${this.#deviations}`];
    this.#deviations += 1;
    this.#rows.push(`${sumOf(variables)} - ${over} + ${under} = ${value}`);
    this.#costs.push(`${cost} ${over} + ${cost} ${under}`);
  }

  atMost(variables: readonly string[], high: number): void {
    const over = `o${this.#deviations}`;
    this.#deviations += 1;
    this.#rows.push(`${sumOf(variables)} - ${over} <= ${high}`);
    this.#costs.push(`2 ${over}`);
  }

  text(): string {
    const objective = this.#costs.length === 0 ? '0 x0_0' : this.#costs.join(' +\n ');
    return `Minimize\n obj: ${objective}\nSubject To\n${this.#rows.map((row, at) => ` c${at}: ${row}`).join('\n')}\nEnd\n`;
  }
}

/** The format has lines of bounded length. */
function sumOf(variables: readonly string[]): string {
  return variables.map((each, at) => (at % 20 === 19 ? `${each}\n` : each)).join(' + ');
}

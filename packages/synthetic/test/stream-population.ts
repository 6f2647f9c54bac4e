// Run by memory.test.ts in a process of its own: reads a population to its end, and prints how many items it had.
import { createPopulation, type PopulationOrder } from '../src/index.ts';

const [people, order, itemsHeld] = process.argv.slice(2);
let items = 0;
const population = createPopulation({ people: Number(people), years: 10, seed: 1 });
for (const _ of population.items(order as PopulationOrder, Number(itemsHeld))) items += 1;
process.stdout.write(String(items));

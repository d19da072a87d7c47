import { benchLine } from './line.ts';
import { benchRender } from './render.ts';
import { benchStorm } from './storm.ts';

/** `npm run bench`: the figures of the README and the closing notes, each measured in this very run. */
console.log('== the whole line');
await benchLine();

console.log('== the outbound queue');
await import('./queue.ts');

console.log('== a storm');
await benchStorm(10_000);

console.log('== templates');
await benchRender();

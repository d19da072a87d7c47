import { parseArgs } from 'node:util';
import { benchHistory } from './queue/history.ts';
import { benchMemory } from './queue/memory.ts';
import { benchRate } from './queue/rate.ts';
import { openYard } from './queue/yard.ts';
import { benchWakeUp } from './queue/wake-up.ts';

/**
 * The outbound queue beside its limits: how fast it sends (beside those who only send), how soon it wakes, what a long history
 * costs it, and what a long queue. `--mails 20000 --history 200000 --waiting 100000` are the sizes; the defaults take minutes.
 */
const { values } = parseArgs({
  options: {
    mails: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '3' },
    history: { type: 'string', default: '200000' },
    waiting: { type: 'string', default: '100000' },
  },
});

await using yard = await openYard();
await benchRate(yard, Number(values.mails), Number(values.rounds));
await benchWakeUp(yard);
await benchHistory(yard, Number(values.history));
await benchMemory(yard, Number(values.waiting));

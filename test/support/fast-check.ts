import fc from 'fast-check';

/**
 * Property tests draw the same cases in every run, so that a red build names the change that brought it. `FC_SEED=random`, or a number,
 * hunts with other cases.
 */
const wished = process.env.FC_SEED ?? '20261122';
if (wished !== 'random') fc.configureGlobal({ seed: Number(wished) });

export default fc;

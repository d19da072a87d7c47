import type { Decision, Facts, Step } from './decision.ts';

/** Machines' mail is filed, joins the request that it belongs to, opens none, and notifies nobody. */
export function decideAutomatic(facts: Facts): Decision {
  const { recognition } = facts.letter;
  const number = facts.threading.outcome === 'join' && facts.request ? facts.request.number : null;
  const steps: Step[] =
    number === null
      ? []
      : [
          {
            do: 'event',
            kind: `received-${recognition.kind}`,
            actor: recognition.author?.address ?? 'unknown',
            reasons: recognition.reasons,
            data: {},
          },
        ];
  return {
    disposition: 'automatic',
    reasons: recognition.reasons,
    request: number === null ? null : { number },
    steps,
  };
}

import type { Events } from '../events.ts';
import type { OutgoingMail } from '../requests/delivery.ts';
import type { Composed } from '../respond/outgoing.ts';

/** What to tell of a composed mail once the transaction is committed. */
export function tellComposed(
  events: Pick<Events, 'deliveryComposed' | 'templateFellBack'>,
  { content: { kind } }: OutgoingMail,
  { deliveries, fellBack }: Composed,
): (() => void)[] {
  return [
    ...deliveries.map(({ requestNumber: request, state, reasons }) => () => {
      events.deliveryComposed({ kind, request, state, reason: reasons[0]?.code ?? null });
    }),
    ...(fellBack.length === 0 ? [] : [() => events.templateFellBack(kind, fellBack)]),
  ];
}

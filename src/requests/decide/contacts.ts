import { canonicalAddress } from '../address.ts';
import type { Contact } from '../policy.ts';
import type { Request } from '../request.ts';
import type { StaffMember } from '../staff.ts';
import { audience, here, staffByAddress } from '../staff.ts';
import type { Firm } from './decision.ts';

type About = Pick<Request, 'owner' | 'team' | 'client'>;

/** Who stands behind the contacts of a policy for this request, each person once; never nobody while there is staff. */
export function peopleOf(contacts: readonly Contact[], request: About, firm: Firm): readonly StaffMember[] {
  const people = contacts.flatMap((contact) => behind(contact, request, firm));
  const found = people.length > 0 ? people : audience(firm.staff, request);
  return [...new Map(found.map((member) => [canonicalAddress(member.address), member])).values()];
}

function behind(contact: Contact, request: About, firm: Firm): readonly StaffMember[] {
  if ('address' in contact) return [staffByAddress(firm.staff, contact.address) ?? outsider(contact.address)];
  switch (contact.role) {
    case 'owner':
      return audience(firm.staff, request);
    case 'team':
      return audience(firm.staff, { owner: null, team: request.team });
    case 'lead':
      return firstOf(
        leadsOf(request.team, firm),
        withRole('lead', firm),
        withRole('manager', firm),
        withRole('admin', firm),
      );
    case 'manager':
      return firstOf(withRole('manager', firm), withRole('admin', firm), leadsOf(request.team, firm));
    case 'admin':
      return firstOf(withRole('admin', firm), withRole('manager', firm), withRole('lead', firm));
    case 'account-manager':
      return firstOf(
        accountManager(request, firm),
        leadsOf(request.team, firm),
        withRole('lead', firm),
        withRole('manager', firm),
      );
  }
}

/** A firm too small for a role has somebody else who does the work; so has one whose people are away. */
function firstOf(...groups: readonly (readonly StaffMember[])[]): readonly StaffMember[] {
  const present = groups.find((group) => group.some((member) => member.awayUntil == null));
  return here(present ?? groups.find((group) => group.length > 0) ?? []);
}

function leadsOf(team: string | null, firm: Firm): readonly StaffMember[] {
  return withRole('lead', firm).filter((member) => member.team === team);
}

function withRole(role: StaffMember['role'], firm: Firm): readonly StaffMember[] {
  return firm.staff.filter((member) => member.role === role);
}

function accountManager({ client }: About, firm: Firm): readonly StaffMember[] {
  const manager = clientConfig(firm, client.address)?.accountManager ?? null;
  return manager === null ? [] : [staffByAddress(firm.staff, manager) ?? outsider(manager)];
}

/** What the configuration says of a client, by his address before his domain. */
export function clientConfig({ clients }: Pick<Firm, 'clients'>, client: string): Firm['clients'][number] | null {
  const address = canonicalAddress(client);
  return (
    clients.find((one) => one.address === address) ??
    clients.find((one) => one.domain !== null && address.endsWith(`@${one.domain}`)) ??
    null
  );
}

/** A policy may name an address outside the desk's staff, such as a pager's. */
function outsider(address: string): StaffMember {
  return { name: '', address, also: [], team: '', role: 'agent' };
}

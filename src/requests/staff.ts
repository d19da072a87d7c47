import { canonicalAddress } from './address.ts';

export type StaffRole = 'agent' | 'lead' | 'manager' | 'admin';

/** Who answers clients. `also`: further addresses of the same person. */
export type StaffMember = {
  readonly name: string;
  readonly address: string;
  readonly also: readonly string[];
  readonly team: string;
  readonly role: StaffRole;
};

/** The staff member whose address this is, main or further; null for anybody else. Compared in ASCII, exactly. */
export function staffByAddress(staff: readonly StaffMember[], address: string): StaffMember | null {
  const wanted = canonicalAddress(address);
  return (
    staff.find((member) => [member.address, ...member.also].some((own) => canonicalAddress(own) === wanted)) ?? null
  );
}

/** Whom a request's notices go to: its owner, else its team, else everybody who answers clients. */
export function audience(
  staff: readonly StaffMember[],
  request: { owner: string | null; team: string | null },
): StaffMember[] {
  const owner = request.owner === null ? null : staffByAddress(staff, request.owner);
  if (owner) return [owner];
  const team = staff.filter((member) => member.team === request.team);
  return team.length > 0 ? team : staff.filter((member) => member.role !== 'admin');
}

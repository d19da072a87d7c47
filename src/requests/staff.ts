import { canonicalAddress } from './address.ts';

export type StaffRole = 'agent' | 'lead' | 'manager' | 'admin';

/** Who answers clients. `also`: further addresses of the same person. */
export type StaffMember = {
  readonly name: string;
  readonly address: string;
  readonly also: readonly string[];
  readonly team: string;
  readonly role: StaffRole;
  /** In which language the desk writes to this person; absent or null: in its own. */
  readonly locale?: string | null;
  /** Absent or null: none is known. */
  readonly phone?: string | null;
  /** Until when this person is away; absent or null: not now. */
  readonly awayUntil?: Temporal.Instant | null;
};

/** The staff member whose address this is, main or further; null for anybody else. Compared in ASCII, exactly. */
export function staffByAddress(staff: readonly StaffMember[], address: string): StaffMember | null {
  const wanted = canonicalAddress(address);
  return (
    staff.find((member) => [member.address, ...member.also].some((own) => canonicalAddress(own) === wanted)) ?? null
  );
}

/**
 * Whom a request's notices go to: its owner, else its team, else everybody who answers clients. Who is away is stood in for by
 * the team, then by the leads; where everybody is away it is the owner again, since a mail to nobody is lost.
 */
export function audience(
  staff: readonly StaffMember[],
  request: { owner: string | null; team: string | null },
): readonly StaffMember[] {
  const owner = request.owner === null ? null : staffByAddress(staff, request.owner);
  if (owner && isHere(owner)) return [owner];
  const team = staff.filter((member) => member.team === (owner?.team ?? request.team));
  const desk = staff.filter((member) => member.role !== 'admin');
  const standIns = [team, staff.filter((member) => member.role === 'lead'), desk]
    .map((group) => group.filter(isHere))
    .find((group) => group.length > 0);
  if (owner) return standIns ?? [owner];
  return here(team.length > 0 ? team : desk);
}

/** Those who are not away; all of them where everybody is. */
export function here(members: readonly StaffMember[]): readonly StaffMember[] {
  const present = members.filter(isHere);
  return present.length > 0 ? present : members;
}

function isHere({ awayUntil }: StaffMember): boolean {
  return awayUntil == null;
}

/** The owner of a request, where he is away. */
export function absentOwner(staff: readonly StaffMember[], request: { owner: string | null }): StaffMember | null {
  const owner = request.owner === null ? null : staffByAddress(staff, request.owner);
  return owner && !isHere(owner) ? owner : null;
}

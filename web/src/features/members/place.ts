import type { Role, RolesOut } from "@/api/schema.gen";

/** What a member may do: a role, for which accounts (null: all), until which day (null: no end). */
export interface Place {
  role: Role;
  channel_ids: number[] | null;
  ends_on: string | null;
}

export const EVERYWHERE: Place = { role: "operator", channel_ids: null, ends_on: null };

/** Whether the role asks for chosen accounts and a last day. */
export const needsLimits = (role: Role) => role === "partner";

/** Whether the role may have chosen accounts and a last day at all. */
export const takesLimits = (role: Role) => role !== "owner";

/** The same person in another role: what that role cannot have is dropped, what it needs is asked for. */
export function inRole(place: Place, role: Role): Place {
  if (!takesLimits(role)) return { role, channel_ids: null, ends_on: null };
  if (needsLimits(role)) return { ...place, role, channel_ids: place.channel_ids ?? [] };
  return { ...place, role };
}

/** Which fields are still missing; the server decides the rest. */
export function missing(place: Place): ("channel_ids" | "ends_on")[] {
  const fields: ("channel_ids" | "ends_on")[] = [];
  if (place.channel_ids !== null && place.channel_ids.length === 0) fields.push("channel_ids");
  if (needsLimits(place.role) && place.ends_on === null) fields.push("ends_on");
  return fields;
}

/** Everything that a role may do. */
export function permissionsOf(table: RolesOut, role: Role): string[] {
  return table.sections
    .flatMap((section) => section.permissions)
    .filter((permission) => permission.roles.includes(role))
    .map((permission) => permission.key);
}

/** The roles that somebody with these permissions may give: none that holds more than they do. */
export function grantableRoles(table: RolesOut, held: readonly string[]): Role[] {
  return table.roles
    .map((role) => role.key as Role)
    .filter((role) => permissionsOf(table, role).every((permission) => held.includes(permission)));
}

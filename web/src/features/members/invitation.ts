const STORED = "enishi.invitation";

/** The token behind the hash sign; kept while its owner signs in, and never part of an address that is requested. */
export function invitationToken(): string {
  const given = window.location.hash.slice(1);
  if (given) sessionStorage.setItem(STORED, given);
  return given || (sessionStorage.getItem(STORED) ?? "");
}

export function forgetInvitation() {
  sessionStorage.removeItem(STORED);
}

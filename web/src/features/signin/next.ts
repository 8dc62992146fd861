/** Where to go after signing in: an address of this app, never of another site. */
export function safeNext(next: unknown): string {
  if (typeof next !== "string" || !next.startsWith("/")) return "/";
  const target = new URL(next, window.location.origin);
  // Dots drop out of a path, and "/.//elsewhere" would be left as the address of another site.
  const isHere = target.origin === window.location.origin && !target.pathname.startsWith("//");
  return isHere ? target.pathname + target.search + target.hash : "/";
}

/** Opens the app anew, so that nothing of whoever was signed in before is left in memory. */
export function openApp(next: unknown) {
  window.location.assign(safeNext(next));
}

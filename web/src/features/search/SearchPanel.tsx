export function openSearch() {
  return;
}

/** Ctrl+K: friends, scenarios, tags and templates by name. */
export function SearchPanel() {
  return null;
}

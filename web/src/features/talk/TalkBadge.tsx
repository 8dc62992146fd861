/** The number of conversations that wait for an answer. */
export function TalkBadge(_props: { isFolded: boolean }) {
  return null;
}

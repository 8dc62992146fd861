/** What staff should know, with the number of unread notices. */
export function NoticesBell() {
  return null;
}

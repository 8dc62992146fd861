/** The address of the friends whom one condition finds. */
export function friendsWith(
  channelId: number,
  condition: { kind: string; [param: string]: unknown },
): string {
  const tree = JSON.stringify({ version: 1, root: condition });
  return `/c/${channelId}/friends?tree=${encodeURIComponent(tree)}`;
}

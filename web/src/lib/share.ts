/** "12.3%": a part of the whole; a dash where there is no whole. */
export function share(part: number, whole: number): string {
  if (!whole) return "—";
  const percent = (part / whole) * 100;
  return `${percent === 0 || percent >= 10 ? Math.round(percent) : percent.toFixed(1)}%`;
}

/** Finds a latitude and a longitude in what a map's page gives: `35.68, 139.76` or an address with `@35.68,139.76`. */
export function placeIn(text: string): { latitude: number; longitude: number } | undefined {
  const match = /(?:^|[@=\s])(-?\d{1,2}\.\d+)\s*,\s*(-?\d{1,3}\.\d+)/.exec(text.trim());
  if (!match) return undefined;
  const [latitude, longitude] = [Number(match[1]), Number(match[2])];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}

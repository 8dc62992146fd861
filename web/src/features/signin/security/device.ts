const BROWSERS: [RegExp, string][] = [
  [/\bEdgA?\//, "Microsoft Edge"],
  [/\bLine\//i, "LINE"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/(Chrome|CriOS)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];

const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/CrOS/, "ChromeOS"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "Mac"],
  [/Linux|X11/, "Linux"],
];

export interface Device {
  browser: string | null;
  system: string | null;
  isHandheld: boolean;
}

/** What a browser says of itself, in words that its owner knows. Either may stay unknown. */
export function deviceOf(agent: string): Device {
  const named = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(agent))?.[1] ?? null;
  const system = named(SYSTEMS);
  return { browser: named(BROWSERS), system, isHandheld: /iPhone|iPad|Android/.test(agent) };
}

/** What may reach a style or an address: everything else is dropped, because messages are data from outside. */

const COLOUR = /^#(?:[0-9a-f]{6}|[0-9a-f]{8})$/i;
const LINK = /^(?:https?:\/\/|tel:|line:\/\/)/i;

export function safeColour(value: unknown): string | undefined {
  return typeof value === "string" && COLOUR.test(value) ? value : undefined;
}

/** An address that LINE would open on a tap. */
export function safeLink(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const address = value.trim();
  return LINK.test(address) ? address : undefined;
}

/** An address that a desktop browser can open in a new tab. */
export function safePage(value: unknown): string | undefined {
  const address = safeLink(value);
  return address && /^(?:https?|tel):/i.test(address) ? address : undefined;
}

/** A picture, sound or video from the web, from this server, or one that this page just made. */
export function safeMedia(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  if (/^(?:https?:\/\/|blob:)/i.test(value)) return value;
  return /^\/(?!\/)/.test(value) ? value : undefined;
}

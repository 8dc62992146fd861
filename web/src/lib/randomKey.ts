/** 128 random bits as text. `crypto.randomUUID` is missing on pages served without TLS, as on a shop's own network. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) =>
    one.toString(16).padStart(2, "0"),
  ).join("");
}

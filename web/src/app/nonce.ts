/** The value that lets Mantine's style tags pass the page's Content-Security-Policy. */
export function cspNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
}

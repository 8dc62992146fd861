/** The value that lets Mantine's style tags pass the page's Content-Security-Policy. */
export function cspNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
}

/** Tells it also to the library that locks scrolling behind drawers and dialogs; it asks for a name of webpack's. */
export function shareNonce() {
  Object.assign(globalThis, { __webpack_nonce__: cspNonce() });
}

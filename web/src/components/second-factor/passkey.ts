/** Passkeys as browsers speak of them (bytes) and as servers do (JSON with base64url). */

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

interface Descriptor {
  id: string;
  type: "public-key";
}

interface CreationJson {
  publicKey: {
    challenge: string;
    user: { id: string; name: string; displayName: string };
    excludeCredentials?: Descriptor[];
  };
}

interface RequestJson {
  publicKey: { challenge: string; allowCredentials?: Descriptor[] };
}

const described = (list?: Descriptor[]) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

/** Whether this browser knows passkeys at all. */
export function hasPasskeys(): boolean {
  return typeof window.PublicKeyCredential === "function";
}

/** Lets the browser make a passkey; rejects if the person declines. */
export async function makePasskey(options: CreationJson): Promise<unknown> {
  const asked = options.publicKey as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytes(options.publicKey.challenge),
      user: { ...options.publicKey.user, id: bytes(options.publicKey.user.id) },
      excludeCredentials: described(options.publicKey.excludeCredentials),
    },
  })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
    },
    clientExtensionResults: made.getClientExtensionResults(),
  };
}

/** Lets the browser answer a challenge with a passkey; rejects if the person declines. */
export async function showPasskey(options: RequestJson): Promise<unknown> {
  const asked = options.publicKey as unknown as PublicKeyCredentialRequestOptions;
  const shown = (await navigator.credentials.get({
    publicKey: {
      ...asked,
      challenge: bytes(options.publicKey.challenge),
      allowCredentials: described(options.publicKey.allowCredentials),
    },
  })) as PublicKeyCredential;
  const response = shown.response as AuthenticatorAssertionResponse;
  return {
    id: shown.id,
    rawId: text(shown.rawId),
    type: shown.type,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
    clientExtensionResults: shown.getClientExtensionResults(),
  };
}

export type { CreationJson, RequestJson };

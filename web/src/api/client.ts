import createClient, { type Middleware } from "openapi-fetch";
import i18n from "@/app/i18n";
import { ConnectionLost, Problem } from "./problem";
import type { Problem as ProblemBody, paths } from "./schema.gen";

let organisationId: number | null = null;
let onSignedOut: () => void = () => undefined;

/** Every later request is made in this organisation. */
export function requestInOrganisation(id: number | null) {
  organisationId = id;
}

/** Called when the server says that nobody is signed in (any more). */
export function whenSignedOut(listener: () => void) {
  onSignedOut = listener;
}

export function csrfToken(): string {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

/** Headers that each request of the app carries, also those made without the generated client. */
export function requestHeaders(method: string): Record<string, string> {
  const headers: Record<string, string> = { "Accept-Language": i18n.language };
  if (organisationId !== null) headers["X-Enishi-Organisation"] = String(organisationId);
  if (method !== "GET" && method !== "HEAD") headers["X-CSRFToken"] = csrfToken();
  return headers;
}

const asTheApp: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(requestHeaders(request.method)))
      request.headers.set(name, value);
    return request;
  },
  onError() {
    return new ConnectionLost(i18n.t("common:error.connection"));
  },
};

export const api = createClient<paths>({ baseUrl: "", credentials: "same-origin" });
api.use(asTheApp);

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The answer's body, or a `Problem` thrown. Wrap every call: `await answer(api.GET("/api/v1/tags"))`. */
export async function answer<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await call;
  if (response.ok) return data as Data;
  throw problemOf(response, error);
}

function problemOf(response: Response, error: unknown): Problem {
  const body = typeof error === "object" && error !== null ? (error as Partial<ProblemBody>) : undefined;
  if (response.status === 401) onSignedOut();
  const fallback = i18n.t("common:error.unexpected");
  return new Problem(response.status, body, fallback, response.headers.get("Retry-After"));
}

/** Sends a form with a file, which the generated client cannot. */
export async function upload<Data>(path: string, form: FormData): Promise<Data> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: "POST",
      body: form,
      headers: requestHeaders("POST"),
      credentials: "same-origin",
    });
  } catch {
    throw new ConnectionLost(i18n.t("common:error.connection"));
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body as Data;
  throw problemOf(response, body);
}

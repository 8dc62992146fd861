import { requestHeaders } from "@/api/client";
import { ConnectionLost, Problem } from "@/api/problem";
import type { Problem as ProblemBody } from "@/api/schema.gen";
import i18n from "@/app/i18n";

/** Fetches a file with the app's own headers and saves it; a `Problem` where the server refuses. */
export async function saveFile(path: string, fallbackName: string, body?: unknown): Promise<Response> {
  const method = body === undefined ? "GET" : "POST";
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        ...requestHeaders(method),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
    });
  } catch {
    throw new ConnectionLost(i18n.t("common:error.connection"));
  }
  if (!response.ok) {
    const told = (await response.json().catch(() => undefined)) as Partial<ProblemBody> | undefined;
    throw new Problem(response.status, told, i18n.t("common:error.unexpected"), null);
  }
  saveBlob(await response.blob(), nameIn(response.headers.get("Content-Disposition")) ?? fallbackName);
  return response;
}

/** Saves a text that the browser made itself. */
export function saveText(text: string, name: string, type: string) {
  saveBlob(new Blob([text], { type }), name);
}

function saveBlob(blob: Blob, name: string) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** The file's name as the server says it. */
export function nameIn(disposition: string | null): string | undefined {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? "")?.[1];
  if (encoded) return decodeURIComponent(encoded);
  return /filename="([^"]+)"/.exec(disposition ?? "")?.[1];
}

import { answer, api, upload } from "@/api/client";
import type { ImportOut } from "@/api/schema.gen";

/** The server takes 8 MB a piece; smaller ones arrive in time on a slow line too. */
export const PIECE_BYTES = 4 * 1024 * 1024;

/** Where each piece of a file begins and ends. */
export function piecesOf(size: number, piece = PIECE_BYTES): [number, number][] {
  const found: [number, number][] = [];
  for (let start = 0; start < size; start += piece) found.push([start, Math.min(size, start + piece)]);
  return found;
}

/** Sends a file piece by piece; `onProgress` is told the share that has arrived. */
export async function sendFile(
  channelId: number,
  subject: ImportOut["subject"],
  file: File,
  onProgress: (share: number) => void,
): Promise<ImportOut> {
  let found = await answer(
    api.POST("/api/v1/imports", {
      body: { channel_id: channelId, name: file.name.slice(-200), size_bytes: file.size, subject },
    }),
  );
  for (const [start, end] of piecesOf(file.size)) {
    const form = new FormData();
    form.append("offset", String(start));
    form.append("file", file.slice(start, end), "piece");
    found = await upload<ImportOut>(`/api/v1/imports/${found.id}/pieces`, form);
    onProgress(end / file.size);
  }
  return found;
}

import { upload } from "@/api/client";

/** Part of a picture, as shares of its width and height. */
export interface Crop {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface UploadedImage {
  url: string;
  preview_url?: string;
}

export const LARGEST_IMAGE_BYTES = 10 * 1024 * 1024;
export const IMAGE_TYPES = "image/jpeg,image/png,image/gif,image/webp";

/** Keeps the picture on the server, cut and without its hidden data, at an address that friends' phones reach. */
export function uploadImage(file: File, crop: Crop | null): Promise<UploadedImage> {
  const form = new FormData();
  form.append("file", file);
  if (crop) for (const [name, share] of Object.entries(crop)) form.append(name, String(share));
  return upload<UploadedImage>("/api/v1/media", form);
}

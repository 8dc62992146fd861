import { requestHeaders } from "@/api/client";

/** Ends this session and shows the sign-in page. */
export async function signOut() {
  await fetch("/_allauth/browser/v1/auth/session", {
    method: "DELETE",
    headers: requestHeaders("DELETE"),
    credentials: "same-origin",
  });
  window.location.assign("/sign-in");
}

import type { QueryClient } from "@tanstack/react-query";
import { redirect } from "@tanstack/react-router";
import { answer, api, requestInOrganisation as requestsIn } from "@/api/client";
import { Problem } from "@/api/problem";
import { meQuery } from "./session";

const STORED = "enishi.organisation";

/** Lets signed-in people on; others go to sign in (or to the setup page of an empty installation) and come back. */
export async function signedIn(client: QueryClient, here: string) {
  requestsIn(Number(localStorage.getItem(STORED)) || null);
  try {
    const me = await client.ensureQueryData(meQuery);
    requestsIn(me.organisation.id);
    if (me.second_factor.required && !me.second_factor.satisfied && !here.startsWith("/second-factor")) {
      throw redirect({ href: `/second-factor?next=${encodeURIComponent(here)}` });
    }
    return me;
  } catch (error) {
    if (
      error instanceof Problem &&
      (error.status === 404 || error.status === 403) &&
      localStorage.getItem(STORED)
    ) {
      // The remembered organisation is not ours any more.
      localStorage.removeItem(STORED);
      return signedIn(client, here);
    }
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    const setup = await answer(api.GET("/api/v1/setup"));
    throw redirect({ href: setup.needs_owner ? "/setup" : `/sign-in?next=${encodeURIComponent(here)}` });
  }
}

/** Work in another organisation from now on. */
export function chooseOrganisation(client: QueryClient, id: number) {
  localStorage.setItem(STORED, String(id));
  localStorage.removeItem("enishi.channel");
  requestsIn(id);
  client.clear();
}

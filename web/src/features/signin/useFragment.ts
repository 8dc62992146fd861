import { useEffect, useState } from "react";

function fragment(): string {
  try {
    return decodeURIComponent(window.location.hash.slice(1));
  } catch {
    return "";
  }
}

/** The part of the address behind the "#", taken out of the address bar so that nobody copies it by accident. */
export function useFragment(): string {
  const [token, setToken] = useState(fragment);
  useEffect(() => {
    function take() {
      const found = fragment();
      if (!found) return;
      setToken(found);
      window.history.replaceState(window.history.state, "", window.location.pathname);
    }
    take();
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, []);
  return token;
}

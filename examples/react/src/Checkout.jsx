import { useEffect, useState } from "react";
import { loadOneClick } from "oneclick-checkout";

import { isShipped, makeSession } from "./shop.js";

/** The element with a session of the browser's order, and what becomes of the parcel. */
export function Checkout() {
  const [made, setMade] = useState(null);
  const [said, setSaid] = useState("");

  useEffect(() => {
    let isLeft = false;
    const open = async () => {
      const made = await makeSession();
      await loadOneClick({ endpoint: made.endpoint });
      if (!isLeft) setMade(made);
    };
    open().catch((error) => isLeft || setSaid(error.message));
    return () => {
      isLeft = true;
    };
  }, []);

  // Without a new session the old one stays: an order that is being paid keeps its screen.
  const renew = () => makeSession().then(setMade, (error) => setSaid(error.message));
  // The event is news for the page; the order is shipped on the backend's webhook.
  const paid = async () =>
    setSaid((await isShipped()) ? "Your lamp is on its way." : "We write to you when your lamp is on its way.");

  return (
    <>
      {made && (
        <one-click-checkout
          endpoint={made.endpoint}
          session={made.session}
          rows={2}
          ononeclick-success={paid}
          ononeclick-expiring={renew}
          ononeclick-error={({ detail }) => detail.code === "session.expired" && renew()}
        />
      )}
      <p role="status">{said}</p>
    </>
  );
}

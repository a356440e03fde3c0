/** @jsxImportSource preact */
// Uses the element in JSX of Preact.
import "oneclick-checkout/preact";

export function Checkout({ session }: { session: string }) {
  return (
    <one-click-checkout
      endpoint="/checkout/v1"
      session={session}
      rows={2}
      class="checkout"
      ononeclick-declined={({ detail }) => console.log(detail.reason)}
    >
      <p slot="footer">Terms</p>
    </one-click-checkout>
  );
}

export function Wrong() {
  // @ts-expect-error no such layout
  return <one-click-checkout layout="grid" />;
}

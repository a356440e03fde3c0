// Uses the element in JSX of React 19.
import "oneclick-checkout/react";

export function Checkout({ session }: { session: string }) {
  return (
    <one-click-checkout
      endpoint="/checkout/v1"
      session={session}
      rows={2}
      layout="list"
      allow-framed
      isolated
      className="checkout"
      messages={{ pay: "Buy" }}
      suppressHydrationWarning
      ononeclick-success={({ detail }) => console.log(detail.order)}
      ref={(element) => element?.refresh()}
    >
      <h2 slot="heading">Payment</h2>
    </one-click-checkout>
  );
}

export function Wrong() {
  // @ts-expect-error no such layout
  return <one-click-checkout layout="grid" />;
}

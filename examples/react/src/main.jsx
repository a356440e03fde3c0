import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { Checkout } from "./Checkout.jsx";
import "./shop.css";

createRoot(document.getElementById("shop")).render(
  <StrictMode>
    <h1>A lamp, €129.00</h1>
    <Checkout />
    <form method="post" action="/order">
      <button>Order another lamp</button>
    </form>
  </StrictMode>,
);

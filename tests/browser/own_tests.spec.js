// The browser tests that shops copy, as they stand in the examples.
process.env.SHOP = process.env.ONECLICK_SHOP;
process.env.SANDBOX = process.env.ONECLICK_SANDBOX;
await import("../../examples/browser-tests/paying.spec.js");

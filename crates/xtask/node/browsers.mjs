// The browsers that scripts and styles are written for: those of the last two years.
export const TARGET = ["chrome131", "edge131", "firefox133", "safari18.2"];

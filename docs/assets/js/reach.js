"use strict";
// What scrolls sideways can be reached with the keyboard, and the search says what it is.
document$.subscribe(() => {
  document.querySelectorAll(".md-search").forEach((one) => one.setAttribute("aria-label", "Search"));
  document.querySelectorAll(".md-typeset__scrollwrap").forEach((one) => { one.tabIndex = 0; });
});

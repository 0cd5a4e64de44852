/** What calls cost, by window, and how much of each budget is left. */
@NullMarked
package dev.millrace.cost;

import org.jspecify.annotations.NullMarked;

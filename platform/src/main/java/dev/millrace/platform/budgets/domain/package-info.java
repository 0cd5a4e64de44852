/** What budgets are: whose calls they count, in which windows, and up to where. */
@NullMarked
package dev.millrace.platform.budgets.domain;

import org.jspecify.annotations.NullMarked;

/** Limits on spending, followed in their topics. */
@NullMarked
package dev.millrace.platform.budgets;

import org.jspecify.annotations.NullMarked;

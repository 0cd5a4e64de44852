/** Who may spend: what budgets say to a call, and the ledger that all instances agree on. */
@NullMarked
package dev.millrace.inference.domain.budget;

import org.jspecify.annotations.NullMarked;

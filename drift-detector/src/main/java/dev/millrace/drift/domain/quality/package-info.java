/** How good judged answers are, as sums that merge in any order. */
@NullMarked
package dev.millrace.drift.domain.quality;

import org.jspecify.annotations.NullMarked;

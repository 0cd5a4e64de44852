/** What a call costs, exactly. */
@NullMarked
package dev.millrace.platform.pricing;

import org.jspecify.annotations.NullMarked;

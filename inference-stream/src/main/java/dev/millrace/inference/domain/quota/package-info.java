/** What an endpoint lets through, and what of it is taken: pure, told the time. */
@NullMarked
package dev.millrace.inference.domain.quota;

import org.jspecify.annotations.NullMarked;

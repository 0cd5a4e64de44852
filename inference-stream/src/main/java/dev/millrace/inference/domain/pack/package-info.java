/** Several requests in one call: who goes with whom, what is asked, whose part is which: pure. */
@NullMarked
package dev.millrace.inference.domain.pack;

import org.jspecify.annotations.NullMarked;

/** Whether the traffic or the answers have changed, and what follows. */
@NullMarked
package dev.millrace.drift;

import org.jspecify.annotations.NullMarked;

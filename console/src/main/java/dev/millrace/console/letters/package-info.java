/** Dead letters, and how their records come to {@code raw-events} once more. */
@NullMarked
package dev.millrace.console.letters;

import org.jspecify.annotations.NullMarked;

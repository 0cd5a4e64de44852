/** How a retraining goes from its cause to its end: decided here, written and done by others. */
@NullMarked
package dev.millrace.lifecycle.domain.run;

import org.jspecify.annotations.NullMarked;

/** Which requests become examples, and on which side of the split. */
@NullMarked
package dev.millrace.lifecycle.domain.dataset;

import org.jspecify.annotations.NullMarked;

/** Questions about windows, answered by the instance that has them. */
@NullMarked
package dev.millrace.cost.queries;

import org.jspecify.annotations.NullMarked;

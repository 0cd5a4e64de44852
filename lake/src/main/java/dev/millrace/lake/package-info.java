/** Records of topics on their way to tables. */
@NullMarked
package dev.millrace.lake;

import org.jspecify.annotations.NullMarked;
